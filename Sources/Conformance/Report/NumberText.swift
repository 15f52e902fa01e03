import Glibc

/// Numbers as reports write them.
package enum NumberText {
  /// C's `%a`, shortest: `0x1.8p+1`.
  package static func hex(_ value: Double) -> String { format("%a", value) }

  /// Decimal and `%a`.
  package static func both(_ value: Double) -> String {
    value.isFinite ? "\(value) (\(hex(value)))" : hex(value)
  }

  /// An error in ULP, to three digits.
  static func ulp(_ value: Double) -> String {
    if value >= 1e5 { return format("%.2e", value) }
    return format(value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
  }

  /// One number by a format of `printf`.
  package static func format(_ format: String, _ value: Double) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
    return String(
      decoding: buffer.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The text with spaces up to a width.
  static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
