/// What one pass over a table shows of one column.
struct ColumnProfile {
  /// More different numbers than this are not remembered: their column is no category by itself.
  static let mostNumbers = 1000
  /// Longer texts than these, all different ones of a column together, are no category.
  static let mostBytes = 8 << 20

  private(set) var numbers = 0
  private(set) var gaps = 0
  private(set) var texts = 0
  /// The first field that is neither a number nor missing.
  private(set) var firstText: (line: Int, text: String)?
  /// The first field that is missing.
  private(set) var firstGap: Int?
  private(set) var levels = LevelTable()
  /// Whether there were more levels than are remembered.
  private(set) var isFull = false
  /// The forms in which every text so far is a date.
  private(set) var dateForms = DateForm.allCases
  /// Whether all numbers are whole.
  private(set) var isWhole = true
  /// Whether no level has come twice, as far as they are remembered.
  private(set) var isDistinct = true

  /// How many rows there were.
  var count: Int { numbers + gaps + texts }
  /// Whether every field says the same.
  var isConstant: Bool { gaps == 0 && levels.count == 1 && !isFull }

  /// Whether every row has another whole number, as identifiers do.
  var isIdentifier: Bool { texts == 0 && gaps == 0 && isWhole && isDistinct && numbers >= 20 }

  /// Takes note of a field that is missing.
  mutating func addGap(_ line: Int) {
    gaps += 1
    if firstGap == nil { firstGap = line }
  }

  /// Takes note of the current record's field in a column.
  mutating func observe(
    _ column: Int, of tokenizer: CSVTokenizer
  ) throws(DataError) {
    let field = tokenizer.fields[column]
    let range = tokenizer.trimmed(field)
    let text = UnsafeBufferPointer(start: tokenizer.bytes + range.lowerBound, count: range.count)
    switch DecimalNumber<Double>(
      tokenizer.bytes + range.lowerBound, count: range.count, point: tokenizer.decimalPoint)
    {
    case .number(let value):
      numbers += 1
      if isWhole, value != value.rounded() { isWhole = false }
    case .notFinite where !MissingField.matches(text): numbers += 1
    case .notFinite, .text:
      if MissingField.matches(text) {
        addGap(tokenizer.line)
        return
      }
      texts += 1
      if firstText == nil { firstText = (tokenizer.line, tokenizer.text(field)) }
      if !dateForms.isEmpty { dateForms.removeAll { $0.days(text) == nil } }
    }
    guard !isFull else { return }
    let known = levels.count
    if tokenizer.isLiteral(field) {
      levels.insert(text)
    } else {
      levels.insert(try tokenizer.validText(column))
    }
    if levels.count == known { isDistinct = false }
    let limit = texts == 0 ? Self.mostNumbers : InputColumn.mostLevels
    if levels.count > limit || levels.size > Self.mostBytes { isFull = true }
  }
}

extension ColumnProfile {
  /// What becomes of a column.
  enum Verdict {
    /// It is an input.
    case taken(InputColumn.Kind)
    /// It is left out, for this reason.
    case leftOut(String)
  }

  /// Fewer rows than this may all differ by chance.
  static let fewestRows = 20

  /// Decides what a column is.
  ///
  /// - Parameters:
  ///   - isCategorical: whether it is to be a category, whatever it holds.
  ///   - isSelected: whether it was asked for, and must not be left out.
  ///   - refuse: makes an error of where a field is, what was expected, and what it holds.
  func verdict(
    isCategorical: Bool, isSelected: Bool,
    refuse: (_ line: Int, _ expected: String, _ found: String, _ hint: String) -> DataError
  ) throws(DataError) -> Verdict {
    if numbers + texts == 0 { return .leftOut("every field is empty") }
    if !isCategorical {
      if texts == 0 { return .taken(.number) }
      if numbers == 0, let form = dateForms.first { return .taken(.date(form)) }
      // A stray word is a mistake, however often the numbers repeat.
      let repeats =
        !isFull && levels.count <= 100 && levels.count * 10 <= numbers + texts
        && texts * 20 >= numbers + texts
      if texts <= numbers, !repeats, let firstText {
        throw refuse(
          firstText.line, "a number", DataError.quoted(firstText.text),
          numbers > 1
            ? ", where \(numbers) other fields are numbers; --categorical or --drop would take or "
              + "leave the column as it is" : "")
      }
      let isUnlike = isFull || (count >= Self.fewestRows && levels.count * 2 > numbers + texts)
      if isUnlike, !isSelected {
        return .leftOut(
          "text that differs from row to row\(isFull ? "" : " (\(levels.count) in \(count) rows)")")
      }
    }
    guard !isFull else {
      throw refuse(
        firstText?.line ?? 1, "at most \(InputColumn.mostLevels) categories", "more",
        "; --drop leaves the column out")
    }
    let names = levels.levels.sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    return .taken(.category(levels: names))
  }
}
