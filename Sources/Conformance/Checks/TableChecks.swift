import ActivationHost
import Activations
import Tabulation

/// The tables that the host puts in the place of calls, against the double functions that they are
/// fitted to.
struct TableChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    var finding = Finding.pass("")
    var texts: [String] = []
    for role in [FunctionRole.value, .derivative] {
      guard subject.activation.tableRefusal(role) == nil,
        let function = subject.function(role, .float64)
      else { continue }
      for setting in examination.defaults(.float32) {
        texts.append(try check(function, setting, &finding))
      }
    }
    if texts.isEmpty {
      let reason = subject.activation.tableRefusal(.value) ?? ComputedForm.hasArrayForm
      return .skipped("no tables: \(reason)")
    }
    finding.message = texts.joined(separator: "; ")
    return finding
  }

  /// Fits a table to a function and compares the two; what is to be said of it.
  private func check(
    _ function: FunctionDeclaration, _ setting: Setting, _ finding: inout Finding
  ) throws(ProbeFailure) -> String {
    let truth = Truth(examination, function, setting)
    let table: Result<ActivationTable, TabulationRefusal>
    do throws(TabulationRefusal) {
      table = .success(try ActivationTable { truth.values($0) })
    } catch {
      table = .failure(error)
    }
    if let failure = truth.failure { throw failure }
    switch table {
    case .failure(let refusal): return "\(function.symbol) is called (\(refusal))"
    case .success(let table):
      let judge = TableJudge(
        table: table, symbol: function.symbol,
        command: { examination.command("tabulated", at: $0) })
      let x = examination.floats() + (examination.options.point == nil ? TableJudge.specials : [])
      let expected = try truth.results(x)
      let judgement = judge.judge(x, expected)
      // A table cannot be held to what is another each time; `deterministic` tells of that.
      if judgement.failureCount > 0,
        try truth.results(x).map(\.bitPattern) != expected.map(\.bitPattern)
      {
        return "\(function.symbol) does not always give the same"
      }
      finding.add(judgement)
      let name = "\(function.symbol) in \(table.segments) segments"
      return judgement.failureCount > 0
        ? "\(name) is off at \(judgement.failureCount)+ points"
        : "\(name) \(NumberText.ulp(judgement.worst?.ulp ?? 0)) ULP"
    }
  }

  /// A double function as a table asks for it. What fails is kept: a table's function cannot throw.
  private final class Truth {
    private let examination: Examination
    private let function: FunctionDeclaration
    private let setting: Setting
    private(set) var failure: ProbeFailure?

    init(_ examination: Examination, _ function: FunctionDeclaration, _ setting: Setting) {
      (self.examination, self.function, self.setting) = (examination, function, setting)
    }

    func results(_ x: [Double]) throws(ProbeFailure) -> [Double] {
      try examination.caller().results(function, CallInputs(x: x, setting: setting))
    }

    func values(_ x: [Double]) -> [Double] {
      guard failure == nil else { return x.map { _ in .nan } }
      do throws(ProbeFailure) {
        return try results(x)
      } catch {
        failure = error
        return x.map { _ in .nan }
      }
    }
  }
}

/// Judges a table by the function that it stands for.
struct TableJudge {
  let table: ActivationTable
  let symbol: String
  let command: (Double) -> String

  /// Inputs with results of their own, many times, as vectors have them at any place.
  static let specials: [Double] = [
    0, -0.0, .infinity, -.infinity, .nan, 0x1p-149, -0x1p-149, 0x1.fffffep127, -0x1.fffffep127,
  ]

  /// The most that a table may be off, in units of the last place of a float.
  static let most = 1.0

  /// - Parameters:
  ///   - x: floats.
  ///   - truth: the function's results there, in double.
  func judge(_ x: [Double], _ truth: [Double]) -> Judgement {
    let inputs = x.map(Float.init)
    let factors: [Float] = [1, -1, 0.75, -2.5, 0x1p-100, 3]
    let dy = inputs.indices.map { factors[$0 % factors.count] }
    let results = table.results(inputs)
    let products = table.results(inputs, dy: dy)
    var judgement = Judgement()
    var worst = (ulp: -1.0, index: 0)
    for index in inputs.indices where results[index].answered {
      judgement.asked += 1
      judgement.judged += 1
      let ulp = ActivationTable.ulps(results[index].y, truth[index])
      if ulp > worst.ulp { worst = (ulp, index) }
      let product = dy[index] * results[index].y
      let isProduct =
        products[index].answered
        && (products[index].y.bitPattern == product.bitPattern
          || products[index].y.isNaN && product.isNaN)
      guard ulp > Self.most || !isProduct else { continue }
      judgement.failureCount += 1
      guard judgement.failures.count < 3 else { continue }
      judgement.failures.append(
        Evidence(
          function: "\(symbol), as a table",
          input: "x = \(NumberText.both(x[index]))" + (isProduct ? "" : ", dy = \(dy[index])"),
          expected: NumberText.both(isProduct ? truth[index] : Double(product)),
          got: NumberText.both(Double(isProduct ? results[index].y : products[index].y)),
          ulp: isProduct ? NumberText.ulp(ulp) : nil, reproduce: command(x[index])))
    }
    if worst.ulp >= 0 {
      judgement.worst = WorstError(
        function: "\(symbol), as a table", ulp: worst.ulp,
        input: "x = \(NumberText.both(x[worst.index]))", points: judgement.judged)
    }
    return judgement
  }
}
