import Activations
import Datasets
import NeuralNetwork

extension TrainCommand {
  /// Opens the data as the options say.
  func open(for job: TrainingJob) throws -> DataFile {
    var options = samples.options
    if let group { options.droppedNames.append(group) }
    let file = try DataFile.open(samples.data, options: options)
    try job.options.check(file.targetKind)
    guard file.memory(.float64) > memoryLimit else { return file }
    return try file.spooled(in: outputDirectory.map { [$0] } ?? [])
  }

  /// What samples may take, in bytes.
  private var memoryLimit: Int { memory?.bytes ?? TrainingData<Float>.defaultMemoryLimit }

  /// Where the model goes.
  private var outputDirectory: String? {
    output.map { path in
      let end = path.utf8.lastIndex(of: UInt8(ascii: "/"))
      return end.map { String(decoding: path.utf8[...$0], as: UTF8.self) } ?? "."
    }
  }

  /// Splits and prepares the samples, and makes the job suit them.
  func read<Scalar: ActivationScalar>(
    _ file: DataFile, for job: inout TrainingJob, test: HeldOut?
  ) throws -> TrainingData<Scalar> {
    let data = try TrainingData<Scalar>(
      file, test: test,
      // Another seed than the test part's, so that the one says nothing of the other.
      validation: samples.validationShare.map { .share($0, seed: trainingOptions.seed &+ 1) },
      standardizes: samples.standardize,
      standardizesTargets: samples.standardize && job.takesStandardizedTargets,
      memoryLimit: memoryLimit)
    let classWeight = trainingOptions.classWeight
    try job.options.check(data.summary, classWeight: classWeight)
    if classWeight == .balanced {
      job.options.classWeights = data.summary.balancedClassWeights
    }
    return data
  }
}
