import FoundationEssentials

extension Encodable {
  /// The value as JSON: keys in snake_case and sorted, floating-point numbers with just the digits that tell them
  /// apart, those that JSON has no number for as the strings `nan`, `inf` and `-inf`.
  ///
  /// - Parameter isOneLine: without line breaks, for a stream of one value a line.
  func json(isOneLine: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    if !isOneLine { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
