import ActivationHost
import Activations
import CProbe

/// Lengths, alignment, bounds, inputs and aliases of a form in half precision: none of these may
/// change a bit.
struct HalfMemory {
  let examination: Examination
  let caller: HalfCaller
  private let setting: Setting
  private var function: FunctionDeclaration { caller.function }
  private static let most = 4160

  init(_ examination: Examination, _ caller: HalfCaller) {
    (self.examination, self.caller) = (examination, caller)
    setting = examination.defaults(.float32).last!
  }

  /// What is wrong; nil where nothing is.
  func run() throws(ProbeFailure) -> Finding? {
    let all = inputs(Self.most)
    // Filled otherwise beforehand: what is left unwritten differs.
    let reference = try caller.call(all, fill: HalfCaller.otherPattern)
    for length in ArrayChecks.lengths + [100, 1000, Self.most] {
      let part = all.prefix(length)
      // In the midst of a slot, and at either of its ends, beyond which there is no memory.
      for offset in [64, 0, Probe.slotBytes - 2 * length] {
        let got = try caller.call(part, offset: offset)
        if let fault = difference(got, reference, part, "at n = \(length)") { return fault }
        if let fault = try trespass(offset, length) { return fault }
        if let fault = try changedInput(part, offset) { return fault }
      }
    }
    let few = all.prefix(67)
    for offset in stride(from: 0, to: 64, by: 2) {
      for (input, output) in [(offset, offset), (offset, 0), (0, offset)] {
        let got = try caller.call(few, offset: input, outputOffset: output)
        let place = "\(input) and \(output) bytes past a multiple of 64"
        if let fault = difference(got, reference, few, place) { return fault }
      }
    }
    let output = caller.buffers[0]
    for input in caller.reads where input == .x || output == .dx && input == .dy {
      let got = try caller.call(all, alias: (output, as: input))
      if let fault = difference(got, reference, all, "where \(output) is \(input)") { return fault }
    }
    return nil
  }

  private func inputs(_ count: Int) -> HalfInputs {
    let numbers = SamplePoints.ordinary(.float32, count: count, seed: examination.options.seed)
    var inputs = caller.inputs(
      numbers.map { UInt16(caller.format.bits(caller.format.rounded($0))) }, setting)
    // Zeros of dy, too: what comes of them is 0, and written.
    for index in stride(from: 5, to: inputs.dy.count, by: 9) { inputs.dy[index] = 0 }
    return inputs
  }

  private func fault(
    _ what: String, _ input: String, _ expected: String, _ got: String, _ diagnosis: Diagnosis
  ) -> Finding {
    .fail(
      "\(function.symbol) \(what)",
      [
        Evidence(
          function: function.symbol, input: input, expected: expected, got: got,
          reproduce: examination.command(HalfChecks.check))
      ], diagnosis)
  }

  private func difference(
    _ got: [[UInt16]], _ expected: [[UInt16]], _ inputs: HalfInputs, _ place: String
  ) -> Finding? {
    for (buffer, (got, expected)) in zip(caller.buffers, zip(got, expected)) {
      func text(_ bits: UInt16) -> String { NumberText.both(caller.format.value(UInt64(bits))) }
      for index in got.indices {
        let input = "\(buffer)[\(index)] of \(got.count), x = \(NumberText.both(inputs.x[index]))"
        if got[index] == expected[index] { continue }
        if got[index] == HalfCaller.bits(HalfCaller.pattern),
          expected[index] == HalfCaller.bits(HalfCaller.otherPattern)
        {
          return fault(
            "leaves \(buffer)[\(index)] unwritten \(place)", input, "a result", "none",
            Diagnosis(unwritten: function.symbol, place))
        }
        let (got, expected) = (text(got[index]), text(expected[index]))
        return fault(
          "gives other bits \(place)", input, expected, got,
          Diagnosis(otherBits: function.symbol, place, got: got, expected: expected))
      }
    }
    return nil
  }

  /// A write beside an output.
  private func trespass(_ offset: Int, _ length: Int) throws(ProbeFailure) -> Finding? {
    let probe = try examination.caller().probe
    let near = HalfCaller.margin
    for buffer in caller.buffers {
      let end = offset + 2 * length
      let outside =
        Array(max(0, offset - near)..<offset) + Array(end..<min(end + near, Probe.slotBytes))
      let slot = probe.slot(buffer)
      if let byte = outside.first(where: {
        slot.load(fromByteOffset: $0, as: UInt8.self) != HalfCaller.pattern
      }) {
        let place = byte < offset ? "\(offset - byte) bytes before" : "\(byte - end) bytes past"
        return fault(
          "writes beyond \(buffer) at n = \(length)", "n = \(length)", "untouched",
          "a write \(place)", Diagnosis(trespass: function.symbol, "\(place) at n = \(length)"))
      }
    }
    return nil
  }

  private func changedInput(_ inputs: HalfInputs, _ offset: Int) throws(ProbeFailure) -> Finding? {
    let current = try examination.caller()
    for (buffer, values) in [(CallBuffer.x, inputs.x), (.gate, inputs.gate), (.dy, inputs.dy)] {
      let left = caller.read(current, buffer, values.count, offset: offset)
      let given = values.map { UInt16(caller.format.bits($0)) }
      guard let index = left.indices.first(where: { left[$0] != given[$0] }) else { continue }
      return fault(
        "changes its input \(buffer)", "\(buffer)[\(index)], n = \(values.count)",
        NumberText.both(values[index]),
        NumberText.both(caller.format.value(UInt64(left[index]))),
        Diagnosis(changedInput: function.symbol, "\(buffer)"))
    }
    return nil
  }
}

extension HalfInputs {
  /// The first `count` elements.
  fileprivate func prefix(_ count: Int) -> HalfInputs {
    HalfInputs(
      x: Array(x.prefix(count)), gate: Array(gate.prefix(count)), dy: Array(dy.prefix(count)),
      setting: setting)
  }
}
