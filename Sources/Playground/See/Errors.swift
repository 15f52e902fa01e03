import Activations
import Conformance
import Datasets
import Formulas

/// A request for the errors of an activation's forms.
struct ErrorsRequest: Decodable {
  var subject: SubjectMessage
  /// The range; all floats where none is given.
  var from: Double?
  var to: Double?
  var count: Int?
}

/// How far each form of an activation is from its formula, in units of the last place.
struct ErrorsReply: Encodable {
  /// A bad input, with all of its digits.
  struct Case: Encodable {
    var x: String
    var hex: String
    var got: String
    var truth: String
    /// nil where the result is no number, or infinite in the wrong place.
    var ulp: Figure
  }

  struct Form: Encodable {
    var name: String
    var precision: String
    var isDerivative: Bool
    /// What the author promises not to exceed.
    var promised: Double?
    var x: [Double] = []
    /// Where x lies among all numbers of the format, from -1 to 1.
    var place: [Double] = []
    var ulp: [Figure] = []
    var worst: [Case] = []
  }

  var forms: [Form] = []
  /// Why there are none.
  var remark: String?
  var isCut = false

  /// The most points of a form.
  static let mostPoints = 4000
  private static let worstShown = 6

  /// - Throws: ``PlaygroundError`` where the request makes no sense.
  init(_ request: ErrorsRequest, in catalogue: Catalogue) throws {
    let count = request.count ?? 500
    guard (2...Self.mostPoints).contains(count) else {
      throw PlaygroundError(.limit, "expected 2 to \(Self.mostPoints) points, found \(count)")
    }
    var range: ClosedRange<Double>?
    if let from = request.from, let to = request.to {
      guard from.isFinite, to.isFinite, from < to else {
        throw PlaygroundError(.invalid, "expected a range from a number to a greater one")
      }
      range = from...to
    }
    let subject = try CurveSubject(request.subject, in: catalogue)
    try subject.requireCurve()
    guard let oracle = subject.oracle else {
      remark = "\(subject.activation.name) states no formula, so that nobody knows the truth"
      return
    }
    let deadline = Deadline()
    try measure(subject, oracle, Self.inputs(range, count, Float.self), deadline)
    try measure(subject, oracle, Self.inputs(range, count, Double.self), deadline)
  }

  /// Inputs with all their bits in use: in the range as evenly as they come, else among all numbers.
  private static func inputs<Scalar: ActivationScalar>(
    _ range: ClosedRange<Double>?, _ count: Int, _: Scalar.Type
  ) -> [Scalar] {
    var random = RandomStream(seed: 1)
    var numbers: Set<Scalar> = []
    for index in 0..<count {
      let share = (Double(index) + random.uniform()) / Double(count)
      if let range {
        numbers.insert(Scalar(range.lowerBound * (1 - share) + range.upperBound * share))
      } else {
        numbers.insert(Scalar(atPlace: 2 * share - 1))
      }
    }
    return numbers.filter { $0.isFinite }.sorted()
  }

  private mutating func measure<Scalar: ActivationScalar>(
    _ subject: CurveSubject, _ oracle: FormulaOracle, _ inputs: [Scalar], _ deadline: Deadline
  ) throws {
    var x: [Scalar] = []
    var truths: [[TrueValue]] = []
    for input in inputs {
      if deadline.isOver {
        isCut = true
        break
      }
      x.append(input)
      truths.append(oracle.evaluate([Double(input)] + subject.constants, for: Scalar.precision))
    }
    let evaluator = try ActivationEvaluator<Scalar>(
      subject.activation, columns: 1, settings: subject.settings)
    let gates: [Scalar]? = subject.gates(x.count)
    let suffix = Scalar.precision == .float64 ? "_double" : ""
    func add(_ name: String, _ results: [Scalar], isDerivative: Bool) {
      let key = isDerivative ? "max_ulp_derivative" : "max_ulp"
      var form = Form(
        name: name, precision: Scalar.precision.rawValue, isDerivative: isDerivative,
        promised: subject.promises[key + suffix] ?? subject.promises[key])
      var cases: [(ulp: Double, index: Int)] = []
      for index in x.indices {
        let truth = truths[index][isDerivative ? 1 : 0]
        guard truth.isNumber else { continue }
        let ulp = ULP.error(Double(results[index]), truth, Scalar.precision)
        form.x.append(Double(x[index]))
        form.place.append(x[index].place)
        form.ulp.append(Figure(ulp))
        cases.append((ulp, index))
      }
      form.worst = cases.sorted { $0.ulp > $1.ulp }.prefix(Self.worstShown)
        .filter { $0.ulp > 0 }
        .map { ulp, index in
          Case(
            x: "\(x[index])", hex: NumberText.hex(Double(x[index])), got: "\(results[index])",
            truth: "\(Scalar(truths[index][isDerivative ? 1 : 0].head))", ulp: Figure(ulp))
        }
      forms.append(form)
    }
    add("value", evaluator.values(x, gate: gates), isDerivative: false)
    if let derivatives = evaluator.derivatives(x, gate: gates) {
      add("derivative", derivatives, isDerivative: true)
    }
    if subject.activation.form == .elementwise {
      // What training takes, at dy = 1: of some plugins it is made of the rounded value.
      add("gradient", evaluator.jacobians(x), isDerivative: true)
    }
    try subject.requireAlive()
  }
}

extension ActivationScalar {
  /// The number at a place among all finite ones, from -1 to 1: as many lie between any two places of
  /// the same distance.
  fileprivate init(atPlace place: Double) {
    let magnitude = min(abs(place), 1)
    let number: Double
    switch Self.precision {
    case .float32:
      let last = Double(Float.greatestFiniteMagnitude.bitPattern)
      number = Double(Float(bitPattern: UInt32(magnitude * last)))
    case .float64:
      let last = Double(Double.greatestFiniteMagnitude.bitPattern)
      number = Double(bitPattern: UInt64(magnitude * last * (1 - 0x1p-52)))
    }
    self = Self(place < 0 ? -number : number)
  }

  /// Where the number lies among all finite ones, from -1 to 1.
  fileprivate var place: Double {
    let magnitude =
      switch Self.precision {
      case .float32:
        Double(Float(self.magnitude).bitPattern)
          / Double(Float.greatestFiniteMagnitude.bitPattern)
      case .float64:
        Double(Double(self.magnitude).bitPattern)
          / Double(Double.greatestFiniteMagnitude.bitPattern)
      }
    return self < 0 ? -magnitude : magnitude
  }
}
