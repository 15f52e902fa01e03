extension Registry {
  /// The activation called `name`, or that has it as an alias, loaded and ready to be called.
  ///
  /// Loads its library: from here on the plugin's code runs in this process.
  ///
  /// - Throws: ``HostError``, as ``admit(_:)`` and
  ///   ``PluginActivation/init(library:activation:callPath:)``.
  public func activation(named name: String) throws(HostError) -> PluginActivation {
    let (library, activation) = try admit(name)
    return try PluginActivation(library: library, activation: activation, usesTables: usesTables)
  }
}
