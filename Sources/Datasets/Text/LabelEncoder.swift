import Activations

/// Finds out what the labels of a file are, then turns each into a class index or a number.
///
/// A first pass over the file calls `observe` for every label; `finish` then decides. The memory is
/// bounded by ``mostClasses`` names.
struct LabelEncoder {
  /// More different integers than this are numbers, not classes.
  static let mostNumericClasses = 100
  /// More classes than this are refused.
  static let mostClasses = 65_536

  /// What the labels turned out to be.
  enum Encoding {
    /// Each label is one of these classes.
    case classes(names: [String], indices: [String: Int32])
    /// Each label is a number.
    case numbers
  }

  private let kind: DataOptions.LabelKind
  private let hasDecimalComma: Bool
  /// How each label is spelt, by its canonical form; nil where that differs.
  private var spellings: [String: String?] = [:]
  private var areIntegers = true
  private var areNumbers = true

  /// The kind may be settled before the first label: by the options, or once too many numbers
  /// differ. Then no more need be observed.
  private(set) var isSettled: Bool
  private var settled: Encoding?

  /// - Parameter hasDecimalComma: whether numbers are written as `1,5`.
  init(_ options: DataOptions, hasDecimalComma: Bool = false) {
    kind = options.labelKind
    self.hasDecimalComma = hasDecimalComma
    if let names = options.classNames {
      settled = .classes(names: names, indices: Self.indices(names))
    } else if kind == .numbers {
      settled = .numbers
    }
    isSettled = settled != nil
  }

  /// Takes note of a label.
  ///
  /// - Returns: false where there are more than ``mostClasses``.
  mutating func observe(_ label: String) -> Bool {
    guard !isSettled else { return true }
    let number = number(label)
    if areNumbers && number?.isFinite != true { areNumbers = false }
    if areIntegers && !(number.map { $0 == $0.rounded() } ?? false) { areIntegers = false }
    let canonical = Self.canonical(label, hasDecimalComma: hasDecimalComma)
    if let spelling = spellings[canonical] {
      if spelling != label { spellings[canonical] = .some(nil) }
    } else {
      spellings[canonical] = .some(label)
    }
    if kind == .automatic, areNumbers, spellings.count > Self.mostNumericClasses {
      settled = .numbers
      isSettled = true
      spellings = [:]
    }
    return spellings.count <= Self.mostClasses
  }

  /// What the labels are: classes in numeric order where all are numbers, else in the order of
  /// their characters. A class is called as its label is spelt (`007`), or `7` where that differs.
  func finish() -> Encoding {
    if let settled { return settled }
    if kind == .automatic, areNumbers, !areIntegers { return .numbers }
    let sorted = spellings.keys.sorted {
      areNumbers
        ? (number($0) ?? 0) < (number($1) ?? 0)
        : $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    let names = sorted.map { (spellings[$0] ?? nil) ?? $0 }
    return .classes(names: names, indices: Self.indices(names))
  }

  private func number(_ label: String) -> Double? {
    Self.number(label, hasDecimalComma: hasDecimalComma)
  }

  private static func number(_ label: String, hasDecimalComma: Bool) -> Double? {
    guard hasDecimalComma else { return Double(label) }
    return label.contains(".") ? nil : Double(label.replacing(",", with: "."))
  }

  /// One form for equal integers: `7` for `7.0` and `07`.
  static func canonical(_ label: String, hasDecimalComma: Bool = false) -> String {
    guard let first = label.utf8.first, first < 0x3A,
      let number = number(label, hasDecimalComma: hasDecimalComma),
      let integer = Int(exactly: number), abs(number) < 0x1p53
    else { return label }
    return String(integer)
  }

  /// The classes by their names, and by the canonical forms of these.
  private static func indices(_ names: [String]) -> [String: Int32] {
    let pairs = names.enumerated().map { ($1, Int32(clamping: $0)) }
    return Dictionary(
      pairs + pairs.map { (canonical($0), $1) }, uniquingKeysWith: { first, _ in first })
  }
}

extension LabelEncoder.Encoding {
  /// The kind of target that the labels make.
  var targetKind: TargetKind {
    switch self {
    case .classes(let names, _): .classes(count: names.count)
    case .numbers: .values(width: 1)
    }
  }

  /// The classes' names; nil for numbers.
  var classNames: [String]? {
    if case .classes(let names, _) = self { names } else { nil }
  }

  /// The class of each number; classes that are no numbers are left out.
  var numericIndices: [Double: Int32] {
    guard case .classes(_, let indices) = self else { return [:] }
    return Dictionary(
      indices.compactMap { name, index in Double(name).map { ($0, index) } },
      uniquingKeysWith: min)
  }

  /// The class of a label; nil where it is none of the classes.
  static func index(
    of label: String, in indices: [String: Int32], hasDecimalComma: Bool
  ) -> Int32? {
    indices[label]
      ?? indices[LabelEncoder.canonical(label, hasDecimalComma: hasDecimalComma)]
  }
}
