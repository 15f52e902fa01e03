import Datasets
import Glibc

/// Points of a plane in two classes, made by rule and seed, as the text of a CSV file: what the page
/// learns from is what `hillock train` can be given.
struct PlaneData {
  /// The shapes.
  enum Kind: String, CaseIterable {
    /// A disc, and a ring around it.
    case circles
    /// Two arms that wind around each other one and three quarter times.
    case spirals
    /// Quadrants: both signs alike, or not.
    case xor
    /// Two half circles that reach into each other.
    case moons
  }

  let kind: Kind
  let count: Int
  /// The standard deviation of what is added to each coordinate; the shapes reach from -1 to 1.
  let noise: Double
  let seed: UInt64

  /// The file: `x,y,class`, four digits after the point.
  var csv: String {
    var random = RandomStream(seed: seed, stream: 0x706c_616e_65)
    var text = "x,y,class\n"
    for index in 0..<count {
      let isFirst = index.isMultiple(of: 2)
      let share = Double(index / 2) / Double(max(1, (count + 1) / 2 - 1))
      var (x, y) = point(isFirst, share, &random)
      let (dx, dy) = Self.normal(&random)
      x += noise * dx
      y += noise * dy
      text += "\(Self.rounded(x)),\(Self.rounded(y)),\(isFirst ? "A" : "B")\n"
    }
    return text
  }

  private func point(
    _ isFirst: Bool, _ share: Double, _ random: inout RandomStream
  ) -> (Double, Double) {
    switch kind {
    case .circles:
      let radius = isFirst ? 0.45 * random.uniform().squareRoot() : 0.7 + 0.3 * random.uniform()
      let angle = 2 * Double.pi * random.uniform()
      return (radius * cos(angle), radius * sin(angle))
    case .spirals:
      let radius = 0.03 + 0.97 * share
      let angle = 3.5 * Double.pi * share + (isFirst ? 0 : Double.pi)
      return (radius * sin(angle), radius * cos(angle))
    case .xor:
      // A gap along the axes, so that no noise means no error.
      let x = (0.05 + 0.95 * random.uniform()) * (random.uniform() < 0.5 ? -1 : 1)
      let y = 0.05 + 0.95 * random.uniform()
      return (x, (x > 0) == isFirst ? y : -y)
    case .moons:
      let angle = Double.pi * random.uniform()
      return isFirst
        ? (0.65 * cos(angle) - 0.33, 0.65 * sin(angle) - 0.15)
        : (0.65 * cos(angle) + 0.33, 0.15 - 0.65 * sin(angle))
    }
  }

  /// Two normal numbers (Box and Muller).
  private static func normal(_ random: inout RandomStream) -> (Double, Double) {
    let radius = (-2 * log(1 - random.uniform())).squareRoot()
    let angle = 2 * Double.pi * random.uniform()
    return (radius * cos(angle), radius * sin(angle))
  }

  private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
