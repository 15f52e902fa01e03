import ArgumentParser

/// `512MB`, `4GB` or a number of bytes: how much memory something may take.
struct MemoryArgument: ExpressibleByArgument {
  let bytes: Int

  static let allValueStrings = ["BYTES", "512MB", "4GB"]

  init?(argument: String) {
    let units = ["KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30]
    let unit = String(argument.uppercased().suffix(2))
    let digits = units[unit] == nil ? argument : String(argument.dropLast(2))
    guard let number = Double(digits), number > 0,
      let bytes = Int(exactly: (number * Double(units[unit] ?? 1)).rounded())
    else { return nil }
    self.bytes = bytes
  }
}
