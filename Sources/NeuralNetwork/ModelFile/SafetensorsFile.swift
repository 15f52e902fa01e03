import Activations
import Datasets

/// A safetensors file: its header, checked, and its tensors, read one at a time.
///
/// Not safe for use from several threads at once.
final class SafetensorsFile {
  let header: SafetensorsHeader
  let file: InputFile

  convenience init(_ path: String) throws(DataError) { try self.init(InputFile(path)) }

  init(_ file: InputFile) throws(DataError) {
    self.file = file
    header = try SafetensorsHeader(file)
  }

  var path: String { file.path }

  /// Reads a tensor, converted to `Scalar`.
  ///
  /// - Throws: ``DataError`` where a number is NaN or infinite, in the file or once converted.
  func read<Scalar: ActivationScalar>(
    _ tensor: SafetensorsHeader.Tensor, as _: Scalar.Type
  ) throws(DataError) -> NamedTensor<Scalar> {
    let values: [Scalar] =
      switch tensor.precision {
      case .float32: try numbers(tensor, Float.self).map { Scalar($0) }
      case .float64: try numbers(tensor, Double.self).map { Scalar($0) }
      }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .notFinite, file: path,
        expected:
          "finite numbers of \(Scalar.precision) in tensor \(DataError.quoted(tensor.name))",
        found: "\(values[index]) at \(index)")
    }
    return NamedTensor(name: tensor.name, shape: tensor.shape, values: values)
  }

  /// The numbers as they lie in the file.
  private func numbers<Stored: ActivationScalar>(
    _ tensor: SafetensorsHeader.Tensor, _: Stored.Type
  ) throws(DataError) -> [Stored] {
    file.seek(to: header.dataOffset + tensor.bytes.lowerBound)
    var values = [Stored](repeating: 0, count: tensor.bytes.count / MemoryLayout<Stored>.stride)
    let read = try values.withUnsafeMutableBufferPointer { buffer throws(DataError) in
      try file.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    guard read == tensor.bytes.count else {
      throw DataError(
        .malformed, file: path, expected: "\(tensor.bytes.count) bytes", found: "\(read)",
        hint: "; was it changed meanwhile?")
    }
    return values
  }
}

/// A safetensors file to be written: texts and tensors, of either precision.
struct SafetensorsContents {
  var metadata: [String: String] = [:]
  private var singles: [NamedTensor<Float>] = []
  private var doubles: [NamedTensor<Double>] = []

  /// Adds tensors.
  mutating func add<Scalar: ActivationScalar>(_ tensors: [NamedTensor<Scalar>]) {
    if let tensors = tensors as? [NamedTensor<Float>] { singles += tensors }
    if let tensors = tensors as? [NamedTensor<Double>] { doubles += tensors }
  }

  /// Writes the file, sealed by its checksum, replacing one that is there at once.
  func write(to place: OutputPlace) throws(DataError) {
    var next = 0
    func entry<Scalar>(_ tensor: NamedTensor<Scalar>) -> SafetensorsHeader.Tensor {
      let size = tensor.values.count * Scalar.precision.size
      defer { next += size }
      return SafetensorsHeader.Tensor(
        name: tensor.name, precision: Scalar.precision, shape: tensor.shape,
        bytes: next..<next + size)
    }
    // Doubles first, so that every number is aligned.
    let tensors = doubles.map(entry) + singles.map(entry)
    var metadata = metadata
    metadata[SafetensorsSeal.key] = SafetensorsSeal.blank
    var header = try SafetensorsHeader(tensors: tensors, metadata: metadata)
      .encoded(path: place.path)
    if let digits = SafetensorsSeal.place(in: header) {
      header.replaceSubrange(digits, with: checksum(header))
    }
    try place.write { file throws(DataError) in
      try file.write(header)
      for tensor in doubles { try file.write(littleEndian: tensor.values) }
      for tensor in singles { try file.write(littleEndian: tensor.values) }
    }
  }

  /// The checksum of what is written, as ``SafetensorsSeal`` has it.
  private func checksum(_ header: [UInt8]) -> [UInt8] {
    let seal = SHA256()
    header.withUnsafeBytes { seal.add($0) }
    for tensor in doubles { tensor.values.withUnsafeBytes { seal.add($0) } }
    for tensor in singles { tensor.values.withUnsafeBytes { seal.add($0) } }
    return seal.digest()
  }
}
