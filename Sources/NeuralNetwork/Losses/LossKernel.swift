import Activations
import Datasets

/// Where the targets of a block of samples are, and how much each sample counts.
struct TargetPointer<Scalar: ActivationScalar> {
  enum Values {
    case classes(UnsafePointer<Int32>)
    case values(UnsafePointer<Scalar>)
  }

  var values: Values
  /// A weight for each sample; nil where all count the same.
  var weights: UnsafePointer<Double>?

  init(_ values: Values, weights: UnsafePointer<Double>? = nil) {
    self.values = values
    self.weights = weights
  }

  init(_ buffer: TargetBuffer<Scalar>, weights: UnsafePointer<Double>? = nil) {
    switch buffer {
    case .classes(let classes): self.init(.classes(UnsafePointer(classes)), weights: weights)
    case .values(let values): self.init(.values(UnsafePointer(values)), weights: weights)
    case .none: preconditionFailure("a loss needs targets")
    }
  }

  /// The targets from sample `row` on.
  func advanced(rows: Int, width: Int) -> TargetPointer {
    let weights = weights.map { $0 + rows }
    return switch values {
    case .classes(let classes): TargetPointer(.classes(classes + rows), weights: weights)
    case .values(let values): TargetPointer(.values(values + rows * width), weights: weights)
    }
  }
}

/// A loss over rows of `outputs` numbers, prepared for one precision.
struct LossKernel<Scalar: ActivationScalar>: Sendable {
  let loss: Loss
  let outputs: Int
  let numerics: NumericKernels<Scalar>
  /// How much a sample of each class counts; nil where all count the same.
  var classWeights: [Double]?

  /// The scalars of scratch that a call with `rows` samples takes.
  func scratchCount(rows: Int) -> Int { AlignedBuffer<Scalar>.padded(rows * outputs) * 2 }

  /// The sum of the loss over the terms of `rows` samples; writes dz = weight * d(sum)/dz where dz
  /// is wanted.
  ///
  /// - Parameters:
  ///   - z: the outputs, `[rows, outputs]`; dz may be z.
  ///   - scratch: ``scratchCount(rows:)`` scalars.
  func sum(
    _ z: UnsafePointer<Scalar>, targets: TargetPointer<Scalar>, rows: Int,
    dz: UnsafeMutablePointer<Scalar>?, weight: Double, scratch: UnsafeMutablePointer<Scalar>
  ) -> Double {
    guard classWeights != nil || targets.weights != nil else {
      return unweighted(z, targets: targets, rows: rows, dz: dz, weight: weight, scratch: scratch)
    }
    var total = 0.0
    for row in 0..<rows {
      let own = ownWeight(targets, row: row)
      total +=
        own
        * unweighted(
          z + row * outputs, targets: targets.advanced(rows: row, width: outputs), rows: 1,
          dz: dz.map { $0 + row * outputs }, weight: weight * own, scratch: scratch)
    }
    return total
  }

  /// How much a sample counts, for its class and by itself.
  private func ownWeight(_ targets: TargetPointer<Scalar>, row: Int) -> Double {
    var weight = targets.weights?[row] ?? 1
    if let classWeights, case .classes(let classes) = targets.values {
      weight *= classWeights[Int(classes[row])]
    }
    return weight
  }

  /// ``sum(_:targets:rows:dz:weight:scratch:)`` where all samples count the same.
  private func unweighted(
    _ z: UnsafePointer<Scalar>, targets: TargetPointer<Scalar>, rows: Int,
    dz: UnsafeMutablePointer<Scalar>?, weight: Double, scratch: UnsafeMutablePointer<Scalar>
  ) -> Double {
    let spare = scratch + AlignedBuffer<Scalar>.padded(rows * outputs)
    if loss == .softmaxCrossEntropy {
      return switch targets.values {
      case .classes(let classes):
        numerics.softmaxCrossEntropy(z, classes, nil, dz, rows, outputs, weight, spare)
      case .values(let values):
        numerics.softmaxCrossEntropy(z, nil, values, dz, rows, outputs, weight, spare)
      }
    }
    let t = values(of: targets, rows: rows, scratch: scratch)
    let count = rows * outputs
    return switch loss {
    case .squaredError: numerics.squaredError(z, t, dz, count, weight)
    case .huber(let delta): numerics.huber(z, t, dz, count, weight, delta)
    case .binaryCrossEntropy, .softmaxCrossEntropy:
      numerics.binaryCrossEntropy(z, t, dz, count, weight)
    }
  }

  /// The targets as numbers: one-hot rows of classes, or of two classes told apart by one output, 0
  /// and 1.
  private func values(
    of targets: TargetPointer<Scalar>, rows: Int, scratch: UnsafeMutablePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    switch targets.values {
    case .values(let values): return values
    case .classes(let classes):
      if outputs == 1 {
        for row in 0..<rows { scratch[row] = Scalar(classes[row]) }
      } else {
        numerics.oneHot(classes, scratch, rows, outputs)
      }
      return UnsafePointer(scratch)
    }
  }

  /// Whether the loss is the mean of -log of the probability of the right class.
  var hasProbabilities: Bool {
    loss == .softmaxCrossEntropy || (loss == .binaryCrossEntropy && outputs == 1)
  }

  /// The class of the largest of a sample's outputs, the first of equals; of one output, whether it
  /// is above 0, as a logit is where class 1 is the likelier.
  func predictedClass(_ z: UnsafePointer<Scalar>, row: Int) -> Int {
    let z = z + row * outputs
    if outputs == 1 { return z[0] > 0 ? 1 : 0 }
    var best = 0
    for index in 1..<outputs where z[index] > z[best] { best = index }
    return best
  }

  /// How many of `rows` samples have their class predicted.
  func correct(_ z: UnsafePointer<Scalar>, classes: UnsafePointer<Int32>, rows: Int) -> Int {
    if outputs > 1 { return numerics.correct(z, classes, rows, outputs) }
    return (0..<rows).reduce(0) {
      $0 + (predictedClass(z, row: $1) == Int(classes[$1]) ? 1 : 0)
    }
  }
}
