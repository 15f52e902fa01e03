import ActivationHost
import Activations
import Formulas

/// What loading the library does, in a process of its own.
extension Check {
  static let load = [
    Check(
      "loads", .load, "the dynamic loader accepts it, within the time limit",
      why: "A constructor that crashes, waits or ends the process takes the host along.",
      remedy: "Do nothing in constructors; the message says what the loader or the system said."
    ) { (examination) throws(ProbeFailure) in
      if let refusal = try examination.load().refusal {
        return .fail(refusal, Diagnosis(refusal: refusal, examination.subject.nameOfFile))
      }
      return .pass("RTLD_NOW | RTLD_LOCAL")
    },
    Check(
      "load-side-effects", .load,
      "loading changes no floating-point mode, handler, variable, directory, thread, file, output",
      why: "A library built with gcc's -ffast-math sets flush-to-zero for the whole process when "
        + "it is loaded: every other plugin then computes something else.",
      remedy: "Do not link with -ffast-math or -Ofast; do nothing in constructors."
    ) { (examination) throws(ProbeFailure) in
      let loading = try examination.load()
      if loading.refusal != nil { return .skipped("it does not load") }
      if let changes = loading.changes {
        return .fail(
          "loading changed \(changes)",
          Diagnosis(changes: changes, examination.subject.nameOfFile))
      }
      return .pass("nothing changed")
    },
    Check(
      "prototype-probe", .load, "the functions take and return what their prototypes say",
      why: "A float read as a double, or two arguments in the wrong order, give numbers that look "
        + "plausible at the defaults.",
      remedy: "Let the header's macros write the prototypes, from the definition itself."
    ) { (examination) throws(ProbeFailure) in try PrototypeProbe(examination).run() },
  ]
}

/// Calls each scalar function with arguments that tell its prototype from likely mistakes.
struct PrototypeProbe {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    var probed = 0
    for function in subject.activation.functions where function.isScalar {
      guard let output = output(function.role), function.takes("x") else { continue }
      let setting = distinctSetting().rounded(to: function.precision)
      let inputs = inputs(function, setting)
      let got = try examination.caller().results(function, inputs)
      probed += 1
      if matches(got, formula, output, inputs, function) { continue }
      if let mistake = try explain(function, got, formula, output, inputs) {
        let truth = examination.truths(formula, output, inputs, .float64)[0].head
        return .fail(
          "\(function.symbol) \(mistake)",
          Diagnosis(
            because: "Called as \(function.prototype), it gives \(got[0]) at "
              + "\(subject.describe(inputs, 0)), where the formula gives \(truth).",
            remedy: "Mend the record of \(function.symbol), or its arguments: ACTIVATION_VALUE and "
              + "its kin write both from the same words."))
      }
    }
    return probed == 0 ? .skipped("no scalar function of x") : .pass("\(probed) functions")
  }

  private func output(_ role: FunctionRole) -> FormulaProgram.Output? {
    switch role {
    case .value: .value
    case .derivative: .derivative(0)
    case .partial(let name): subject.variables.firstIndex(of: name).map { .derivative($0) }
    default: nil
    }
  }

  /// Values that no two parameters share.
  private func distinctSetting() -> Setting {
    Setting(
      parameters: subject.activation.parameters.enumerated().map { index, parameter in
        let value = parameter.defaultValue + 0.171875 * Double(index + 1)
        return parameter.interval.contains(value) ? value : parameter.defaultValue
      })
  }

  private func inputs(_ function: FunctionDeclaration, _ setting: Setting) -> CallInputs {
    let points = [-2.71875, -1.3125, -0.59375, 0.40625, 1.15625, 1.8125, 2.53125, 3.71875]
    var inputs = CallInputs(x: points, setting: setting)
    inputs.gate = points.indices.map { 0.84375 - 0.46875 * Double($0) }
    inputs.u = points.indices.map { 0.0625 + 0.109375 * Double($0) }
    guard !function.isValue, function.takes("y") else { return inputs }
    inputs.y = examination.truths(
      subject.formula!, .value, inputs, function.precision
    ).map { function.precision.round($0.head) }
    return inputs
  }

  private func matches(
    _ got: [Double], _ formula: Formula, _ output: FormulaProgram.Output, _ inputs: CallInputs,
    _ function: FunctionDeclaration
  ) -> Bool {
    let truths = examination.truths(formula, output, inputs, .float64)
    return zip(got, truths).allSatisfy { got, truth in
      !truth.isNumber || abs(got - truth.head) <= 1e-3 * max(1e-3, abs(truth.head))
    }
  }

  /// The mistake that explains what came back, if one does.
  private func explain(
    _ function: FunctionDeclaration, _ got: [Double], _ formula: Formula,
    _ output: FormulaProgram.Output, _ inputs: CallInputs
  ) throws(ProbeFailure) -> String? {
    var other = function
    other.precision = function.precision.isFloat ? .float64 : .float32
    other.prototype.result = .scalar(other.precision)
    for index in other.prototype.arguments.indices {
      if case .scalar = other.prototype.arguments[index].type {
        other.prototype.arguments[index].type = .scalar(other.precision)
      }
    }
    let asOther = try examination.caller().results(other, inputs)
    if matches(asOther, formula, output, inputs, function) {
      return "is declared with \(function.precision.cName), and takes \(other.precision.cName)"
    }
    let scalars = function.prototype.arguments.indices.filter {
      function.prototype.arguments[$0].type == .scalar(function.precision)
    }
    for (position, first) in scalars.enumerated() {
      for second in scalars.dropFirst(position + 1) {
        var swapped = function
        swapped.prototype.arguments.swapAt(first, second)
        let results = try examination.caller().results(swapped, inputs)
        if matches(results, formula, output, inputs, function) {
          let names = function.prototype.arguments
          return "takes \(names[first].name) and \(names[second].name) in the other order"
        }
      }
    }
    return nil
  }
}
