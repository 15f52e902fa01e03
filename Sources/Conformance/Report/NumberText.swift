import Foundation

/// Numbers as reports write them.
enum NumberText {
  /// C's `%a`, shortest: `0x1.8p+1`.
  static func hex(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return withVaList([value]) { NSString(format: "%a", arguments: $0) as String }
  }

  /// Decimal and `%a`.
  static func both(_ value: Double) -> String {
    let text = value.isNaN ? "nan" : value.isInfinite ? hex(value) : "\(value)"
    return value.isFinite ? "\(text) (\(hex(value)))" : text
  }

  /// An error in ULP, to three digits.
  static func ulp(_ value: Double) -> String {
    if value.isInfinite { return "inf" }
    if value >= 1e5 { return String(format: "%.2e", value) }
    return String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
  }
}
