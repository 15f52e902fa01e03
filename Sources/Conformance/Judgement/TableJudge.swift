import Activations
import Tabulation

/// Judges a table by the function that it stands for.
struct TableJudge {
  let table: ActivationTable
  let symbol: String
  /// The most that the table may be off, in units of the last place of a float.
  let most: Double
  let command: (Double) -> String

  /// Inputs with results of their own, many times, as vectors have them at any place.
  static let specials: [Double] = [
    0, -0.0, .infinity, -.infinity, .nan, 0x1p-149, -0x1p-149, 0x1.fffffep127, -0x1.fffffep127,
  ]

  /// What a table gave at a float, times nothing and times `dy`.
  struct Result {
    var x: Float
    var y: Float
    var dy: Float
    var product: Float

    /// Whether the table computed it. What it leaves to the function is right by definition.
    var isOwn: Bool { y.bitPattern != ActivationTable.mark.bitPattern }

    /// Whether the product is that of the two.
    var isProduct: Bool {
      product.bitPattern == (dy * y).bitPattern
        || product.isNaN && product.bitPattern != ActivationTable.mark.bitPattern
          && (dy * y).isNaN
    }
  }

  /// What the report calls it.
  var name: String { "\(symbol), as a table" }

  /// The case where a result of the table's own is wrong.
  ///
  /// - Parameter truth: the function's result, in double.
  func fault(_ result: Result, _ truth: Double) -> Evidence? {
    let ulp = ActivationTable.ulps(result.y, truth)
    guard ulp > most || !result.isProduct else { return nil }
    let input = "x = \(NumberText.both(Double(result.x)))"
    if result.isProduct {
      return Evidence(
        function: name, input: input, expected: NumberText.both(truth),
        got: NumberText.both(Double(result.y)), ulp: NumberText.ulp(ulp),
        reproduce: command(Double(result.x)))
    }
    return Evidence(
      function: name, input: "\(input), dy = \(result.dy)",
      expected: NumberText.both(Double(result.dy * result.y)),
      got: NumberText.both(Double(result.product)), reproduce: command(Double(result.x)))
  }

  /// - Parameters:
  ///   - x: floats.
  ///   - truth: the function's results there, in double.
  func judge(_ x: [Double], _ truth: [Double]) -> Judgement {
    let inputs = x.map(Float.init)
    let factors: [Float] = [1, -1, 0.75, -2.5, 0x1p-100, 3]
    let dy = inputs.indices.map { factors[$0 % factors.count] }
    var (results, products) = (inputs, inputs)
    table.mark(inputs, dy: nil, &results, count: inputs.count)
    table.mark(inputs, dy: dy, &products, count: inputs.count)
    var judgement = Judgement()
    var worst = (ulp: -1.0, index: 0)
    for index in inputs.indices {
      let result = Result(
        x: inputs[index], y: results[index], dy: dy[index], product: products[index])
      guard result.isOwn else { continue }
      judgement.asked += 1
      judgement.judged += 1
      let ulp = ActivationTable.ulps(result.y, truth[index])
      if ulp > worst.ulp { worst = (ulp, index) }
      guard let fault = fault(result, truth[index]) else { continue }
      judgement.failureCount += 1
      judgement.explain(
        "At x = \(inputs[index]) the table gives \(results[index]), and \(name) itself "
          + "\(truth[index]): a network computes the former, eval the latter.",
        remedy: "See what \(name) does between \(inputs[index].nextDown) and "
          + "\(inputs[index].nextUp); with array forms of its own it is called as it is.")
      if judgement.failures.count < 3 { judgement.failures.append(fault) }
    }
    if worst.ulp >= 0 {
      judgement.worst = WorstError(
        function: name, ulp: worst.ulp, input: "x = \(NumberText.both(x[worst.index]))",
        points: judgement.judged)
    }
    return judgement
  }
}
