import ActivationHost
import Activations
import ArgumentParser
import FileNames
import FoundationEssentials

/// `--plugins`, for every command that looks for activations.
struct PluginOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "A directory of plugins, or one plugin file; may be repeated. Searched before the usual places.",
      valueName: "dir"),
    completion: .directory)
  var plugins: [String] = []

  @Flag(
    help: "Load plugins of the usual places though others could have exchanged their files.")
  var trust = false

  @Flag(
    name: .customLong("no-tables"),
    help: "Call a plugin's scalar functions for each element, rather than use tables of them.")
  var avoidsTables = false

  @Flag(
    help: "Run plugins in processes of their own: one that crashes costs itself, not the work.")
  var isolate = false

  @Option(
    name: .customLong("lock-key"),
    help: ArgumentHelp(
      "The public key of minisign, or its file, that must have signed the project's hillock.lock. "
        + "(default: HILLOCK_LOCK_KEY, if it is set)", valueName: "key"),
    completion: .file())
  var lockKey: String?

  /// Everything on the search path.
  ///
  /// - Parameters:
  ///   - isLocked: whether `hillock.lock` of this project decides what may be loaded, as it does
  ///     wherever `--lock-key` is given.
  ///   - threads: how many call plugins at the same time; as many as there are processors unless given.
  ///   - patience: the seconds that a call of an isolated plugin may compute; 0 for no limit.
  func registry(
    isLocked: Bool = false, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    patience: Double = 0
  ) throws -> Registry {
    var registry = try Registry(
      searchPath: SearchPath(explicit: plugins),
      policy: LoadingPolicy(
        trustsAll: trust, quarantine: Quarantine.usualPath().map(Quarantine.init),
        lock: isLocked || lockKey != nil
          ? ProjectLock.nearest(to: ".", signedBy: signingKey()) : nil,
        isolation: isolate
          ? LoadingPolicy.Isolation(
            executable: SearchPath.currentExecutable() ?? CommandLine.arguments[0],
            argument: IsolatedPluginCommand._commandName,
            calls: max(2, threads), patience: patience) : nil))
    registry.usesTables = !avoidsTables
    return registry
  }

  /// The key that must have signed the lock, if one is asked for.
  private func signingKey() throws -> MinisignKey? {
    let variable = ProcessWords.environment["HILLOCK_LOCK_KEY"]
    guard let text = lockKey ?? (variable == "" ? nil : variable) else { return nil }
    return try MinisignKey(text) ?? MinisignKey(contentsOf: text)
  }
}

/// `--set`, for every command that uses activations.
struct SettingOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "The value of an activation's parameter; may be repeated.",
      valueName: "parameter=value"))
  var settings: [Setting] = []

  /// The settings that are meant for each of `activations`.
  ///
  /// - Throws: ``HostError`` where a name is no parameter of any of them, or a value lies outside
  ///   its interval, be it only once it is rounded to `precision`.
  func values(
    for activations: [PluginActivation], in precision: Precision = .float64
  ) throws -> [[String: Double]] {
    for setting in settings
    where !activations.contains(where: { setting.parameter(of: $0) != nil }) {
      let known = activations.map { activation in
        let names = activation.parameters.map(\.name).joined(separator: ", ")
        return "\(activation.name) has \(names.isEmpty ? "none" : names)"
      }
      throw HostError(
        .unknownParameter, "there is no parameter '\(setting.name)'",
        expected: "one of the activation's parameters (\(known.joined(separator: "; ")))")
    }
    return try activations.map { activation in
      var values: [String: Double] = [:]
      for setting in settings where setting.parameter(of: activation) != nil {
        values[setting.name] = setting.value
      }
      _ = try activation.validatedParameters(values, in: precision)
      return values
    }
  }
}

/// `negative_slope=0.2`, or `leaky_relu.negative_slope=0.2` for one of several activations.
struct Setting: ExpressibleByArgument {
  /// The activation; nil for every one that has such a parameter.
  let activation: String?
  /// The parameter.
  let name: String
  /// Its value.
  let value: Double

  init?(argument: String) {
    let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, let value = Double(sides[1]) else { return nil }
    let names = sides[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(names.count), names.allSatisfy({ !$0.isEmpty }) else { return nil }
    activation = names.count == 2 ? names[0] : nil
    name = names[names.count - 1]
    self.value = value
  }

  fileprivate func parameter(of activation: PluginActivation) -> ActivationParameter? {
    guard self.activation == nil || self.activation == activation.name else { return nil }
    return activation.parameters.first { $0.name == name }
  }
}
