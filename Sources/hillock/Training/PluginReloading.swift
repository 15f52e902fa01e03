import ActivationHost
import Activations

/// `train --watch`: another build of a plugin that is written while a network trains with it takes
/// its place between two batches.
final class PluginReloading {
  private let registry: Registry
  private let watch: PluginWatch
  private var activations: [ReloadableActivation] = []
  private var lastAsked = ContinuousClock.now

  init(_ registry: Registry) throws {
    self.registry = registry
    watch = try registry.watch()
  }

  /// `plugin`, as something that can be exchanged.
  func reloadable(_ plugin: PluginActivation) -> ReloadableActivation {
    if let known = activations.first(where: { $0.identity == plugin.identity }) { return known }
    let activation = ReloadableActivation(plugin)
    activations.append(activation)
    return activation
  }

  /// Takes what has been written since the last call. Called between two batches.
  func takeChanges() {
    let now = ContinuousClock.now
    guard lastAsked.duration(to: now) >= .milliseconds(50) else { return }
    lastAsked = now
    for path in watch.changes() {
      for activation in activations where activation.plugin.library.path == path {
        reload(activation, from: path)
      }
    }
  }

  private func reload(_ activation: ReloadableActivation, from path: String) {
    do throws(HostError) {
      let library = try LibraryDescription.read(path: path)
      guard library.sha256 != activation.identity.sha256 else { return }
      guard let description = library.activations.first(where: { $0.name == activation.name })
      else {
        throw HostError(
          .unknownActivation, "has no activation '\(activation.name)' any more", file: path)
      }
      try registry.policy.admit(library, description)
      try activation.replace(with: registry.load(library, description))
      StandardError.line("hillock: goes on with \(activation.identity) of \(path)")
    } catch {
      StandardError.line(
        "hillock: warning: goes on with \(activation.identity), as before: \(error)")
    }
  }
}
