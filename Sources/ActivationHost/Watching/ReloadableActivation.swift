import Activations
import Synchronization

/// A plugin's activation of which another build can take the place while networks use it.
///
/// The former library stays loaded. ``replace(with:)`` must be called while no kernel runs: between
/// two batches, by the thread that trains.
public final class ReloadableActivation: Activation {
  private struct State {
    var plugin: PluginActivation
    var slots: [any KernelSlot] = []
  }

  private let state: Mutex<State>

  /// An activation that begins as `plugin`.
  public init(_ plugin: PluginActivation) { state = Mutex(State(plugin: plugin)) }

  /// What it is at present.
  public var plugin: PluginActivation { state.withLock { $0.plugin } }

  /// Of the present build.
  public var identity: ActivationIdentity { plugin.identity }
  /// The same for all builds.
  public var form: ActivationForm { plugin.form }
  /// The same names and roles for all builds.
  public var parameters: [ActivationParameter] { plugin.parameters }
  /// The same for all builds.
  public var isStochastic: Bool { plugin.isStochastic }

  /// Kernels that call the present build, whichever that is by then.
  public func kernels<Scalar: ActivationScalar>(
    _ scalar: Scalar.Type, layout: ParameterLayout
  ) throws -> ActivationKernels<Scalar> {
    try state.withLock { state throws in
      let slot = Slot(layout: layout, try state.plugin.kernels(scalar, layout: layout))
      state.slots.append(slot)
      return slot.calls
    }
  }

  /// Puts another build in the place of the present one.
  ///
  /// - Throws: `notReplaceable` where a network that was built with the present one could not go on
  ///   with the other: another form, other parameters or roles of them, an input of the gradient
  ///   that the network does not keep; then nothing has changed.
  public func replace(with other: PluginActivation) throws(HostError) {
    let result: Result<Void, HostError> = state.withLock { state in
      do throws(HostError) {
        try Self.check(other, against: state.plugin)
        let changes = try state.slots.map { slot throws(HostError) in try slot.prepare(other) }
        for change in changes { change() }
        state.plugin = other
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  private static func check(
    _ other: PluginActivation, against plugin: PluginActivation
  ) throws(HostError) {
    func refusal(_ what: String, _ expected: String, _ found: String) -> HostError {
      HostError(
        .notReplaceable, "the new build has \(what)", file: other.library.path,
        activation: other.name, expected: expected, found: found)
    }
    guard other.form == plugin.form else {
      throw refusal("another form", plugin.form.rawValue, other.form.rawValue)
    }
    guard other.isStochastic == plugin.isStochastic else {
      throw refusal(
        "another need of random numbers", "\(plugin.isStochastic)", "\(other.isStochastic)")
    }
    func roles(_ activation: PluginActivation) -> String {
      let roles = activation.parameters.map { $0.isLearnable ? "\($0.name) (learnable)" : $0.name }
      return roles.isEmpty ? "none" : roles.joined(separator: ", ")
    }
    guard roles(other) == roles(plugin) else {
      throw refusal("other parameters", roles(plugin), roles(other))
    }
  }

  /// The kernels of one layer of a network.
  private protocol KernelSlot: Sendable {
    /// What is to be done for the layer to call `plugin`.
    func prepare(_ plugin: PluginActivation) throws(HostError) -> () -> Void
  }

  /// `@unchecked Sendable`: written only while no kernel runs, as ``replace(with:)`` asks.
  private final class Slot<Scalar: ActivationScalar>: KernelSlot, @unchecked Sendable {
    let layout: ParameterLayout
    var kernels: ActivationKernels<Scalar>

    init(layout: ParameterLayout, _ kernels: ActivationKernels<Scalar>) {
      self.layout = layout
      self.kernels = kernels
    }

    /// Kernels that call those of the present build.
    var calls: ActivationKernels<Scalar> {
      var derivative: ActivationKernels<Scalar>.Value?
      if kernels.derivative != nil { derivative = { self.kernels.derivative?($0, $1) } }
      return ActivationKernels(
        value: { self.kernels.value($0, $1) }, derivative: derivative,
        gradient: { self.kernels.gradient($0, $1) }, gradientInputs: kernels.gradientInputs)
    }

    func prepare(_ plugin: PluginActivation) throws(HostError) -> () -> Void {
      let fresh = try plugin.kernels(Scalar.self, layout: layout)
      guard fresh.gradientInputs.isSubset(of: kernels.gradientInputs),
        (fresh.derivative == nil) == (kernels.derivative == nil)
      else {
        throw HostError(
          .notReplaceable, "the new build's gradient reads what the network does not keep",
          file: plugin.library.path, activation: plugin.name,
          expected: "a gradient function with the arguments of the one before")
      }
      return { self.kernels = fresh }
    }
  }
}

extension HostError.Code {
  /// Another build of a plugin that a network in use cannot go on with.
  public static let notReplaceable = Self(rawValue: "not-replaceable")
}
