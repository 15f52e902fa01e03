import FoundationEssentials

extension Encodable {
  /// The value as JSON, in which no character is one that a terminal obeys: keys in snake_case and sorted, floating-point numbers with just the digits that tell them
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
    let json = String(decoding: try encoder.encode(self), as: UTF8.self)
    // JSON itself escapes the controls below U+0020 only.
    let isObeyed = { (scalar: UnicodeScalar) in
      scalar.value >= 0x7F
        && [.control, .format].contains(scalar.properties.generalCategory)
    }
    guard json.unicodeScalars.contains(where: isObeyed) else { return json }
    var text = ""
    for scalar in json.unicodeScalars {
      if isObeyed(scalar) {
        for unit in UTF16.encode(scalar)! {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
