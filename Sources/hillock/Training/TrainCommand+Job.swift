import ActivationHost
import Activations
import ArgumentParser
import Clusters
import NeuralNetwork

extension TrainCommand {
  /// The training that the options ask for.
  ///
  /// - Parameter sharesSteps: whether ranks take each step together, rather than a training each.
  func makeJob(_ cluster: Cluster?, sharesSteps: Bool = true) throws -> TrainingJob {
    let options = try trainingOptions.options(
      ranks: sharesSteps ? cluster?.communicator.size : nil)
    try options.validate()
    if watch, let cluster, cluster.communicator.size > 1 {
      throw ValidationError("--watch is for one process: ranks would change at different steps.")
    }
    let registry = try pluginOptions.registry(isLocked: true)
    let names = activation.values
    if let requireConformance {
      // Before any of them is loaded.
      let others = outputActivation == IdentityActivation().name ? [] : [outputActivation]
      for name in names + others { try registry.requireConformance(requireConformance, of: name) }
    }
    var plugins = try names.map(registry.activation(named:))
    var output: any Activation = IdentityActivation()
    if outputActivation != IdentityActivation().name {
      plugins.append(try registry.activation(named: outputActivation))
      output = plugins[plugins.count - 1]
    }
    let settings = try settingOptions.values(for: plugins)
    for name in perChannel
    where !plugins.contains(where: { $0.learnableParameters.contains { $0.name == name } }) {
      throw ValidationError("No activation has a learnable parameter '\(name)' (--per-channel).")
    }
    let reloading = watch ? try PluginReloading(registry) : nil
    func used(_ plugin: PluginActivation) -> any Activation {
      reloading?.reloadable(plugin) ?? plugin
    }
    if let last = plugins.last, plugins.count > names.count { output = used(last) }
    let hiddenLayers = hidden.values.indices.map { names.count == 1 ? 0 : $0 }
    return TrainingJob(
      hidden: hidden.values,
      activations: hiddenLayers.map { used(plugins[$0]) } + [output],
      settings: hiddenLayers.map { settings[$0] }
        + [plugins.count > names.count ? settings[names.count] : [:]],
      perChannel: Set(perChannel), dropout: dropout, initializer: initializer, options: options,
      pool: pool(cluster), reloading: reloading)
  }

  private func pool(_ cluster: Cluster?) -> ThreadPool {
    if threads > 0 { return ThreadPool(threads: threads) }
    return cluster.map { ThreadPool(threads: $0.threads) } ?? .allCores
  }
}

/// A training that came to nothing.
struct TrainingFailure: Error, CustomStringConvertible {
  let description: String
}
