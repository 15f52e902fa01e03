import ActivationHost
import Activations
import CProbe

/// The inputs of a call, element by element; numbers of the function's own format.
struct CallInputs: Sendable {
  var x: [Double] = []
  var gate: [Double] = []
  var u: [Double] = []
  var y: [Double] = []
  var dy: [Double] = []
  var setting: Setting

  var count: Int { max(x.count, y.count) }

  func slice(_ range: Range<Int>) -> CallInputs {
    func part(_ values: [Double]) -> [Double] {
      values.isEmpty ? [] : Array(values[range.clamped(to: values.indices)])
    }
    return CallInputs(
      x: part(x), gate: part(gate), u: part(u), y: part(y), dy: part(dy), setting: setting)
  }

  func values(_ buffer: CallBuffer) -> [Double] {
    switch buffer {
    case .x: x
    case .y: y
    case .gate: gate
    case .u: u
    case .dy: dy
    case .parameters: setting.parameters
    case .dx, .dgate, .gradients: []
    }
  }
}

/// Calls of one plugin's functions in a probe that has loaded it.
final class Caller {
  let probe: Probe
  let parameters: [ActivationParameter]

  /// Starts a probe and loads the library.
  init(_ subject: Subject, _ configuration: Probe.Configuration) throws(ProbeFailure) {
    probe = try Probe(configuration)
    parameters = subject.activation.parameters
    if case .failure(let refusal) = try probe.load(subject.library.path) {
      throw ProbeFailure(
        kind: .trouble("the library could be loaded before, and now: \(refusal.reason)"))
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
      do throws(ProbeFailure) {
        _ = try probe.call(call)
      } catch {
        throw named(error, function, part)
      }
      let output: CallBuffer = function.isScalar || function.isValue ? .y : .dx
      results += read(buffer ?? output, function.precision, part.count)
      start = end
    }
    return results
  }

  /// A call of `function` over all of `inputs`, each buffer at the start of its slot.
  func prepare(_ function: FunctionDeclaration, _ inputs: CallInputs) -> ProbeCall {
    var call = ProbeCall(function, parameters: parameters, stride: stride(function, inputs))
    call.request.n = UInt64(inputs.count)
    call.request.training = inputs.setting.isTraining ? 1 : 0
    return call
  }

  /// Where a function takes an array for a parameter, each element has its own place.
  private func stride(_ function: FunctionDeclaration, _ inputs: CallInputs) -> Int {
    hasArrays(function) ? inputs.count : 1
  }

  private func hasArrays(_ function: FunctionDeclaration) -> Bool {
    function.prototype.arguments.contains { argument in
      argument.type == .input(function.precision)
        && parameters.contains { $0.name == argument.name }
    }
  }

  /// Writes the inputs into the slots, `offset` bytes from their start, and zeros the gradients.
  func fill(_ function: FunctionDeclaration, _ inputs: CallInputs, offset: Int = 0) {
    let precision = function.precision
    for buffer in [CallBuffer.x, .gate, .u, .dy] {
      write(inputs.values(buffer), buffer, precision, offset)
    }
    // A scalar function reads y from dy's slot, and writes its result into y's.
    write(inputs.y, function.isScalar ? .dy : .y, precision, offset)
    let stride = stride(function, inputs)
    let values = inputs.setting.parameters.flatMap { [Double](repeating: $0, count: stride) }
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
  func named(
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
