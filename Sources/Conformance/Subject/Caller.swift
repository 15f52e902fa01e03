import ActivationHost
import Activations
import CProbe
import Glibc

/// Calls of one plugin's functions in a probe that has loaded it.
final class Caller {
  let probe: Probe
  let parameters: [ActivationParameter]
  private let subject: Subject
  private let effects: Effects
  /// Whether its probe still answers.
  private(set) var isUsable = true
  /// The byte that outputs, and the stack below each call, are filled with.
  var poison: UInt8 = 0xC7

  /// Starts a probe and loads the library.
  ///
  /// - Parameters:
  ///   - effects: where to note what calls do beside computing.
  ///   - isSealed: whether system calls are refused: not where threads or clocks are needed.
  init(
    _ subject: Subject, _ configuration: Probe.Configuration, _ effects: Effects,
    isSealed: Bool = true
  ) throws(ProbeFailure) {
    probe = try Probe(configuration)
    self.subject = subject
    self.effects = effects
    parameters = subject.activation.parameters
    if case .failure(let refusal) = try probe.load(subject.library.path) {
      throw ProbeFailure(
        kind: .trouble("the library could be loaded before, and now: \(refusal.reason)"))
    }
    if isSealed, let obstacle = try probe.seal() { effects.obstacle = obstacle }
  }

  /// Carries out a call, and notes what it did beside computing.
  @discardableResult
  func run(
    _ call: ProbeCall, _ inputs: CallInputs
  ) throws(ProbeFailure) -> probe_reply {
    let function = call.function
    if effects.seen.hanging.contains(function.symbol) {
      throw ProbeFailure(kind: .hungBefore, function: function.symbol)
    }
    var call = call
    call.request.poison = UInt32(poison)
    do throws(ProbeFailure) {
      let reply = try probe.call(call)
      effects.note(reply, subject, function, inputs, probe)
      return reply
    } catch {
      isUsable = false
      let failure = named(error, function, inputs)
      effects.note(failure, function)
      throw failure
    }
  }

  /// The results for all elements: of a scalar function one by one, of an array function in
  /// calls of a slot's size at most.
  ///
  /// - Parameter buffer: what to read, where that is not the function's first output.
  func results(
    _ function: FunctionDeclaration, _ inputs: CallInputs, of buffer: CallBuffer? = nil,
    flags: probe_flags? = nil
  ) throws(ProbeFailure) -> [Double] {
    var results: [Double] = []
    results.reserveCapacity(inputs.count)
    var start = 0
    while start < inputs.count {
      let end = min(start + Probe.capacity, inputs.count)
      let part = inputs.slice(start..<end)
      var call = prepare(function, part)
      if let flags { call.request.flags = flags.rawValue }
      fill(function, part)
      try run(call, part)
      let output: CallBuffer = function.isScalar || function.isValue ? .y : .dx
      results += read(buffer ?? output, function.precision, part.count)
      start = end
    }
    return results
  }

  /// Calls a function in one go for numbers that lie in x's slot already, of which `x` says which they
  /// are: for sweeps, which look at no call alone.
  ///
  /// - Returns: where the results are.
  func sweep(
    _ function: FunctionDeclaration, _ setting: Setting, over x: UnsafeBufferPointer<Float>
  ) throws(ProbeFailure) -> UnsafeMutableRawPointer {
    var call = ProbeCall(function, parameters: parameters)
    call.request.n = UInt64(x.count)
    call.request.flags = PROBE_BULK.rawValue
    do throws(ProbeFailure) {
      try run(call, CallInputs(setting: setting))
    } catch {
      var failure = error
      failure.input =
        "x from \(NumberText.both(Double(x[0]))) to \(NumberText.both(Double(x[x.count - 1])))"
      throw failure
    }
    return probe.slot(function.isScalar || function.isValue ? .y : .dx)
  }

  /// Gives an array function more elements than 32 bits count. One that counts them is at work for
  /// seconds, and is not waited for; one that does not is back at once. Either way the probe is spent.
  ///
  /// - Returns: whether it goes on to the last; nil where the system has no room for such arrays.
  func countsBeyond32Bits(
    _ function: FunctionDeclaration, _ setting: Setting
  ) throws(ProbeFailure) -> Bool? {
    var call = ProbeCall(function, parameters: parameters)
    (call.request.operation, call.request.n) = (PROBE_VAST.rawValue, Self.vast)
    fill(function, CallInputs(x: [0], setting: setting))
    isUsable = false
    do throws(ProbeFailure) {
      let reply = try probe.call(call, seconds: 0.1)
      return reply.ok == 0 ? nil : reply.differences == 0
    } catch {
      if case .timeout = error.kind { return true }
      var failure = error
      failure.input = "n = \(Self.vast)"
      throw failure
    }
  }

  /// 2^32 + 64
  static let vast = UInt64(1) << 32 + 64

  /// A call of `function` over all of `inputs`, each buffer at the start of its slot.
  func prepare(_ function: FunctionDeclaration, _ inputs: CallInputs) -> ProbeCall {
    var call = ProbeCall(function, parameters: parameters, stride: stride(function, inputs))
    call.request.n = UInt64(inputs.count)
    call.request.training = inputs.setting.isTraining ? 1 : 0
    return call
  }

  /// Where a function takes an array for a parameter, each element has its own place.
  func stride(_ function: FunctionDeclaration, _ inputs: CallInputs) -> Int {
    parameters.contains { function.takesArray(of: $0) } ? inputs.count : 1
  }

  /// Writes the inputs into the slots, `offset` bytes from their start, zeros the gradients, and
  /// fills what an array function is to write: what it leaves unwritten is no number that it gives.
  func fill(_ function: FunctionDeclaration, _ inputs: CallInputs, offset: Int = 0) {
    let precision = function.precision
    for buffer in [CallBuffer.x, .gate, .u, .dy] {
      write(inputs.values(buffer), buffer, precision, offset)
    }
    // A scalar function reads y from dy's slot, and writes its result into y's.
    if !function.isValue { write(inputs.y, function.isScalar ? .dy : .y, precision, offset) }
    let stride = stride(function, inputs)
    if !function.isScalar {
      for buffer in [CallBuffer.y, .dx, .dgate] where function.writes(buffer) {
        let room = Probe.slotBytes - offset
        let bytes = min(room, inputs.count * precision.width + 64)
        memset(probe.slot(buffer) + offset, Int32(poison), bytes)
      }
    }
    let values = inputs.setting.parameters.enumerated().flatMap { index, value in
      inputs.varied[index].flatMap { $0.count == stride ? $0 : nil }
        ?? [Double](repeating: value, count: stride)
    }
    write(values, .parameters, precision, 0)
    write([Double](repeating: 0, count: values.count), .gradients, precision, 0)
  }

  func write(_ values: [Double], _ buffer: CallBuffer, _ precision: Precision, _ offset: Int) {
    guard !values.isEmpty else { return }
    let place = probe.slot(buffer) + offset
    let room = (Probe.slotBytes - offset) / precision.width
    if precision.isFloat {
      for (index, value) in values.prefix(room).enumerated() {
        place.storeBytes(of: Float(value), toByteOffset: index * 4, as: Float.self)
      }
    } else {
      for (index, value) in values.prefix(room).enumerated() {
        place.storeBytes(of: value, toByteOffset: index * 8, as: Double.self)
      }
    }
  }

  func read(_ buffer: CallBuffer, _ precision: Precision, _ count: Int, offset: Int = 0) -> [Double]
  {
    let place = probe.slot(buffer) + offset
    return (0..<count).map { index in
      precision.isFloat
        ? Double(place.loadUnaligned(fromByteOffset: index * 4, as: Float.self))
        : place.loadUnaligned(fromByteOffset: index * 8, as: Double.self)
    }
  }

  /// The failure, with the input that was being computed.
  private func named(
    _ failure: ProbeFailure, _ function: FunctionDeclaration, _ inputs: CallInputs
  ) -> ProbeFailure {
    var failure = failure
    let values = inputs.x.isEmpty ? inputs.y : inputs.x
    if let index = failure.index, values.indices.contains(index) {
      failure.input = "\(inputs.x.isEmpty ? "y" : "x") = \(NumberText.both(values[index]))"
    } else if !function.isScalar {
      failure.input = "n = \(inputs.count)"
    }
    return failure
  }
}
