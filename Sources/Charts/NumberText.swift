import Glibc

extension Double {
  /// The number with a fixed count of decimals, as C's `%.*f` rounds it: `0.897`.
  package func text(decimals: Int) -> String { formatted("%.\(decimals)f") }

  /// The number with at most `digits` significant ones, as C's `%.*g` writes it: `1.5e+10`.
  package func text(significant digits: Int) -> String { formatted("%.\(digits)g") }

  private func formatted(_ format: String) -> String {
    // 309 digits before the point and as many after it as anybody asks for.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      let written = withVaList([self]) { vsnprintf(buffer.baseAddress!, 512, format, $0) }
      return String(
        decoding: buffer.prefix(min(Int(written), 511)).lazy.map(UInt8.init(bitPattern:)),
        as: UTF8.self)
    }
  }
}
