/// Reads that are checked against the file, and the errors of those that lead beyond it.
extension ElfImage {
  /// The little-endian integer at `offset`.
  func load<Value: FixedWidthInteger & BitwiseCopyable>(
    at offset: UInt64, _ what: StaticString
  ) throws(HostError) -> Value {
    try check(offset, size: UInt64(MemoryLayout<Value>.size), what)
    let value = bytes.withUnsafeBytes {
      // Unsafe but checked: the line above established that the value lies in the file.
      $0.loadUnaligned(fromByteOffset: Int(offset), as: Value.self)
    }
    return Value(littleEndian: value)
  }

  /// Checks that `size` bytes at `offset` lie in the file.
  func check(
    _ offset: UInt64, size: UInt64, _ what: StaticString
  ) throws(HostError) {
    let total = UInt64(bytes.count)
    guard offset <= total, size <= total - offset else {
      throw truncated(what, at: offset, size: size)
    }
  }

  func truncated(_ what: StaticString, at offset: UInt64, size: UInt64) -> HostError {
    HostError(
      .malformedLibrary, "is cut short: \(what) lies beyond its end",
      expected: "\(size) bytes there", found: "a file of \(bytes.count)", position: .byte(offset))
  }

  func malformed(
    _ message: String, at offset: UInt64? = nil, expected: String? = nil,
    found: (some CustomStringConvertible)? = String?.none
  ) -> HostError {
    HostError(
      .malformedLibrary, message, expected: expected, found: found.map(\.description),
      position: offset.map { .byte($0) })
  }
}
