import ActivationHost
import Activations
import CProbe

/// Time.
extension Check {
  static let speed = [
    Check(
      "speed", .speed,
      "nanoseconds an element beside libm's exp, and how much slower subnormals are; never fails",
      why: "On some processors an operation on a subnormal takes a hundred times as long, so that "
        + "a network slows down as its weights decay. Times depend on the machine and on what else "
        + "runs there, so they are reported and decide nothing.",
      remedy: "Where subnormals slow it down by more than they do one multiplication, find what "
        + "makes them, and branch around it or scale."
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
    let candidates = [
      subject.function(.valueArray, .float32) ?? subject.function(.value, .float32)
        ?? subject.values.last,
      subject.function(.gradientArray, .float32) ?? subject.function(.gradientRow, .float32)
        ?? subject.derivatives.last,
    ]
    for function in candidates.compactMap(\.self) {
      let length = function.isRow ? 512 : count
      let inputs = examination.ordinary(
        function, length, Setting(parameters: subject.defaults).rounded(to: function.precision))
      let ordinary = try time(function, inputs, PROBE_TIME)
      let libm = try time(function, inputs, PROBE_TIME_LIBM)
      let name = function.isValue ? "value" : "gradient"
      texts.append("\(name) \(format(ordinary / Double(length))) ns")
      if function.isValue { texts.append("exp of libm \(format(libm / Double(length))) ns") }
      guard !function.isRow else { continue }
      var tiny = inputs
      tiny.x = inputs.x.map {
        function.precision.round($0 * function.precision.smallestNormal / 16)
      }
      let slowdown = try time(function, tiny, PROBE_TIME) / max(ordinary, 1)
      let product =
        try time(function, tiny, PROBE_TIME_PRODUCT)
        / max(try time(function, inputs, PROBE_TIME_PRODUCT), 1)
      texts.append(
        "subnormal inputs \(format(slowdown)) times as long (one multiplication "
          + "\(format(product)))")
    }
    if texts.isEmpty { return .skipped("nothing to time") }
    return .pass(texts.joined(separator: ", "))
  }

  private func time(
    _ function: FunctionDeclaration, _ inputs: CallInputs, _ operation: probe_operation
  ) throws(ProbeFailure) -> Double {
    let caller = try examination.caller("threads", isSealed: false)
    caller.fill(function, inputs)
    var call = caller.prepare(function, inputs)
    call.request.operation = operation.rawValue
    call.request.repeats = examination.options.level == .quick ? 9 : 25
    return try caller.run(call, inputs).nanoseconds
  }

  private func format(_ value: Double) -> String {
    NumberText.ulp(value)
  }
}
