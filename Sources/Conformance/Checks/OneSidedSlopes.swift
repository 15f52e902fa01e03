import ActivationHost
import Activations

/// The derivative at kinks that no formula tells of: it must lie between the slopes of the plugin's
/// own value to the left and to the right.
struct OneSidedSlopes {
  let examination: Examination
  private var subject: Subject { examination.subject }

  func run(_ functions: [FunctionDeclaration]) throws(ProbeFailure) -> Finding {
    guard let value = subject.values.last, !value.isRow else { return .skipped("no value of x") }
    var finding = Finding.pass("")
    for function in functions {
      for setting in examination.defaults(.float32) {
        finding.add(try judge(function, value, setting))
        if finding.status == .fail {
          finding.message = "\(function.symbol) lies outside of the slopes on both sides"
          return finding
        }
      }
    }
    finding.message =
      "\(finding.judged) places beside which slopes were taken; no formula was given"
    return finding
  }

  /// Where people put kinks: whole numbers, their parts, what is declared, and the parameters.
  private func places(_ setting: Setting) -> [Double] {
    let declared = examination.kinks(in: setting) + setting.parameters
    let grid = (-256...256).map { Double($0) / 32 }
    return Set(grid + declared + declared.map { -$0 }).map { Double(Float($0)) }
      .filter { $0.isFinite && abs($0) < 0x1p20 }.sorted()
  }

  private func judge(
    _ function: FunctionDeclaration, _ value: FunctionDeclaration, _ setting: Setting
  ) throws(ProbeFailure) -> Judgement {
    var judgement = Judgement()
    let places = places(setting)
    let precision = value.precision
    // Two steps to either side: what they differ by bounds what either is off by.
    let step = precision.isFloat ? 0x1p-8 : 0x1p-17
    let offsets = [0, -step, -step / 2, step / 2, step]
    let inputs = examination.withoutElements(
      examination.complete(
        places.flatMap { place in offsets.map { place + $0 * max(1, abs(place)) } }, function,
        setting), value)
    let values = try examination.caller().results(value, inputs)
    let given = try examination.withValues(
      examination.complete(places, function, setting), function)
    let got = try examination.caller().results(function, given)
    let width = precision.isFloat ? 0x1p-14 : 0x1p-30
    for (index, place) in places.enumerated() {
      func slope(_ near: Int, _ far: Int) -> (value: Double, error: Double) {
        let base = index * offsets.count
        func over(_ offset: Int) -> Double {
          (values[base + offset] - values[base]) / (inputs.x[base + offset] - inputs.x[base])
        }
        // What is left grows with the step, so that the shorter tells how much.
        return (2 * over(near) - over(far), abs(over(near) - over(far)))
      }
      let (left, right) = (slope(2, 1), slope(3, 4))
      let noise = width * max(1, abs(values[index * offsets.count]))
      let slack =
        4 * (left.error + right.error) + noise
        + 1e-5 * max(1, abs(left.value), abs(right.value))
      // A jump, or what bends too much to be told from one, has no slope.
      guard slack < 0.05 * max(1, abs(left.value), abs(right.value)) else { continue }
      judgement.asked += 1
      judgement.judged += 1
      let (low, high) = (min(left.value, right.value), max(left.value, right.value))
      if got[index] >= low - slack && got[index] <= high + slack { continue }
      // Where the sides agree there is no kink, and `derivative` is closer.
      if high - low <= slack { continue }
      judgement.failureCount += 1
      judgement.explain(
        "At \(place) the value's slope goes from \(left.value) to \(right.value); \(got[index]) is "
          + "a slope of neither side.",
        remedy: "Let \(function.symbol) return either at \(place), by < or <= in its comparison.")
      if judgement.failures.count >= 3 { continue }
      judgement.failures.append(
        Evidence(
          function: function.symbol, input: subject.describe(given, index),
          expected: "from \(NumberText.both(low)) to \(NumberText.both(high))",
          got: NumberText.both(got[index]),
          reproduce: examination.command("derivative-kinks", at: place)))
    }
    return judgement
  }
}
