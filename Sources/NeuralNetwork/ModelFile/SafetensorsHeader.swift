import Activations
import Datasets
import FoundationEssentials

/// What a safetensors file holds: named tensors, where their bytes lie, and texts about them.
///
/// The file: the header's length as 8 bytes, lowest first; the header, a JSON object; the data. The
/// header maps each tensor's name to its type, shape and the place of its bytes within the data, and
/// `__metadata__` to an object of texts. Files are hostile: when a header has been read here, every
/// tensor lies within the data, none overlaps another, no byte is left over, and each is as long as
/// its type and shape say.
///
/// Source: Hugging Face, "safetensors", format description.
struct SafetensorsHeader: Sendable, Hashable {
  /// One tensor of the file.
  struct Tensor: Sendable, Hashable {
    var name: String
    var precision: Precision
    var shape: [Int]
    /// Where its bytes lie, from the data's beginning.
    var bytes: Range<Int>
  }

  /// Longer headers are neither read nor written.
  static let longest = 16 << 20
  /// More dimensions than this are refused.
  static let mostDimensions = 8
  private static let metadataKey = "__metadata__"

  var tensors: [Tensor]
  var metadata: [String: String]
  /// Where the data begin in the file.
  private(set) var dataOffset = 0

  init(tensors: [Tensor], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads and checks the header of a file.
  init(_ file: InputFile) throws(DataError) {
    func refuse(_ expected: String, _ found: String) -> DataError {
      DataError(.malformed, file: file.path, expected: expected, found: found)
    }
    let start = try file.prefix(8)
    guard start.count == 8 else {
      throw refuse("a safetensors file", "only \(start.count) bytes")
    }
    let length = start.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= Self.longest, Int(length) <= file.size - 8 else {
      throw refuse(
        "a safetensors file, with a header of 2 to \(min(Self.longest, max(file.size - 8, 2))) bytes",
        "\(length)")
    }
    dataOffset = 8 + Int(length)
    let bytes = try file.prefix(dataOffset)
    guard bytes.count == dataOffset, bytes[8] == UInt8(ascii: "{") else {
      throw refuse("a JSON object as the header", "other bytes")
    }
    let contents: Contents
    do { contents = try JSONDecoder().decode(Contents.self, from: Data(bytes[8...])) } catch {
      throw refuse("a safetensors header in JSON", Self.reason(error))
    }
    metadata = contents.metadata
    tensors = []
    for (name, entry) in contents.entries.sorted(by: { $0.key < $1.key }) {
      tensors.append(try Self.check(name, entry, refuse))
    }
    tensors.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var next = 0
    for tensor in tensors {
      guard tensor.bytes.lowerBound == next else {
        throw refuse(
          "tensor \(DataError.quoted(tensor.name)) to begin at byte \(next) of the data",
          "\(tensor.bytes.lowerBound)")
      }
      next = tensor.bytes.upperBound
    }
    guard next == file.size - dataOffset else {
      throw refuse("\(next) bytes of data", "\(file.size - dataOffset)")
    }
  }

  private static func check(
    _ name: String, _ entry: Entry, _ refuse: (String, String) -> DataError
  ) throws(DataError) -> Tensor {
    let tensor = "tensor \(DataError.quoted(name))"
    guard let precision = Precision(safetensors: entry.dtype) else {
      throw refuse("\(tensor) of type F32 or F64", DataError.quoted(entry.dtype))
    }
    guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0,
      entry.data_offsets[0] <= entry.data_offsets[1]
    else {
      throw refuse("\(tensor) to have a begin and an end", "\(entry.data_offsets.prefix(4))")
    }
    guard entry.shape.count <= mostDimensions, entry.shape.allSatisfy({ $0 >= 0 }) else {
      throw refuse(
        "\(tensor) to have at most \(mostDimensions) extents, none negative",
        "\(entry.shape.prefix(mostDimensions))")
    }
    var size = precision.size
    for extent in entry.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw refuse("\(tensor) to fit in memory", "\(entry.shape)") }
      size = product
    }
    let bytes = entry.data_offsets[0]..<entry.data_offsets[1]
    guard bytes.count == size else {
      throw refuse("\(tensor) to have \(size) bytes, for \(entry.shape)", "\(bytes.count)")
    }
    return Tensor(name: name, precision: precision, shape: entry.shape, bytes: bytes)
  }

  /// The header's length and the header, padded so that the data begin at a multiple of 64.
  func encoded(path: String) throws(DataError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let entries = Dictionary(
      uniqueKeysWithValues: tensors.map { tensor in
        (
          tensor.name,
          Entry(
            dtype: tensor.precision.safetensorsName, shape: tensor.shape,
            data_offsets: [tensor.bytes.lowerBound, tensor.bytes.upperBound])
        )
      })
    var json: [UInt8]
    do { json = Array(try encoder.encode(Contents(entries: entries, metadata: metadata))) } catch {
      throw DataError(
        .malformed, file: path, expected: "a header that can be written", found: "\(error)")
    }
    json += Array(repeating: UInt8(ascii: " "), count: 63 - (json.count + 7) % 64)
    guard json.count <= Self.longest else {
      throw DataError(
        .malformed, file: path, expected: "a header of at most \(Self.longest) bytes",
        found: "\(json.count)")
    }
    return withUnsafeBytes(of: UInt64(json.count).littleEndian, Array.init) + json
  }

  static func reason(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "something else" }
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return (path.isEmpty ? "" : "at \(DataError.quoted(path)): ") + context.debugDescription
    @unknown default: return "something else"
    }
  }

  /// The entry of a tensor, by its keys in the file.
  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]  // swift-format-ignore: AlwaysUseLowerCamelCase
  }

  /// The header's object, whose keys are the tensors' names.
  private struct Contents: Codable {
    var entries: [String: Entry]
    var metadata: [String: String]

    struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(entries: [String: Entry], metadata: [String: String]) {
      self.entries = entries
      self.metadata = metadata
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      entries = [:]
      metadata = [:]
      for key in container.allKeys {
        if key.stringValue == metadataKey {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(metadata, forKey: Key(stringValue: metadataKey))
      for (name, entry) in entries {
        try container.encode(entry, forKey: Key(stringValue: name))
      }
    }
  }
}

extension Precision {
  /// The bytes of one number.
  var size: Int { self == .float32 ? 4 : 8 }

  /// The type's name in safetensors files.
  var safetensorsName: String { self == .float32 ? "F32" : "F64" }

  init?(safetensors name: String) {
    guard let precision = Precision.allCases.first(where: { $0.safetensorsName == name }) else {
      return nil
    }
    self = precision
  }
}
