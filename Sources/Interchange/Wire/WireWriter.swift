/// Writes the wire format of protocol buffers.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  /// An int32, int64, bool or enum.
  mutating func integer(_ field: Int, _ value: Int) {
    varint(UInt64(field) << 3)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// A float.
  mutating func float(_ field: Int, _ value: Float) {
    varint(UInt64(field) << 3 | 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  /// A string.
  mutating func text(_ field: Int, _ value: String) { self.bytes(field, Array(value.utf8)) }

  /// Bytes, or packed numbers.
  mutating func bytes(_ field: Int, _ value: [UInt8]) {
    varint(UInt64(field) << 3 | 2)
    varint(UInt64(value.count))
    bytes += value
  }

  /// Packed integers.
  mutating func integers(_ field: Int, _ values: [Int]) {
    var packed = WireWriter()
    for value in values { packed.varint(UInt64(bitPattern: Int64(value))) }
    bytes(field, packed.bytes)
  }

  /// A message.
  mutating func message(_ field: Int, _ body: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    body(&inner)
    bytes(field, inner.bytes)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
