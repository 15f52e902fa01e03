import Activations
import Testing

@Suite struct ParameterTests {
  @Test func anIntervalHoldsWhatItsBracketsSay() {
    let halfOpen = Interval(low: 0, high: 1, includesLow: true, includesHigh: false)
    #expect(halfOpen.contains(0))
    #expect(halfOpen.contains(0.999))
    #expect(!halfOpen.contains(1))
    #expect(!halfOpen.contains(-.leastNonzeroMagnitude))
    #expect(!halfOpen.contains(.nan))
    #expect(Interval.unbounded.contains(-.greatestFiniteMagnitude))
    #expect(!Interval.unbounded.contains(.infinity))
    #expect(!Interval.unbounded.contains(.nan))
  }

  @Test func anIntervalIsWrittenAsInMetadata() {
    #expect(Interval(low: 0, high: 1, includesHigh: false).description == "[0, 1)")
    #expect(Interval(low: -0.5, high: .infinity, includesHigh: false).description == "[-0.5, inf)")
    #expect(Interval.unbounded.description == "(-inf, inf)")
  }

  static let parameters = [
    ActivationParameter(name: "alpha", defaultValue: 0.5),
    ActivationParameter(name: "slope", defaultValue: 2, isLearnable: true),
    ActivationParameter(name: "offset", defaultValue: -1, isLearnable: true),
  ]

  @Test func aLayoutGivesEachChannelOfAParameterItsPlace() {
    let layout = ParameterLayout(Self.parameters, channels: 3, perChannel: ["slope"])
    #expect(layout.slots.map(\.offset) == [0, 1, 4])
    #expect(layout.slots.map(\.count) == [1, 3, 1])
    #expect(layout.slots.map(\.isPerChannel) == [false, true, false])
    #expect(layout.count == 5)
    let values: [Float] = layout.initialValues(Self.parameters, overrides: ["slope": 0.25])
    #expect(values == [0.5, 0.25, 0.25, 0.25, -1])
  }

  @Test func nearNamesAreThoseThatWereMeant() {
    let names = ["tanh", "relu", "leaky_relu", "sigmoid"]
    #expect(NearestNames.near(names, to: "thanh") == ["tanh"])
    #expect(NearestNames.near(names, to: "Sigmiod") == ["sigmoid"])
    #expect(NearestNames.near(names, to: "quantum").isEmpty)
    #expect(NearestNames.hint(names, to: "rlu") == "; did you mean \"relu\"?")
    #expect(NearestNames.hint(names, to: "quantum") == "")
    #expect(NearestNames.sorted(names, to: "relu").first == "relu")
  }
}
