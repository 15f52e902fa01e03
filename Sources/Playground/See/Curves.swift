import Activations
import Formulas

/// A request for values and derivatives over a stretch of x.
struct CurvesRequest: Decodable {
  var subjects: [SubjectMessage]
  var from: Double
  var to: Double
  var count: Int?
  /// `float32` or `float64`.
  var precision: String?
}

/// Values and derivatives of some activations at the same inputs.
struct CurvesReply: Encodable {
  struct Curve: Encodable {
    var value: [Figure]?
    var derivative: [Figure]?
    /// Where the function is declared to bend, in the range.
    var kinks: [Double] = []
    /// Why there is no curve.
    var failure: String?
    /// The fault's place in the formula.
    var caret: Int?
    var unknownName: String?
    /// Whether the time did not suffice for all of it.
    var isCut = false
  }

  var x: [Double]
  var curves: [Curve]

  /// The most points, and the most curves.
  static let mostPoints = 4000
  static let mostSubjects = 8

  /// - Throws: ``PlaygroundError`` where the request makes no sense. What is wrong with one curve is
  ///   said in its place.
  init(_ request: CurvesRequest, in catalogue: Catalogue) throws {
    let count = request.count ?? 600
    guard (1...Self.mostSubjects).contains(request.subjects.count) else {
      throw PlaygroundError(.limit, "expected 1 to \(Self.mostSubjects) activations")
    }
    guard (2...Self.mostPoints).contains(count) else {
      throw PlaygroundError(.limit, "expected 2 to \(Self.mostPoints) points, found \(count)")
    }
    guard request.from.isFinite, request.to.isFinite, request.from < request.to else {
      throw PlaygroundError(.invalid, "expected a range from a number to a greater one")
    }
    let range = request.from...request.to
    let subjects = request.subjects.map { message in
      Result { () throws -> CurveSubject in
        let subject = try CurveSubject(message, in: catalogue)
        try subject.requireCurve()
        return subject
      }
    }
    let kinks = subjects.flatMap { (try? $0.get().kinks) ?? [] }.filter(range.contains)
    let isSingle = request.precision == "float32"
    let points: [Double] =
      isSingle
      ? Self.points(range, count, kinks, Float.self) : Self.points(range, count, kinks, Double.self)
    x = points
    let deadline = Deadline()
    curves = subjects.map { subject in
      do {
        let subject = try subject.get()
        return isSingle
          ? try Self.curve(subject, points.map { Float($0) }, deadline)
          : try Self.curve(subject, points, deadline)
      } catch {
        let failure = PlaygroundError(error)
        return Curve(
          failure: failure.message, caret: failure.caret, unknownName: failure.unknownName)
      }
    }
    for index in curves.indices {
      curves[index].kinks = ((try? subjects[index].get().kinks) ?? []).filter(range.contains)
    }
  }

  /// Evenly over the range, with what bends and its neighbours; each number of the format once, so
  /// that a short range shows every one that there is.
  private static func points<Scalar: ActivationScalar>(
    _ range: ClosedRange<Double>, _ count: Int, _ kinks: [Double], _: Scalar.Type
  ) -> [Double] {
    var numbers = Set<Scalar>(minimumCapacity: count)
    for index in 0..<count {
      let share = Double(index) / Double(count - 1)
      // Not low + share * width, which overflows where the range is all there is.
      numbers.insert(Scalar(range.lowerBound * (1 - share) + range.upperBound * share))
    }
    for kink in kinks {
      let place = Scalar(kink)
      numbers.formUnion([place.nextDown, place, place.nextUp])
    }
    return numbers.filter { $0.isFinite }.sorted().map { Double($0) }
  }

  private static func curve<Scalar: ActivationScalar>(
    _ subject: CurveSubject, _ x: [Scalar], _ deadline: Deadline
  ) throws -> Curve {
    // What was typed is shown as it is in mathematics; what a plugin computes, as it computes it.
    if subject.activation is FormulaActivation, let oracle = subject.oracle {
      return exact(subject, oracle, x, deadline)
    }
    let evaluator = try ActivationEvaluator<Scalar>(
      subject.activation, columns: 1, settings: subject.settings)
    func figures(_ values: [Scalar]) -> [Figure] { values.map { Figure(Double($0)) } }
    let values = evaluator.values(x, gate: subject.gates(x.count))
    let derivatives = evaluator.derivatives(x, gate: subject.gates(x.count))
    try subject.requireAlive()
    return Curve(value: figures(values), derivative: derivatives.map(figures))
  }

  private static func exact<Scalar: ActivationScalar>(
    _ subject: CurveSubject, _ oracle: FormulaOracle, _ x: [Scalar], _ deadline: Deadline
  ) -> Curve {
    var curve = Curve(value: [], derivative: [])
    for x in x {
      guard !deadline.isOver else {
        curve.isCut = true
        curve.value?.append(Figure(.nan))
        curve.derivative?.append(Figure(.nan))
        continue
      }
      let results = oracle.rounded([Double(x)] + subject.constants, to: Scalar.self)
      curve.value?.append(Figure(results[0].map { Double($0) } ?? .nan))
      curve.derivative?.append(Figure(results[1].map { Double($0) } ?? .nan))
    }
    return curve
  }
}
