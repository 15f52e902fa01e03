/// What the comparison of some results with the truth came to.
struct Judgement {
  /// The worst failures, worst first.
  var failures: [Evidence] = []
  var failureCount = 0
  /// Of the first of them.
  var diagnosis: Diagnosis?
  /// The first that failed, of results in the order of their errors.
  var worstFailure: Int?
  /// The largest error of what only more digits could clear.
  var worstCleared: (index: Int, error: Double)?
  var worst: WorstError?
  /// Where cancellation takes all digits, if it does: the smallest |x| of such a binade.
  var cancellation: Evidence?
  /// How many results were to be judged, and how many were.
  var asked = 0
  var judged = 0
  /// Why others were not, and how many.
  var omitted: [String: Int] = [:]

  /// Notes results that cannot be judged.
  mutating func omit(_ reason: String, _ count: Int = 1) {
    omitted[reason, default: 0] += count
  }

  /// Says why a failure matters, of the first.
  mutating func explain(_ because: @autoclosure () -> String, remedy: @autoclosure () -> String) {
    if diagnosis == nil { diagnosis = Diagnosis(because: because(), remedy: remedy()) }
  }

  static func + (left: Judgement, right: Judgement) -> Judgement {
    var sum = left
    sum.failures += right.failures
    sum.failureCount += right.failureCount
    sum.diagnosis = left.diagnosis ?? right.diagnosis
    sum.asked += right.asked
    sum.judged += right.judged
    sum.omitted.merge(right.omitted, uniquingKeysWith: +)
    sum.cancellation = left.cancellation ?? right.cancellation
    // Of forms and settings beside the first it is told where it shows a failure.
    if right.failureCount > 0, right.worst?.ulp ?? -1 > left.worst?.ulp ?? -1 {
      sum.worst = right.worst
    }
    return sum
  }
}

extension Finding {
  /// Adds what was asked and judged, the worst error, and any failures.
  mutating func add(_ judgement: Judgement) {
    asked += judgement.asked
    judged += judgement.judged
    omitted.merge(judgement.omitted, uniquingKeysWith: +)
    if let error = judgement.worst { add(error) }
    if judgement.failureCount > 0 {
      status = .fail
      evidence += judgement.failures
    }
    if let diagnosis = judgement.diagnosis { explain(diagnosis) }
  }

  /// Speaks of a case; of the first, where there are several.
  mutating func explain(_ diagnosis: Diagnosis) {
    if because == nil { (because, remedy) = (diagnosis.because, diagnosis.remedy) }
  }

  /// One worst error a function, of all the points at which it was measured.
  private mutating func add(_ error: WorstError) {
    guard let place = worst.firstIndex(where: { $0.function == error.function }) else {
      return worst.append(error)
    }
    let points = worst[place].points + error.points
    if error.ulp > worst[place].ulp { worst[place] = error }
    worst[place].points = points
  }
}
