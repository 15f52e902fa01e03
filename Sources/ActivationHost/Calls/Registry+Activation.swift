extension Registry {
  /// The activation called `name`, or that has it as an alias, loaded and ready to be called.
  ///
  /// Loads its library: from here on the plugin's code runs in this process, or, where the policy
  /// says so, in one of its own.
  ///
  /// - Throws: ``HostError``, as ``admit(_:)`` and ``load(_:_:)``.
  public func activation(named name: String) throws(HostError) -> PluginActivation {
    let (library, activation) = try admit(name)
    return try load(library, activation)
  }

  /// An activation of a library that may be loaded, as this registry loads it.
  ///
  /// - Throws: ``HostError``, as
  ///   ``PluginActivation/init(library:activation:callPath:usesTables:)``; `processEnded`.
  public func load(
    _ library: LibraryDescription, _ activation: ActivationDescription
  ) throws(HostError) -> PluginActivation {
    if let isolation = policy.isolation {
      return try PluginActivation(
        library: library, activation: activation, isolation: isolation, usesTables: usesTables)
    }
    return try PluginActivation(library: library, activation: activation, usesTables: usesTables)
  }
}
