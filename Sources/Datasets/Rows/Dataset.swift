import Activations

/// What a network is to give for each sample: a class, or a row of numbers.
public enum Targets<Scalar: ActivationScalar>: Sendable, Hashable {
  /// One class index a sample, each in 0 ..< count.
  case classes([Int32], count: Int)
  /// `width` numbers a sample, row-major; width 0 where the samples have no targets.
  case values([Scalar], width: Int)

  /// How many samples; 0 where they have no targets.
  var count: Int {
    switch self {
    case .classes(let indices, _): indices.count
    case .values(let values, let width): width == 0 ? 0 : values.count / width
    }
  }

  /// The kind, without the values.
  public var kind: TargetKind {
    switch self {
    case .classes(_, let count): .classes(count: count)
    case .values(_, let width): .values(width: width)
    }
  }
}

/// The kind of a sample's target.
public enum TargetKind: Sendable, Hashable, Codable {
  /// One of `count` classes.
  case classes(count: Int)
  /// `width` numbers; 0 where there are no targets.
  case values(width: Int)

  /// The numbers that a network gives for one sample: the classes, or the width.
  public var outputWidth: Int {
    switch self {
    case .classes(let count): count
    case .values(let width): width
    }
  }
}

/// Samples in memory: a matrix of inputs [count x inputWidth], row-major, and a target for each.
public struct Dataset<Scalar: ActivationScalar>: Sendable, Hashable {
  /// The inputs, row-major.
  public private(set) var inputs: [Scalar]
  /// The numbers in one sample's input; at least 1.
  public let inputWidth: Int
  /// A target for each sample.
  public let targets: Targets<Scalar>
  /// How much each sample counts in training; empty where all count the same.
  public let weights: [Double]
  /// A name for each input.
  public let featureNames: [String]?
  /// A name for each class.
  public let classNames: [String]?
  /// How many samples.
  public let count: Int

  /// Samples from their parts.
  ///
  /// - Throws: ``DataError`` of code `mismatch` where the sizes do not fit together, or a class
  ///   index lies outside 0 ..< count.
  public init(
    inputs: [Scalar], inputWidth: Int, targets: Targets<Scalar>, featureNames: [String]? = nil,
    classNames: [String]? = nil, weights: [Double] = []
  ) throws(DataError) {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws(DataError) {
      if !holds { throw DataError(.mismatch, expected: expected, found: found) }
    }
    try require(inputWidth >= 1, "at least one input", "\(inputWidth)")
    try require(
      inputs.count.isMultiple(of: inputWidth), "rows of \(inputWidth) inputs",
      "\(inputs.count) numbers")
    let count = inputs.count / inputWidth
    switch targets {
    case .classes(let indices, let classCount):
      try require(indices.count == count, "\(count) class indices", "\(indices.count)")
      try require(classCount >= 1, "at least one class", "\(classCount)")
      if let stray = indices.first(where: { $0 < 0 || Int($0) >= classCount }) {
        try require(false, "class indices from 0 to \(classCount - 1)", "\(stray)")
      }
      try require(
        classNames.map { $0.count == classCount } ?? true, "\(classCount) class names",
        "\(classNames?.count ?? 0)")
    case .values(let values, let width):
      let size = width.multipliedReportingOverflow(by: count)
      try require(
        width >= 0 && !size.overflow && values.count == size.partialValue,
        "\(count) rows of \(width) targets",
        "\(values.count) numbers")
    }
    try require(
      weights.isEmpty || weights.count == count, "\(count) weights", "\(weights.count)")
    try require(
      featureNames.map { $0.count == inputWidth } ?? true, "\(inputWidth) feature names",
      "\(featureNames?.count ?? 0)")
    self.inputs = inputs
    self.inputWidth = inputWidth
    self.targets = targets
    self.weights = weights
    self.featureNames = featureNames
    self.classNames = classNames
    self.count = count
  }

  /// The samples at `rows`, in that order.
  ///
  /// - Precondition: every row lies in 0 ..< count.
  public func subset(_ rows: some Collection<Int>) -> Dataset {
    var chosen: [Scalar] = []
    chosen.reserveCapacity(rows.count * inputWidth)
    for row in rows { chosen += inputs[row * inputWidth..<(row + 1) * inputWidth] }
    let chosenTargets: Targets<Scalar> =
      switch targets {
      case .classes(let indices, let count): .classes(rows.map { indices[$0] }, count: count)
      case .values(let values, let width):
        .values(rows.flatMap { values[$0 * width..<($0 + 1) * width] }, width: width)
      }
    return Dataset(
      validInputs: chosen, inputWidth: inputWidth, targets: chosenTargets, count: rows.count,
      weights: weights.isEmpty ? [] : rows.map { weights[$0] }, featureNames: featureNames,
      classNames: classNames)
  }

  /// The same samples in another precision, rounded where it has fewer digits.
  ///
  /// - Throws: ``DataError`` of code `notFinite` where it has not that range.
  func converted<Other: ActivationScalar>(
    to _: Other.Type
  ) throws(DataError) -> Dataset<Other> {
    if let same = self as? Dataset<Other> { return same }
    let others = inputs.map { Other($0) }
    if let index = others.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .notFinite, expected: "numbers within the range of \(Other.precision)",
        found: "\(inputs[index]) in row \(index / inputWidth + 1), input \(index % inputWidth + 1)")
    }
    let otherTargets: Targets<Other> =
      switch targets {
      case .classes(let indices, let count): .classes(indices, count: count)
      case .values(let values, let width): .values(values.map { Other($0) }, width: width)
      }
    return Dataset<Other>(
      validInputs: others, inputWidth: inputWidth, targets: otherTargets, count: count,
      weights: weights, featureNames: featureNames, classNames: classNames)
  }

  /// The same samples with their inputs changed in place, one row-major matrix at once.
  public mutating func withMutableInputs(_ body: (UnsafeMutableBufferPointer<Scalar>) -> Void) {
    inputs.withUnsafeMutableBufferPointer { body($0) }
  }

  /// The samples with one input's numbers dealt out anew: that of sample `order[i]` is sample `i`'s.
  package func dealing(out input: Int, in order: [Int]) -> Dataset {
    var result = self
    let (own, width) = (inputs, inputWidth)
    result.withMutableInputs { dealt in
      for (place, sample) in order.enumerated() {
        dealt[place * width + input] = own[sample * width + input]
      }
    }
    return result
  }

  private init(
    validInputs: [Scalar], inputWidth: Int, targets: Targets<Scalar>, count: Int,
    weights: [Double], featureNames: [String]?, classNames: [String]?
  ) {
    inputs = validInputs
    self.inputWidth = inputWidth
    self.targets = targets
    self.weights = weights
    self.count = count
    self.featureNames = featureNames
    self.classNames = classNames
  }
}
