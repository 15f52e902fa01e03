import ActivationHost
import Activations
import Synchronization

/// The plugins that the server offers: what the directories hold now.
final class Catalogue: Sendable {
  private struct State {
    var registry: Registry
    /// How often the directories have been read.
    var version = 1
    /// What has been loaded: a plugin that runs in a process of its own has one for all requests.
    var loaded: [ActivationIdentity: PluginActivation] = [:]
  }

  private let read: @Sendable () throws -> Registry
  private let state: Mutex<State>

  /// - Parameter read: reads the directories.
  init(_ read: @escaping @Sendable () throws -> Registry) throws {
    self.read = read
    state = Mutex(State(registry: try read()))
  }

  /// What the directories held when they were last read.
  var registry: Registry { state.withLock { $0.registry } }

  /// How often they have been read.
  var version: Int { state.withLock { $0.version } }

  /// The activation of a name, loaded once.
  ///
  /// - Throws: `HostError`, as the registry does.
  func activation(named name: String) throws -> PluginActivation {
    try state.withLock { state throws in
      let (library, activation) = try state.registry.admit(name)
      let identity = library.identity(of: activation)
      if let plugin = state.loaded[identity] { return plugin }
      let plugin = try state.registry.activation(named: name)
      state.loaded[identity] = plugin
      return plugin
    }
  }

  /// Reads them again. What cannot be read leaves all as it was.
  private func refresh() {
    guard let registry = try? read() else { return }
    state.withLock { state in
      state.registry = registry
      state.version += 1
    }
  }

  /// Looks after the directories until the task is cancelled.
  ///
  /// - Throws: `notReadable` where the system grants no watch.
  func watch() async throws {
    let watch = try registry.watch()
    while !Task.isCancelled {
      if !watch.changes().isEmpty { refresh() }
      try await Task.sleep(for: .milliseconds(150))
    }
  }
}
