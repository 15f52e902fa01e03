import Formulas
import Judging
import Testing

@Suite struct FindingsRecorderTests {
  private func truth(_ value: Double) -> TrueValue { TrueValue(kind: .number, head: value) }

  @Test func everyKindOfFaultIsToldWithItsPlace() throws {
    var recorder = FindingsRecorder(.float32)
    recorder.record(x: 1, got: .nan, truth: truth(1))
    recorder.record(x: 2, got: 3, truth: TrueValue(kind: .notANumber))
    recorder.record(x: -9, got: 0, truth: truth(-1e-20))
    recorder.record(x: -8, got: 0, truth: truth(-1e-19))
    recorder.record(x: 4, got: -1, truth: truth(1))
    recorder.record(x: 5, got: .infinity, truth: truth(1e30))
    recorder.record(x: 6, got: 1, truth: TrueValue(kind: .undetermined))
    let findings = recorder.findings
    #expect(findings.asked == 7)
    #expect(findings.judged == 6)
    #expect(findings.faults.map(\.kind) == [.notANumber, .number, .zero, .sign, .infinity])
    let zero = try #require(findings.faults.first { $0.kind == .zero })
    #expect((zero.count, zero.from, zero.to, zero.example.x) == (2, -9, -8, -8))
    #expect(!findings.holds(1e9))
  }

  @Test func aKinkHasEveryDerivativeBetweenItsSides() {
    for (got, isRight) in [(0.0, true), (0.5, true), (1.0, true), (1.5, false), (-0.25, false)] {
      var recorder = FindingsRecorder(.float32)
      recorder.record(x: 0, got: got, truth: truth(0), sides: [truth(0), truth(1)])
      #expect(recorder.findings.holds(1) == isRight, "\(got)")
    }
  }

  @Test func theOrderOfMergingIsOfNoConsequence() throws {
    var parts: [FindingsRecorder] = []
    for part in 0..<3 {
      var recorder = FindingsRecorder(.float32)
      for step in 0..<20 {
        let x = Double(part * 20 + step) / 8 - 3
        let got = step % 7 == 0 ? 0 : x * (1 + Double((part + step) % 5) * 0x1p-23)
        recorder.record(x: x, got: got, truth: truth(x))
      }
      parts.append(recorder)
    }
    func merged(_ order: [Int]) -> Findings {
      var sum = FindingsRecorder(.float32)
      for index in order { sum.merge(parts[index]) }
      return sum.findings
    }
    let (one, other) = (merged([0, 1, 2]), merged([2, 0, 1]))
    #expect(one.worst == other.worst)
    #expect(one.binades.map(\.worst) == other.binades.map(\.worst))
    #expect(one.faults.map(\.example) == other.faults.map(\.example))
    #expect(one.faults.map(\.count) == other.faults.map(\.count))
    #expect(one.asked == 60)
  }
}
