import ArgumentParser

/// `learning-rate=0.001,0.01` or `hidden=32,64x32`: values of an option that are all tried.
struct GridAxis: ExpressibleByArgument {
  let name: String
  private(set) var rates: [Double] = []
  private(set) var widths: [[Int]] = []

  init?(argument: String) {
    let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    name = String(sides[0])
    let parts = sides[1].split(separator: ",", omittingEmptySubsequences: false)
    switch name {
    case "learning-rate":
      rates = parts.compactMap { Double($0) }.filter { $0 > 0 && $0.isFinite }
      guard rates.count == parts.count, Set(rates).count == parts.count else { return nil }
    case "hidden":
      widths = parts.compactMap {
        Widths(argument: $0.split(separator: "x").joined(separator: ","))
      }
      .map(\.values).filter { !$0.isEmpty }
      guard widths.count == parts.count, Set(widths).count == parts.count else { return nil }
    default: return nil
    }
  }
}
