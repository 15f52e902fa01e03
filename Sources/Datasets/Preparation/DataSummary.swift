/// What was understood of a data file before training: its samples, inputs and targets, what was done
/// to them, and what may be a mistake.
public struct DataSummary: Sendable, Hashable, Encodable {
  /// One column that is an input.
  public struct Input: Sendable, Hashable, Encodable {
    /// Its name.
    public var name: String
    /// `number`, `date` or `category`.
    public var kind: String
    /// How many of the network's inputs it is.
    public var inputs: Int
    /// How many training rows have nothing there.
    public var gaps: Int
    /// What stands for a number that is missing, where any is.
    public var fill: Double?
    /// The levels of a category that have an input of their own.
    public var levels: [String]?
    /// How many levels are too rare for that and share one.
    public var rareLevels: Int?
  }

  /// One class of the targets.
  public struct Class: Sendable, Hashable, Encodable {
    /// Its name.
    public var name: String
    /// How many training samples are of it.
    public var count: Int
  }

  /// What is to be predicted.
  public struct Target: Sendable, Hashable, Encodable {
    /// The column's name, where it has one.
    public var name: String?
    /// `classes` or `numbers`.
    public var kind: String
    /// The classes; nil of numbers.
    public var classes: [Class]?
    /// The mean of numbers over the training samples, one a target.
    public var mean: [Double]?
    /// Their standard deviation.
    public var standardDeviation: [Double]?
    /// The least of all numbers.
    public var minimum: Double?
    /// The greatest of all numbers.
    public var maximum: Double?
    /// Whether they are brought to mean 0 and variance 1 for training.
    public var isStandardized: Bool?
  }

  /// The file.
  public var file: String
  /// Its format.
  public var format: String
  /// How many samples it holds.
  public var samples: Int
  /// How many of them are for training.
  public var training: Int
  /// How many are for validation; nil where none are.
  public var validation: Int?
  /// How many are for testing; nil where none are.
  public var test: Int?
  /// The columns that are inputs.
  public var inputs: [Input]
  /// What is to be predicted.
  public var target: Target
  /// What was found out about the columns.
  public var columns: ColumnFindings

  init(_ file: DataFile, _ fitted: Preparation.Fitted, samples: Split<Int>) {
    self.file = file.path
    format = file.formatName
    self.samples = file.count
    (training, validation, test) = (samples.training, samples.validation, samples.test)
    columns = file.findings
    inputs = zip(fitted.preparation.columns, zip(fitted.gaps, fitted.levels)).map { column, facts in
      let kind =
        switch column.kind {
        case .number: "number"
        case .date: "date"
        case .category: "category"
        }
      let (gaps, levels) = facts
      return Input(
        name: column.name, kind: kind, inputs: column.width, gaps: gaps,
        fill: column.levels == nil && gaps > 0 ? column.fill : nil, levels: column.levels,
        rareLevels: levels?.rare)
    }
    switch file.targetKind {
    case .classes(let count):
      let names = file.classNames ?? (0..<count).map(String.init)
      target = Target(
        name: file.labelName, kind: "classes",
        classes: zip(names, fitted.classCounts).map { Class(name: $0, count: $1) })
    case .values:
      target = Target(
        name: file.labelName, kind: "numbers", mean: fitted.targets?.mean,
        standardDeviation: fitted.targets?.scale,
        minimum: fitted.targetRange?.lowerBound, maximum: fitted.targetRange?.upperBound,
        isStandardized: fitted.preparation.targets != nil)
    }
    columns.notes += warnings
  }

  /// What a training sample of each class is to count, so that all classes count the same together;
  /// nil where targets are numbers.
  public var balancedClassWeights: [Double]? {
    guard let classes = target.classes else { return nil }
    let present = Double(classes.count { $0.count > 0 })
    return classes.map { $0.count > 0 ? Double(training) / (present * Double($0.count)) : 0 }
  }

  /// What may be a mistake of whoever chose the target.
  private var warnings: [String] {
    guard let classes = target.classes else { return [] }
    var warnings: [String] = []
    if classes.count > 20, classes.allSatisfy({ Int($0.name) != nil }) {
      warnings.append(
        "\(classes.count) whole numbers as classes; --label-kind numbers predicts them as numbers")
    } else if classes.count > 20, classes.count * 2 > training {
      warnings.append("the target has \(classes.count) classes for \(training) training samples")
    }
    let absent = classes.filter { $0.count == 0 }.map(\.name)
    if !absent.isEmpty {
      warnings.append("no training sample is of \(ColumnReference.list(absent))")
    }
    return warnings
  }
}
