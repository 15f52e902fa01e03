import Comparison
import Testing

@Suite struct StatisticsTests {
  /// Student's quantiles as tables have them (two-sided, 95 % and 99 %).
  @Test(arguments: [
    (1, 0.95, 12.706204736), (2, 0.95, 4.302652730), (4, 0.95, 2.776445105),
    (9, 0.95, 2.262157163), (29, 0.95, 2.045229642), (1000, 0.95, 1.962339081),
    (5, 0.99, 4.032142984),
  ])
  func quantilesAreThoseOfTables(degrees: Int, confidence: Double, expected: Double) {
    let found = StudentT(degrees: degrees).twoSidedQuantile(confidence: confidence)
    #expect(abs(found - expected) < 1e-8 * expected)
  }

  /// With one degree of freedom it is Cauchy's: P(|T| > 1) = 1/2; with two, 1 - t / sqrt(2 + t^2).
  @Test func tailsHaveTheirClosedForms() {
    #expect(abs(StudentT(degrees: 1).twoSidedTail(1) - 0.5) < 1e-14)
    for t in [0.1, 1, 3, 40] {
      let expected = 1 - t / (2 + t * t).squareRoot()
      #expect(abs(StudentT(degrees: 2).twoSidedTail(t) - expected) < 1e-13)
    }
  }

  /// By hand: mean 3, s^2 = 2.5, t(4) = 2.776445105, so the half width is 1.963243161.
  @Test func intervalIsThatOfTheTextbook() throws {
    let interval = try #require(MeanInterval([1, 2, 3, 4, 5]))
    #expect(interval.mean == 3 && interval.count == 5)
    #expect(abs(try #require(interval.halfWidth) - 1.963243161) < 1e-8)
    #expect(!interval.holdsZero)
    #expect(try #require(MeanInterval([-1, 2, -2, 1])).holdsZero)
  }

  @Test func oneNumberHasNoIntervalAndNoneHasNoMean() throws {
    let one = try #require(MeanInterval([7]))
    #expect(one.halfWidth == nil && one.holdsZero)
    #expect(MeanInterval([]) == nil)
  }
}
