/// What is written in a field whose value is not known.
enum MissingField {
  private static let spellings: Set<[UInt8]> = Set(
    [
      "?", ".", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "NULL", "null", "None",
      "none", "nil",
    ].map { Array($0.utf8) })
  private static let longest = 4

  /// Whether a field's text stands for a value that is missing; an empty one does.
  @inline(__always)
  static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.isEmpty || (text.count <= longest && spellings.contains(Array(text)))
  }
}
