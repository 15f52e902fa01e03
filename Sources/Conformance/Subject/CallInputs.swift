import ActivationHost
import Activations

/// What a function is called with, element by element; numbers of the function's own format.
///
/// Everything that a result may depend on is here, so that each check chooses it and none forgets
/// it: the points, what goes with them, the parameters' values, one or one an element, the length,
/// and whether the call is made while training.
struct CallInputs: Sendable {
  var x: [Double] = []
  var gate: [Double] = []
  var u: [Double] = []
  var y: [Double] = []
  var dy: [Double] = []
  var setting: Setting
  /// A value for each element, of those parameters that a function takes as arrays; by the
  /// parameter's index.
  var varied: [Int: [Double]] = [:]

  var count: Int { max(x.count, y.count) }

  func slice(_ range: Range<Int>) -> CallInputs {
    map { values in Array(values[range.clamped(to: values.indices)]) }
  }

  /// The elements at these indices.
  func choosing(_ indices: [Int]) -> CallInputs {
    map { values in indices.map { values[$0] } }
  }

  private func map(_ part: ([Double]) -> [Double]) -> CallInputs {
    func some(_ values: [Double]) -> [Double] { values.isEmpty ? [] : part(values) }
    return CallInputs(
      x: some(x), gate: some(gate), u: some(u), y: some(y), dy: some(dy), setting: setting,
      varied: varied.mapValues(some))
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

  /// The parameters' values at an element.
  func parameters(at index: Int) -> [Double] {
    if varied.isEmpty { return setting.parameters }
    return setting.parameters.indices.map { varied[$0]?[index] ?? setting.parameters[$0] }
  }

  /// Whether a table of `self`'s elements begins with those of `other`, dy and y apart.
  func begins(with other: CallInputs) -> Bool {
    func begins(_ mine: [Double], _ theirs: [Double]) -> Bool {
      mine.isEmpty == theirs.isEmpty && mine.starts(with: theirs)
    }
    return setting == other.setting && begins(x, other.x) && begins(gate, other.gate)
      && begins(u, other.u) && varied.keys == other.varied.keys
      && varied.allSatisfy { begins($0.value, other.varied[$0.key] ?? []) }
  }
}

extension Subject {
  /// The values of all of ``variables`` at an element, `x` in place of its own where given.
  func point(_ inputs: CallInputs, _ index: Int, x: Double? = nil) -> [Double] {
    let own = inputs.x.isEmpty ? 0 : inputs.x[index]
    return [
      x ?? own, inputs.gate.isEmpty ? 0 : inputs.gate[index],
      inputs.u.isEmpty ? 0 : inputs.u[index], inputs.setting.isTraining ? 1 : 0,
    ] + inputs.parameters(at: index)
  }

  /// The same of an x alone.
  func point(x: Double, _ setting: Setting) -> [Double] {
    point(CallInputs(x: [x], setting: setting), 0)
  }

  /// An element as a report states it.
  func describe(_ inputs: CallInputs, _ index: Int) -> String {
    var parts: [String] = []
    let names = [("x", inputs.x), ("y", inputs.y), ("gate", inputs.gate), ("u", inputs.u)]
    for (name, values) in names where !values.isEmpty && values.indices.contains(index) {
      parts.append("\(name) = \(NumberText.both(values[index]))")
    }
    if inputs.dy.indices.contains(index), inputs.dy[index] != 1 {
      parts.append("dy = \(inputs.dy[index])")
    }
    for (parameter, value) in zip(activation.parameters, inputs.parameters(at: index)) {
      parts.append("\(parameter.name) = \(value)")
    }
    if inputs.setting.isTraining { parts.append("training = 1") }
    return parts.joined(separator: ", ")
  }
}
