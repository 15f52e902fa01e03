import ActivationHost
import Activations
import Formulas

/// Range, monotonicity and symmetry, as declared: at sampled points, and at level exhaustive from each
/// float to the next.
struct ShapeChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }
  /// The checks' names.
  static let all = ["range", "monotonic", "symmetry"]

  init(_ examination: Examination) { self.examination = examination }

  // MARK: Range

  func range() throws(ProbeFailure) -> Finding {
    guard let range = subject.range else { return .skipped("no range declared") }
    var finding = Finding.pass("")
    var count = 0
    for function in subject.values {
      let precision = function.precision
      let setting = Setting(parameters: subject.defaults).rounded(to: precision)
      let ends = [range.low, range.high].map {
        FormulaOracle($0).evaluate(setting.parameters, for: .float64)[0]
      }
      guard ends.allSatisfy(\.isNumber) else {
        return .fail(
          "the ends of the range have no value at the defaults",
          Diagnosis(
            because: "Nothing can be held to \(subject.activation.text("range") ?? "").",
            remedy: "State ends that are numbers, inf or -inf for every value of the parameters."))
      }
      // An open end may be reached by rounding; one that is no number of the format, such as the
      // minimum of mish in however many digits, may be passed by as much as the promise allows.
      let shape = Shape(subject, precision)
      func slack(_ end: TrueValue) -> Double {
        let isExact = end.tail == 0 && precision.round(end.head) == end.head
        return isExact ? 0 : shape.allowance(end.head, end.head)
      }
      let (least, most) = (ends[0].head - slack(ends[0]), ends[1].head + slack(ends[1]))
      let sweep = try results(function)
      count += sweep.got.count
      if let index = sweep.got.firstIndex(where: { $0 < least || $0 > most }) {
        return outside(function, x: sweep.inputs.x[index], sweep.got[index])
      }
      for (form, shape) in try swept(function, "range") {
        if let point = shape.outside(least, most) { return outside(form, x: point.x, point.value) }
        finding.message += "; \(shape.coverage)"
      }
    }
    finding.message = "\(count) values\(finding.message)"
    return finding
  }

  private func outside(_ function: FunctionDeclaration, x: Double, _ value: Double) -> Finding {
    .fail(
      "\(function.symbol) leaves the declared range",
      [
        Evidence(
          function: function.symbol, input: "x = \(NumberText.both(x))",
          expected: "\(subject.activation.text("range") ?? "")", got: NumberText.both(value),
          reproduce: examination.command("range", at: x))
      ],
      Diagnosis(
        because: "What relies on the range, a logarithm or a root of the value, fails for "
          + "\(value).",
        remedy: "Clamp the last step of \(function.symbol), or state a range that has \(value)."))
  }

  /// A row's results lie in a range too, over ordinary rows.
  private func results(_ function: FunctionDeclaration) throws(ProbeFailure) -> Sweep {
    guard function.isRow else { return try examination.sweep(function) }
    let inputs = CallInputs(
      x: SamplePoints.ordinary(function.precision, count: 64, seed: examination.options.seed),
      setting: Setting(parameters: subject.defaults).rounded(to: function.precision))
    return Sweep(
      function: function, inputs: inputs, got: try examination.caller().results(function, inputs))
  }

  // MARK: Monotonicity

  func monotonic() throws(ProbeFailure) -> Finding {
    guard isDeclared("monotonic") else { return .skipped("not declared") }
    guard examination.isUnivariate else { return .skipped("more than one input") }
    var finding = Finding.pass("")
    var count = 0
    for function in subject.values {
      let shape = Shape(subject, function.precision)
      let sweep = try examination.sweep(function)
      count += sweep.got.count
      var farthest: Int?
      for index in sweep.got.indices where !sweep.got[index].isNaN {
        // The farthest so far, not the last: a slow slide back is one, too.
        let (before, after) = (sweep.got[farthest ?? index], sweep.got[index])
        let back = shape.direction * (before - after)
        if back > shape.allowance(before, after) {
          return turned(
            function, from: (sweep.inputs.x[farthest ?? index], before),
            to: (sweep.inputs.x[index], after))
        }
        if farthest == nil || back < 0 { farthest = index }
      }
      for (form, swept) in try swept(function, "monotonic") {
        if let turn = swept.turn(shape) {
          return turned(form, from: (turn[0].x, turn[0].value), to: (turn[1].x, turn[1].value))
        }
        finding.message += "; \(swept.coverage)"
      }
    }
    finding.message = "\(count) values\(finding.message)"
    return finding
  }

  private func turned(
    _ function: FunctionDeclaration, from: (x: Double, value: Double),
    to: (x: Double, value: Double)
  ) -> Finding {
    .fail(
      "\(function.symbol) \(to.value < from.value ? "falls" : "rises")",
      [
        Evidence(
          function: function.symbol,
          input: "from x = \(NumberText.both(from.x)) to \(NumberText.both(to.x))",
          expected: subject.activation.text("monotonic"),
          got: "\(NumberText.both(from.value)), then \(NumberText.both(to.value))",
          reproduce: examination.command("monotonic"))
      ],
      Diagnosis(
        because: "Between \(from.x) and \(to.x) the order of two inputs is turned around in "
          + "\(function.symbol).",
        remedy: "See whether a border between two approximations of \(function.symbol) lies there; "
          + "or leave the promise out."))
  }

  // MARK: Symmetry

  func symmetry() throws(ProbeFailure) -> Finding {
    guard isDeclared("symmetry") else { return .skipped("not declared") }
    guard examination.isUnivariate else { return .skipped("more than one input") }
    var finding = Finding.pass("")
    var count = 0
    for function in subject.values {
      let shape = Shape(subject, function.precision)
      let setting = Setting(parameters: subject.defaults).rounded(to: function.precision)
      let points = SamplePoints.elements(
        function.precision, count: examination.options.level.settingPoints * 8,
        seed: examination.options.seed
      ).filter { $0 > 0 }
      let right = examination.complete(points, function, setting)
      let left = examination.complete(points.map { -$0 }, function, setting)
      let here = try examination.caller().results(function, right)
      let there = try examination.caller().results(function, left)
      count += points.count
      for index in points.indices {
        let mirrored = (shape.mirror ?? 1) * there[index]
        if here[index] == mirrored || here[index].isNaN || mirrored.isNaN { continue }
        if abs(here[index] - mirrored) <= shape.allowance(here[index], mirrored) { continue }
        return asymmetric(function, x: points[index], here[index], there[index])
      }
      for (form, swept) in try swept(function, "symmetry") {
        if let pair = swept.asymmetry {
          return asymmetric(form, x: pair[0].x, pair[0].value, pair[1].value)
        }
        finding.message += "; \(swept.coverage)"
      }
    }
    finding.message = "\(count) pairs\(finding.message)"
    return finding
  }

  private func asymmetric(
    _ function: FunctionDeclaration, x: Double, _ here: Double, _ there: Double
  ) -> Finding {
    let text = subject.activation.text("symmetry") ?? ""
    return .fail(
      "\(function.symbol) is not \(text)",
      [
        Evidence(
          function: function.symbol, input: "x = ±\(NumberText.both(abs(x)))", expected: text,
          got: "\(NumberText.both(here)) and \(NumberText.both(there))",
          reproduce: examination.command("symmetry"))
      ],
      Diagnosis(
        because: "\(function.symbol) gives \(here) on one side and \(there) on the other.",
        remedy: "Compute \(function.symbol) from |x|, and restore the sign at the end."))
  }

  // MARK: All floats

  private func isDeclared(_ check: String) -> Bool {
    check == "range"
      ? subject.range != nil : subject.activation.text(check).map { $0 != "no" } ?? false
  }

  /// What a sweep over the values of all floats is to look at on its way; nil where nothing.
  var swept: Shape? {
    let isAsked = Check.all.contains {
      Self.all.contains($0.id) && isDeclared($0.id) && examination.options.includes($0)
    }
    return isAsked ? Shape(subject, .float32) : nil
  }

  /// What the float forms of a value do over all floats, at the level that asks for it: from the sweep
  /// that held them to the formula, or one of its own.
  private func swept(
    _ function: FunctionDeclaration, _ check: String
  ) throws(ProbeFailure) -> [(form: FunctionDeclaration, shape: SweptShape)] {
    let options = examination.options
    guard options.level == .exhaustive, options.point == nil, function.precision.isFloat,
      examination.isUnivariate
    else { return [] }
    let forms = SweepChecks.forms(of: function, subject)
    if forms.contains(where: { examination.shapes[$0.symbol] == nil }),
      let sweep = sweep(check, forms)
    {
      guard let outcome = try sweep.run() else { throw ProbeFailure(kind: .stopped) }
      for (form, found) in zip(forms, outcome.forms) {
        examination.shapes[form.symbol] = found.shapes
      }
    }
    return forms.map { ($0, SweptShape($0.symbol, examination.shapes[$0.symbol] ?? [:])) }
  }

  private func sweep(_ check: String, _ forms: [FunctionDeclaration]) -> ExhaustiveSweep? {
    swept.map {
      ExhaustiveSweep(
        examination: examination, check: check, functions: forms, standard: .shape($0), shape: $0)
    }
  }

  /// The sweep for the shape of the function with this symbol; nil where there is none.
  func sweep(_ check: String, ofSymbol symbol: String) -> ExhaustiveSweep? {
    subject.values.first { $0.symbol == symbol }
      .flatMap { sweep(check, SweepChecks.forms(of: $0, subject)) }
  }
}
