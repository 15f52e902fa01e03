import Conformance
import Testing

/// What a `kinks` record says.
@Suite struct KinksTests {
  @Test func placesAndWhatRecurs() {
    let kinks = Kinks("floor(x), a / 2", parameters: ["a"]) { Issue.record("\($0)") }
    #expect(kinks.places([1]) == [0.5])
    #expect(kinks.recur(at: 3, [1]) && !kinks.recur(at: 2.5, [1]))
  }

  /// It would excuse every kink.
  @Test(arguments: ["x", "x + 0", "x * a / a"]) func whatIsEverywhereIsNoKink(text: String) {
    var problems = 0
    let kinks = Kinks(text, parameters: ["a"]) { _ in problems += 1 }
    #expect(problems == 1)
    #expect(!kinks.recur(at: 0.37, [1]) && kinks.places([1]).isEmpty)
  }
}
