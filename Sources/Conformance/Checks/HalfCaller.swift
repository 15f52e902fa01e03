import ActivationHost
import Activations
import CProbe
import Formulas
import Glibc

/// Calls of one array form in half precision.
struct HalfCaller {
  let examination: Examination
  let function: FunctionDeclaration
  let format: NumberFormat

  init(_ examination: Examination, _ function: FunctionDeclaration) {
    (self.examination, self.function, format) = (examination, function, function.format)
  }

  /// What it gives, in the order of ``buffers``.
  var outputs: [FormulaProgram.Output] {
    if function.isValue { return [.value] }
    let gate = examination.subject.variables.firstIndex(of: "gate")
    return [.derivative(0)] + (function.takes("dgate") ? gate.map { [.derivative($0)] } ?? [] : [])
  }

  var buffers: [CallBuffer] {
    if function.isValue { return [.y] }
    return function.takes("dgate") ? [.dx, .dgate] : [.dx]
  }

  var reads: [CallBuffer] {
    [.x, .gate, .dy].filter { function.takes($0.name) }
  }

  /// All that it takes beside x: factors that no rounding hides, and gates of every size.
  func inputs(_ bits: [UInt16], _ setting: Setting) -> HalfInputs {
    var inputs = HalfInputs(x: bits.map { format.value(UInt64($0)) }, setting: setting)
    if examination.subject.activation.form == .gated {
      inputs.gate = SamplePoints.companions(
        .float32, count: bits.count, seed: examination.options.seed
      ).map(format.rounded)
      // As where limits are asked for: 0 * inf is no limit of anything.
      for index in bits.indices where inputs.x[index].isInfinite { inputs.gate[index] = 1.5 }
    }
    if function.isGradient {
      let factors = [1.0, -1, 0.75, -2.5, 1.25, 3, -0.375, 1]
      inputs.dy = bits.indices.map { factors[$0 % factors.count] }
    }
    return inputs
  }

  /// One call, every buffer `offset` bytes into its slot, what it writes filled beforehand.
  ///
  /// - Parameters:
  ///   - outputOffset: where what it writes begins, where that is elsewhere.
  ///   - alias: a buffer that lies in another's place.
  ///   - fill: what outputs are filled with.
  /// - Returns: the bits of each of ``buffers``.
  func call(
    _ inputs: HalfInputs, offset: Int = 0, outputOffset: Int? = nil,
    alias: (CallBuffer, as: CallBuffer)? = nil, fill: UInt8 = HalfCaller.pattern
  ) throws(ProbeFailure) -> [[UInt16]] {
    let caller = try examination.caller()
    let wide = inputs.wide
    var call = caller.prepare(function, wide)
    for (buffer, values) in [(CallBuffer.x, inputs.x), (.gate, inputs.gate), (.dy, inputs.dy)] {
      call.place(buffer, at: offset)
      let place = caller.probe.slot(buffer) + offset
      for (index, value) in values.enumerated() {
        place.storeBytes(of: UInt16(format.bits(value)), toByteOffset: 2 * index, as: UInt16.self)
      }
    }
    caller.write(inputs.setting.parameters, .parameters, .float32, 0)
    for buffer in buffers {
      call.place(buffer, at: outputOffset ?? offset)
      let start = max(0, (outputOffset ?? offset) - Self.margin)
      let end = min((outputOffset ?? offset) + 2 * inputs.x.count + Self.margin, Probe.slotBytes)
      memset(caller.probe.slot(buffer) + start, Int32(fill), end - start)
    }
    if let alias { call.place(alias.0, in: alias.as, at: offset) }
    do throws(ProbeFailure) {
      try caller.run(call, wide)
    } catch {
      examination.dropProbes()
      throw error
    }
    return buffers.map { buffer in
      let isAliased = buffer == alias?.0
      let start = isAliased ? offset : outputOffset ?? offset
      return read(caller, isAliased ? alias!.as : buffer, inputs.x.count, offset: start)
    }
  }

  func read(_ caller: Caller, _ buffer: CallBuffer, _ count: Int, offset: Int) -> [UInt16] {
    let place = caller.probe.slot(buffer) + offset
    return (0..<count).map { place.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self) }
  }

  /// How much beside an array is filled, and looked at: a page.
  static let margin = 4096
  /// What outputs are filled with, and, to tell a result that looks like that, what else.
  static let pattern: UInt8 = 0xC7
  static let otherPattern: UInt8 = 0x38
  /// An element of the filling.
  static func bits(_ pattern: UInt8) -> UInt16 { UInt16(pattern) << 8 | UInt16(pattern) }
}
