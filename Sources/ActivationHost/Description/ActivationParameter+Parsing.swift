import Activations

extension ActivationParameter {
  /// A parameter from its record: `NAME = DEFAULT [in [LOW, HIGH]] [learnable] -- what it is`.
  ///
  /// A number may be one divided by another: `lower = 1 / 8`.
  ///
  /// - Throws: ``HostError`` `malformedRecord` with the column, or `outOfInterval` for a default
  ///   that is not in the interval.
  public init(parsing text: String) throws(HostError) {
    var scanner = TextScanner(text)
    let place = scanner.place()
    let name = try scanner.expectWord("a parameter's name")
    guard ArgumentMeaning.fixed[name] == nil else {
      throw HostError(
        .malformedRecord, "a parameter cannot be called '\(name)', which means something else",
        position: scanner.column(of: place))
    }
    self.init(name: name, defaultValue: 0)
    try scanner.expect("=")
    defaultValue = try scanner.number()
    var following = scanner.place()
    var word = try scanner.word()
    if word == "in" {
      interval = try scanner.interval()
      following = scanner.place()
      word = try scanner.word()
    }
    if word == "learnable" {
      isLearnable = true
      following = scanner.place()
      word = try scanner.word()
    }
    if let word {
      throw HostError(
        .malformedRecord, "cannot be understood", expected: "'in', 'learnable' or '--'",
        found: "'\(word)'", position: scanner.column(of: following))
    }
    for _ in 0..<2 {
      guard scanner.skip("-") else { throw scanner.failure(expected: "'-- what it is'") }
    }
    summary = scanner.rest()
    try checkValue(defaultValue, called: "default")
  }

  /// Checks that the parameter may have `value`.
  ///
  /// - Parameter role: what the value is, for the message: `value`, `default`.
  /// - Throws: ``HostError`` `outOfInterval` where it is not finite or lies outside the interval.
  public func checkValue(_ value: Double, called role: String = "value") throws(HostError) {
    guard value.isFinite, interval.contains(value) else {
      throw HostError(
        .outOfInterval, "the \(role) of parameter '\(name)' lies outside its interval",
        expected: "a value in \(interval)", found: "\(value)")
    }
  }
}
