import Activations
import Formulas

/// Parts of an expression of which too little is left at some inputs: sums that cancel, periodic
/// functions near their roots or far out, where their argument was rounded. There the form is
/// computed again with more bits.
struct Guards: Sendable {
  /// How a form is looked at.
  struct Watch: Sendable {
    /// The format that results are rounded to.
    var precision: Precision
    /// Less than 2 to this of a sum's terms is little: it costs the form that many of its spare bits.
    var remainder: Int
    /// Beyond this an argument's rounding is seen in a sine.
    var farthest: Int
    /// How many bits there are where it is computed again.
    var bits: Int

    /// A double form, computed in 64 bits, then in 113; the least guarded first.
    static let double = [-5, -2].map {
      Watch(precision: .float64, remainder: $0, farthest: 64, bits: 113)
    }
    /// A float form, computed in double, then as the double form is.
    static let float = [-20, -10, -4].map {
      Watch(precision: .float32, remainder: $0, farthest: 1 << 20, bits: 113)
    }

    /// The factor of a sum's term below which little is left, as C writes it.
    var factor: String { "0x1p\(remainder)" }
  }

  /// The parts.
  private(set) var nodes: Set<Expression> = []
  /// The largest error that is left at the samples and next to roots, in ULP.
  private(set) var error = 0.0
  /// Where more bits do not suffice.
  private(set) var unresolved: [Double] = []
  let watch: Watch

  /// The first watch under which the form rounds as well as can be, or the one that leaves least.
  ///
  /// - Parameter known: parts that are to be looked at in any case.
  init<Scalar: WorkingScalar>(
    _ expression: Expression, _ output: Int, _ samples: Samples, _ watches: [Watch],
    in format: Scalar.Type, keeping known: Set<Expression> = []
  ) {
    var best: Guards?
    for watch in watches where best.map({ $0.error > 0.75 }) ?? true {
      let guards = Guards(expression, output, samples, watch, in: format, keeping: known)
      if guards.error < best?.error ?? .infinity || best == nil { best = guards }
    }
    self = best!
  }

  private init<Scalar: WorkingScalar>(
    _ expression: Expression, _ output: Int, _ samples: Samples, _ watch: Watch,
    in format: Scalar.Type, keeping known: Set<Expression>
  ) {
    self.watch = watch
    nodes = known
    let evaluation = Evaluation<Scalar>(expression, variables: samples.variables)
    let places = Dictionary(
      uniqueKeysWithValues: evaluation.nodes.enumerated().map { ($0.element, $0.offset) })
    let sensitive = evaluation.nodes.filter(Self.isSensitive)
    let little = Scalar(sign: .plus, exponent: Scalar.Exponent(watch.remainder), significand: 1)
    var registers: [Scalar] = []
    func alarms(_ node: Expression) -> Bool {
      guard let first = node.children.first else { return false }
      let (value, operand) = (registers[places[node]!], registers[places[first]!])
      if case .binary = node { return value.magnitude < little * operand.magnitude }
      return !(operand.magnitude <= Scalar(watch.farthest)) || value.magnitude < little
    }
    /// What a sum loses of the bits that there are when it is computed again, in ULP. What the
    /// form has of the sum itself may be noise: the result's own error tells the sum's.
    func rest(_ node: Expression, _ got: Scalar, _ truth: TrueValue) -> Double {
      guard case .binary(_, let a, _) = node, truth.head != 0 else { return 0 }
      let sum = registers[places[node]!]
      let scale = got == 0 || sum == 0 ? truth.head : Double(sum) * (truth.head / Double(got))
      let spare = watch.bits - (watch.precision == .float32 ? 24 : 53) - 3
      return abs(Double(registers[places[a]!]) / scale)
        * Double(sign: .plus, exponent: -spare, significand: 1)
    }
    let points = samples.points(of: output, in: watch.precision)
    for (input, truth) in points {
      let got = evaluation(input, &registers)
      if Self.distance(got, truth, watch.precision) > 0x1p-4 {
        nodes.formUnion(sensitive.filter(alarms))
      }
    }
    for (input, truth) in points {
      let got = evaluation(input, &registers)
      let alarming = nodes.filter(alarms)
      let own = ULP.error(watch.precision.rounded(Double(got)), truth, watch.precision)
      // With more bits it is no worse than it was.
      let left =
        alarming.isEmpty ? own : min(own, 0.5 + (alarming.map { rest($0, got, truth) }.max() ?? 0))
      if !alarming.isEmpty && left > 0.75 { unresolved.append(input[0]) }
      error = max(error, left)
    }
  }

  /// Sums, and periodic functions of what was rounded.
  private static func isSensitive(_ node: Expression) -> Bool {
    switch node {
    case .binary(.add, _, _), .binary(.subtract, _, _): true
    case .function(.sin, let u), .function(.cos, let u), .function(.tan, let u):
      !u.children.isEmpty
    default: false
    }
  }

  /// The error of what is not rounded yet, in ULP.
  private static func distance<Scalar: WorkingScalar>(
    _ got: Scalar, _ truth: TrueValue, _ precision: Precision
  ) -> Double {
    if got.isNaN { return .infinity }
    if truth.head.isInfinite || !got.isFinite { return Double(got) == truth.head ? 0 : .infinity }
    let distance = (got - Scalar(truth.head)) - Scalar(truth.tail)
    return Double(distance.magnitude) / ULP.unit(at: truth.head, precision)
  }
}

extension Precision {
  /// The nearest number of the format.
  fileprivate func rounded(_ value: Double) -> Double {
    self == .float32 ? Double(Float(value)) : value
  }
}
