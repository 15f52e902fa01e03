import Formulas

/// Where the formula has no real value.
extension Samples {
  /// The parts of the line, in words, their ends found by bisection.
  func unrealPlaces(_ setting: [Double]) -> [String] {
    let line = inputs.indices.filter {
      Array(inputs[$0].dropFirst().prefix(setting.count)) == setting
    }
    .sorted { inputs[$0][0] < inputs[$1][0] }
    func isUnreal(_ place: Int) -> Bool { truths[place][0].hasNoNumber }
    var places: [String] = []
    var start: Int?
    for (position, place) in line.enumerated() {
      if isUnreal(place) && start == nil { start = position }
      let isLast = position == line.count - 1
      guard let first = start, !isUnreal(place) || isLast else { continue }
      let last = isUnreal(place) ? position : position - 1
      let low = first == 0 ? nil : edge(line[first], line[first - 1], setting)
      let high = last == line.count - 1 ? nil : edge(line[last], line[last + 1], setting)
      places.append(Self.text(low, high))
      start = nil
    }
    return places
  }

  /// Where the real begins, between an input that is not and one that is.
  private func edge(_ unreal: Int, _ real: Int, _ setting: [Double]) -> Double {
    var (bad, good) = (inputs[unreal][0], inputs[real][0])
    for _ in 0..<60 {
      let middle = bad + (good - bad) / 2
      if truth(at: [middle], setting: setting)[0][0].hasNoNumber {
        bad = middle
      } else {
        good = middle
      }
    }
    return bad
  }

  private static func text(_ low: Double?, _ high: Double?) -> String {
    func number(_ value: Double) -> String {
      abs(value) < 1e-9 ? "0" : PluginSource.number((value * 1e6).rounded() / 1e6)
    }
    switch (low, high) {
    case (nil, nil): return "anywhere"
    case (nil, let high?): return "below x = \(number(high))"
    case (let low?, nil): return "above x = \(number(low))"
    case (let low?, let high?):
      return high - low < 1e-9 * max(1, abs(low))
        ? "at x = \(number(low))" : "from x = \(number(low)) to x = \(number(high))"
    }
  }

  /// A setting in words.
  func text(_ setting: [Double]) -> String {
    zip(variables.dropFirst(), setting).map { "\($0) = \(PluginSource.number($1))" }
      .joined(separator: ", ")
  }
}
