import ActivationHost
import Activations
import CProbe

/// Time.
extension Check {
  static let speed = [
    Check(
      "speed", .speed,
      "nanoseconds an element beside libm's exp; subnormal inputs at most 4 times slower",
      why: "On some processors an operation on a subnormal takes a hundred times as long, so that "
        + "a network slows down as its weights decay.",
      remedy: "Find the multiplication that makes subnormals, and branch around it or scale."
    ) { (examination) throws(ProbeFailure) in try SpeedChecks(examination).run() }
  ]
}

struct SpeedChecks {
  let examination: Examination
  private let count = 16_384
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    var texts: [String] = []
    var slow: Finding?
    let candidates = [
      subject.function(.valueArray, .float32) ?? subject.function(.value, .float32)
        ?? subject.values.last,
      subject.function(.gradientArray, .float32) ?? subject.function(.gradientRow, .float32)
        ?? subject.derivatives.last,
    ]
    for function in candidates.compactMap(\.self) {
      let length = function.isRow ? 512 : count
      let inputs = ArrayChecks(examination).inputs(function, length)
      let ordinary = try time(function, inputs, PROBE_TIME)
      let libm = try time(function, inputs, PROBE_TIME_LIBM)
      let name = function.isValue ? "value" : "gradient"
      texts.append("\(name) \(format(ordinary / Double(length))) ns")
      if function.isValue { texts.append("exp of libm \(format(libm / Double(length))) ns") }
      guard !function.isRow, slow == nil else { continue }
      // A machine that is busy elsewhere makes anything slow once: only what stays slow counts.
      var ratio = Double.infinity
      var tiny = inputs
      tiny.x = inputs.x.map {
        function.precision.round($0 * function.precision.smallestNormal / 16)
      }
      for _ in 0..<4 where ratio > 4 {
        ratio = min(
          ratio,
          try time(function, tiny, PROBE_TIME) / max(try time(function, inputs, PROBE_TIME), 1))
      }
      if ratio > 4 {
        slow = .warning(
          "\(function.symbol) is \(format(ratio)) times slower on subnormal inputs")
      }
    }
    if texts.isEmpty { return .skipped("nothing to time") }
    return slow ?? .pass(texts.joined(separator: ", "))
  }

  private func time(
    _ function: FunctionDeclaration, _ inputs: CallInputs, _ operation: probe_operation
  ) throws(ProbeFailure) -> Double {
    let caller = try examination.caller()
    caller.fill(function, inputs)
    var call = caller.prepare(function, inputs)
    call.request.operation = operation.rawValue
    call.request.repeats = examination.options.level == .quick ? 9 : 25
    return try caller.probe.call(call).nanoseconds
  }

  private func format(_ value: Double) -> String {
    NumberText.ulp(value)
  }
}
