import Activations
import Tabulation

/// Judges a double table by the function that it stands for, beside what the function scatters by.
struct DoubleTableJudge {
  let table: DoubleTable
  let symbol: String
  let command: (Double) -> String

  /// Inputs with results of their own.
  static let specials: [Double] = [
    0, -0.0, .infinity, -.infinity, .nan, 0x1p-1074, -0x1p-1074, 0x1.fffffffffffffp1023,
    -0x1.fffffffffffffp1023,
  ]

  /// How many standard deviations of its scatter a function may be off at one input: some do not
  /// scatter evenly, and an author is not to be told of that as of a table's fault.
  private static let reach = 4 * DoubleTable.scatterReach

  /// In ULP. The table's own, and as much for a function that rounds alike over a run of inputs, as
  /// (e^x - e^-x) / (e^x + e^-x) does near -1: neighbours do not show that it is off.
  private static let tolerance = 2 * DoubleTable.tolerance

  /// What the report calls it.
  private var name: String { "\(symbol), as a table in float64" }

  /// - Parameters:
  ///   - x: doubles.
  ///   - truth: the function's results there.
  func judge(_ x: [Double], _ truth: [Double]) -> Judgement {
    let factors: [Double] = [1, -1, 0.75, -2.5, 0x1p-1000, 3]
    let dy = x.indices.map { factors[$0 % factors.count] }
    var (results, products) = (x, x)
    table.mark(x, dy: nil, &results, count: x.count)
    table.mark(x, dy: dy, &products, count: x.count)
    var judgement = Judgement()
    var worst = (ulp: -1.0, index: 0)
    for index in x.indices where results[index].bitPattern != DoubleTable.mark.bitPattern {
      judgement.asked += 1
      judgement.judged += 1
      let ulp = table.error(
        of: results[index], at: x[index], truth[index], reach: Self.reach)
      if ulp > worst.ulp { worst = (ulp, index) }
      let product = dy[index] * results[index]
      let isProduct =
        products[index].bitPattern == product.bitPattern
        || products[index].isNaN && product.isNaN
          && products[index].bitPattern != DoubleTable.mark.bitPattern
      if ulp <= Self.tolerance && isProduct { continue }
      judgement.failureCount += 1
      judgement.explain(
        "At x = \(x[index]) the table gives \(results[index]), and \(symbol) itself "
          + "\(truth[index]): a network in float64 computes the former, eval the latter.",
        remedy: "See what \(symbol) does around \(x[index]); with a double array form of its own, "
          + "or a promise of its doubles (ACTIVATION_MAX_ULP_DOUBLE), it is called as it is.")
      guard judgement.failures.count < 3 else { continue }
      let input = "x = \(NumberText.both(x[index]))"
      judgement.failures.append(
        Evidence(
          function: name, input: isProduct ? input : "\(input), dy = \(dy[index])",
          expected: NumberText.both(isProduct ? truth[index] : product),
          got: NumberText.both(isProduct ? results[index] : products[index]),
          ulp: isProduct ? NumberText.ulp(ulp) : nil, reproduce: command(x[index])))
    }
    if worst.ulp >= 0 {
      judgement.worst = WorstError(
        function: name, ulp: worst.ulp, input: "x = \(NumberText.both(x[worst.index]))",
        points: judgement.judged)
    }
    return judgement
  }
}
