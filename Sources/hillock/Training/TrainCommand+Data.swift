import Activations
import Datasets
import NeuralNetwork

extension TrainCommand {
  /// Opens the data as the options say.
  func open(for job: TrainingJob) throws -> DataFile {
    var options = tableOptions.options(
      label: labelOptions.column ?? .last, labels: labelOptions.labels)
    options.labelKind = labelKind
    options.skipsUnlabelled = labelOptions.skipUnlabelled
    columnOptions.choose(&options)
    if let group { options.droppedNames.append(group) }
    let file = try DataFile.open(data, options: options)
    try job.options.check(file.targetKind)
    return file
  }

  /// Splits and prepares the samples, and makes the job suit them.
  func samples<Scalar: ActivationScalar>(
    of file: DataFile, for job: inout TrainingJob, test: HeldOut?
  ) throws -> TrainingData<Scalar> {
    let samples = try TrainingData<Scalar>(
      file, test: test,
      // Another seed than the test part's, so that the one says nothing of the other.
      validation: validationShare.map { .share($0, seed: trainingOptions.seed &+ 1) },
      standardizes: standardize,
      standardizesTargets: standardize && job.takesStandardizedTargets,
      memoryLimit: memory?.bytes ?? TrainingData<Scalar>.defaultMemoryLimit)
    let classWeight = trainingOptions.classWeight
    try job.options.check(samples.summary, classWeight: classWeight)
    if classWeight == .balanced {
      job.options.classWeights = samples.summary.balancedClassWeights
    }
    return samples
  }
}
