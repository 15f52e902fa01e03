import Datasets
import Glibc

/// Decodes the tensors of a file, and of the files beside it that it names.
final class TensorReader {
  private let bytes: [UInt8]
  private let directory: String
  private let allowance: ImportAllowance
  private var files: [String: InputFile] = [:]

  /// - Parameter directory: the model's own, out of which no data is read.
  init(_ bytes: [UInt8], directory: String, allowance: ImportAllowance) {
    self.bytes = bytes
    self.directory = directory
    self.allowance = allowance
  }

  /// The tensor's numbers.
  func constant(_ tensor: ONNXTensor) throws -> Constant {
    guard let kind = tensor.kind else {
      throw Unsupported("numbers of type \(tensor.dataType) are not read")
    }
    let count = try tensor.dims.elements()
    var result = Constant(kind: kind, shape: tensor.dims)
    if kind == .string {
      try expect(tensor.strings.count, count)
      result.strings = tensor.strings
      return result
    }
    try allowance.take(count)
    if tensor.isExternal {
      let raw = try external(tensor, size: count * kind.size)
      result.values = Self.decode(raw[...], kind)
    } else if let raw = tensor.raw {
      try expect(raw.count, count * kind.size, "bytes")
      result.values = Self.decode(bytes[raw], kind)
    } else {
      result.values = Self.typed(tensor, kind)
      try expect(result.values.count, count)
    }
    return result
  }

  private func expect(_ found: Int, _ count: Int, _ unit: String = "values") throws {
    guard found == count else {
      throw Unsupported("the tensor's extents ask for \(count) \(unit), and it has \(found)")
    }
  }

  /// The numbers of the typed fields; halves lie in int32_data as bits.
  private static func typed(_ tensor: ONNXTensor, _ kind: ONNXTensor.Kind) -> [Double] {
    switch kind {
    case .float: tensor.floats
    case .double: tensor.doubles
    case .float16:
      tensor.integers.map { Double(Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0)))) }
    case .bfloat16:
      tensor.integers.map {
        Double(Float(bitPattern: UInt32(UInt16(truncatingIfNeeded: $0)) << 16))
      }
    default: tensor.integers.map { Double($0) }
    }
  }

  private static func decode(_ raw: ArraySlice<UInt8>, _ kind: ONNXTensor.Kind) -> [Double] {
    raw.withUnsafeBytes { raw in
      func numbers<Bits: FixedWidthInteger>(
        _: Bits.Type, _ number: (Bits) -> Double
      ) -> [Double] {
        stride(from: 0, to: raw.count, by: MemoryLayout<Bits>.size).map {
          number(Bits(littleEndian: raw.loadUnaligned(fromByteOffset: $0, as: Bits.self)))
        }
      }
      return switch kind {
      case .float: numbers(UInt32.self) { Double(Float(bitPattern: $0)) }
      case .double: numbers(UInt64.self) { Double(bitPattern: $0) }
      case .float16: numbers(UInt16.self) { Double(Float(Float16(bitPattern: $0))) }
      case .bfloat16: numbers(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
      case .int8: numbers(Int8.self) { Double($0) }
      case .uint8, .bool: numbers(UInt8.self) { Double($0) }
      case .int16: numbers(Int16.self) { Double($0) }
      case .uint16: numbers(UInt16.self) { Double($0) }
      case .int32: numbers(Int32.self) { Double($0) }
      case .uint32: numbers(UInt32.self) { Double($0) }
      case .int64: numbers(Int64.self) { Double($0) }
      case .uint64: numbers(UInt64.self) { Double($0) }
      case .string: []
      }
    }
  }

  /// The bytes of a tensor that lie in a file of their own, which must be one of the model's
  /// directory, by whatever links.
  private func external(_ tensor: ONNXTensor, size: Int) throws -> [UInt8] {
    guard let location = tensor.external["location"] else {
      throw Unsupported("external data without a location")
    }
    let file = try open(location)
    func number(_ key: String, _ usual: Int) throws -> Int {
      guard let text = tensor.external[key] else { return usual }
      guard let value = Int(text), value >= 0 else {
        throw Unsupported("external data whose \(key) is \(DataError.quoted(text))")
      }
      return value
    }
    let offset = try number("offset", 0)
    try expect(try number("length", size), size, "bytes")
    guard offset <= file.size, size <= file.size - offset else {
      throw Unsupported(
        "external data at \(offset), \(size) bytes long, in a file of \(file.size) bytes")
    }
    var buffer = [UInt8](repeating: 0, count: size)
    let count: Int
    file.seek(to: offset)
    do {
      count = try buffer.withUnsafeMutableBufferPointer { buffer throws(DataError) in
        try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    } catch { throw Unsupported("\(error)") }
    try expect(count, size, "bytes")
    return buffer
  }

  private func open(_ location: String) throws -> InputFile {
    if let file = files[location] { return file }
    let place = DataError.quoted(location)
    guard !location.isEmpty, !location.utf8.contains(0),
      let home = Self.real(directory), let path = Self.real("\(directory)/\(location)")
    else { throw Unsupported("external data in \(place), which is not there") }
    guard path.hasPrefix(home == "/" ? home : home + "/") else {
      throw Unsupported("external data in \(place), outside the model's directory")
    }
    guard files.count < 1024 else { throw Unsupported("external data in more than 1024 files") }
    do {
      let file = try InputFile(path)
      files[location] = file
      allowance.add(bytes: file.size)
      return file
    } catch {
      throw Unsupported("\(error)")
    }
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
