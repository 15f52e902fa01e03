import Clusters
import NeuralNetwork

extension TrainingJob.Prepared {
  /// What must be the same on all ranks: the program, what it was told, and what it found.
  func facts() throws -> [Cluster.Fact] {
    let description = try description()
    func samples(_ samples: CheckpointDescription.Samples) -> String {
      "\(samples.count.map(String.init) ?? "any number of") with digest \(samples.digest.prefix(12))"
    }
    var facts = try Cluster.facts()
    facts.append(
      Cluster.Fact("matrix products", try MatrixProduct.libraryName(Scalar.precision)))
    facts.append(Cluster.Fact("the inputs", "\(description.architecture.inputs)"))
    for (index, activation) in description.activations.enumerated() {
      facts.append(
        Cluster.Fact(
          "layer \(index)",
          "\(description.architecture.layers[index].units) of \(activation.identity)"))
    }
    facts.append(Cluster.Fact("the training samples", samples(description.training)))
    if let validation = description.validation {
      facts.append(Cluster.Fact("the validation samples", samples(validation)))
    }
    return facts
  }
}
