import ActivationHost
import Activations
import Tabulation

/// The tables that the host puts in the place of calls, against the double functions that they are
/// fitted to.
struct TableChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  /// The functions that tables of a precision stand for, and the settings that each has one for.
  private func cases(
    _ precision: Precision
  ) -> [(function: FunctionDeclaration, setting: Setting)] {
    [FunctionRole.value, .derivative].flatMap { role in
      // Those that are left to tables have the same bits where these are not in registers.
      guard subject.activation.tableRefusal(role, precision, isInRegisters: true) == nil,
        let function = subject.function(role, .float64)
      else { return [(FunctionDeclaration, Setting)]() }
      // Whether it is training is nothing that such a function is told.
      return examination.defaults(precision).prefix(1).map { (function, $0) }
    }
  }

  func run() throws(ProbeFailure) -> Finding {
    var finding = Finding.pass("")
    var texts: [String] = []
    for (function, setting) in cases(.float32) {
      texts.append(try check(function, setting, &finding))
    }
    for (function, setting) in cases(.float64) {
      texts.append(try checkDouble(function, setting, &finding))
    }
    if texts.isEmpty {
      let reason =
        subject.activation.tableRefusal(.value, isInRegisters: true) ?? ComputedForm.hasArrayForm
      return .skipped("no tables: \(reason)")
    }
    finding.message = texts.joined(separator: "; ")
    return finding
  }

  /// Fits a table to a function and compares the two; what is to be said of it.
  private func check(
    _ function: FunctionDeclaration, _ setting: Setting, _ finding: inout Finding
  ) throws(ProbeFailure) -> String {
    let truth = TableTruth(examination, function, setting)
    let judge: TableJudge
    switch try fit(truth) {
    case .failure(let refusal): return "\(function.symbol) is called (\(refusal))"
    case .success(let fitted): judge = fitted
    }
    if let reason = subject.activation.refusal(of: judge.table, function.role) {
      return "\(function.symbol) is called (\(reason))"
    }
    let options = examination.options
    let x = examination.floats() + (options.point == nil ? TableJudge.specials : [])
    let name = "\(function.symbol) in \(judge.table.segments) segments"
    let (said, isRight) = try compare(name, truth, x, &finding, judge.judge)
    guard isRight, options.level == .exhaustive, options.point == nil else { return said }
    return "\(name): \(try exhaust(function, setting, judge, &finding))"
  }

  /// The same of a double table, at doubles of all binades.
  private func checkDouble(
    _ function: FunctionDeclaration, _ setting: Setting, _ finding: inout Finding
  ) throws(ProbeFailure) -> String {
    let truth = TableTruth(examination, function, setting), table: DoubleTable
    switch try truth.table({ (function) throws(TabulationRefusal) in try DoubleTable(function) }) {
    case .failure(let refusal): return "\(function.symbol) is called in float64 (\(refusal))"
    case .success(let fitted): table = fitted
    }
    let judge = DoubleTableJudge(
      table: table, symbol: function.symbol,
      command: { examination.command(Self.check, at: $0) })
    let specials = examination.options.point == nil ? DoubleTableJudge.specials : []
    let x = examination.inputs(function, setting).x + specials
    let name = "\(function.symbol) in float64 in \(table.segments) segments"
    return try compare(name, truth, x, &finding, judge.judge).said
  }

  /// Adds what is judged of a table at some inputs; says it, and whether the table is right there.
  private func compare(
    _ name: String, _ truth: TableTruth, _ x: [Double], _ finding: inout Finding,
    _ judge: ([Double], [Double]) -> Judgement
  ) throws(ProbeFailure) -> (said: String, isRight: Bool) {
    let expected = try truth.results(x)
    let judgement = judge(x, expected)
    // A table cannot be held to what is another each time; `deterministic` tells of that.
    if judgement.failureCount > 0,
      try truth.results(x).map(\.bitPattern) != expected.map(\.bitPattern)
    {
      return ("\(truth.function.symbol) does not always give the same", false)
    }
    finding.add(judgement)
    if judgement.failureCount > 0 {
      return ("\(name) is off at \(judgement.failureCount)+ points", false)
    }
    return ("\(name) \(NumberText.ulp(judgement.worst?.ulp ?? 0)) ULP", true)
  }

  /// All floats; returns what was covered.
  private func exhaust(
    _ function: FunctionDeclaration, _ setting: Setting, _ judge: TableJudge,
    _ finding: inout Finding
  ) throws(ProbeFailure) -> String {
    guard let form = try sweep(function, setting, judge).run()?.forms.first else {
      throw ProbeFailure(kind: .stopped)
    }
    if form.worstULP >= 0 {
      finding.worst.removeAll { $0.function == judge.name }
      finding.worst.append(
        WorstError(
          function: judge.name, ulp: form.worstULP,
          input: "x = \(NumberText.both(form.worstInput))", points: form.compared))
    }
    if let failure = form.failures.first {
      finding.status = .fail
      finding.evidence += form.failures.map(\.evidence)
      return "off at \(failure.evidence.input ?? "a float")"
    }
    return form.coverage("\(NumberText.ulp(max(form.worstULP, 0.5))) ULP")
  }

  private func sweep(
    _ function: FunctionDeclaration, _ setting: Setting, _ judge: TableJudge
  ) -> ExhaustiveSweep {
    ExhaustiveSweep(
      examination: examination, check: Self.check, functions: [function],
      standard: .function(judge, setting))
  }

  /// The sweep of the table for the function with this symbol; nil where it has none.
  func sweep(ofSymbol symbol: String) throws(ProbeFailure) -> ExhaustiveSweep? {
    guard let (function, setting) = cases(.float32).first(where: { $0.function.symbol == symbol }),
      case .success(let judge) = try fit(TableTruth(examination, function, setting))
    else { return nil }
    return sweep(function, setting, judge)
  }

  /// The check's name.
  static let check = "tabulated"

  private func fit(
    _ truth: TableTruth
  ) throws(ProbeFailure) -> Result<TableJudge, TabulationRefusal> {
    try truth.table { (function) throws(TabulationRefusal) in try ActivationTable(function) }
      .map { table in
        TableJudge(
          table: table, symbol: truth.function.symbol,
          most: subject.activation.tableBound(truth.function.role),
          command: { examination.command(Self.check, at: $0) })
      }
  }
}

/// A double function as a table asks for it. What fails is kept: a table's function cannot throw.
private final class TableTruth {
  let function: FunctionDeclaration
  private let examination: Examination
  private let setting: Setting
  private var failure: ProbeFailure?

  init(_ examination: Examination, _ function: FunctionDeclaration, _ setting: Setting) {
    (self.examination, self.function, self.setting) = (examination, function, setting)
  }

  /// The function's results, in double.
  func results(_ x: [Double]) throws(ProbeFailure) -> [Double] {
    try examination.caller().results(function, CallInputs(x: x, setting: setting))
  }

  /// What is fitted to the function.
  func table<Table>(
    _ fit: (@escaping TabulatedFunction) throws(TabulationRefusal) -> Table
  ) throws(ProbeFailure) -> Result<Table, TabulationRefusal> {
    let fitted: Result<Table, TabulationRefusal>
    do throws(TabulationRefusal) {
      fitted = .success(try fit { self.values($0) })
    } catch {
      fitted = .failure(error)
    }
    if let failure { throw failure }
    return fitted
  }

  private func values(_ x: [Double]) -> [Double] {
    guard failure == nil else { return x.map { _ in .nan } }
    do throws(ProbeFailure) {
      return try results(x)
    } catch {
      failure = error
      return x.map { _ in .nan }
    }
  }
}
