import Activations

/// The texts that have a form of their own beside parameters and prototypes.
enum MetadataValues {
  /// Checks `text` against the form that `key` asks for; keys without one may have any text.
  ///
  /// - Throws: ``HostError`` `malformedRecord`.
  static func check(
    key: String, text: String, parameters: [ActivationParameter]
  ) throws(HostError) {
    switch key {
    case "version": try checkVersion(text)
    case "range": try checkRange(text, parameters: parameters)
    case "monotonic":
      try check(
        text, isOneOf: ["increasing", "nondecreasing", "decreasing", "nonincreasing", "no"])
    case "symmetry": try check(text, isOneOf: ["odd", "even", "no"])
    case "max_ulp", "max_ulp_derivative", "max_ulp_double", "max_ulp_derivative_double":
      try checkBound(text)
    case "tables": try checkTables(text)
    case "formula", "kinks":
      guard !text.isEmpty else {
        throw HostError(.malformedRecord, "is empty", expected: "an expression")
      }
    default: break
    }
  }

  /// A positive whole number, as `abi` has it.
  static func positiveInteger(_ text: String) throws(HostError) -> Int {
    guard isDigits(text), let number = Int(text), number > 0 else {
      throw HostError(
        .malformedRecord, "is malformed", expected: "a positive whole number", found: "'\(text)'")
    }
    return number
  }

  /// Names separated by white space.
  static func names(_ text: String) throws(HostError) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for name in words(text) {
      guard ActivationName.isValid(name) else {
        throw HostError(
          .malformedRecord, "'\(name)' cannot be a name", expected: ActivationName.rule)
      }
      if seen.insert(name).inserted { names.append(name) }
    }
    return names
  }

  private static func check(_ text: String, isOneOf words: [String]) throws(HostError) {
    guard words.contains(text) else {
      throw HostError(
        .malformedRecord, "is malformed",
        expected: "one of \(NearestNames.sorted(words, to: text).joined(separator: ", "))",
        found: "'\(text)'")
    }
  }

  /// Which functions are left to tables.
  private static func checkTables(_ text: String) throws(HostError) {
    let words = words(text), known = [FunctionRole.value, .derivative].map(\.key)
    guard !words.isEmpty, words.allSatisfy(known.contains), Set(words).count == words.count else {
      throw HostError(
        .malformedRecord, "is malformed", expected: "value, derivative, or both",
        found: "'\(text)'")
    }
  }

  /// What white space separates.
  static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private static func checkBound(_ text: String) throws(HostError) {
    if text == "none" { return }
    var scanner = TextScanner(text)
    let bound = try scanner.number()
    try scanner.expectEnd()
    guard bound >= 0, bound.isFinite else {
      throw HostError(
        .malformedRecord, "is malformed", expected: "a number of ULP, 0 or more, or none",
        found: "'\(text)'")
    }
  }

  /// `MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]`, as semver.org states it.
  private static func checkVersion(_ text: String) throws(HostError) {
    let build = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let release = build[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let core = release[0].split(separator: ".", omittingEmptySubsequences: false)
    func isNumber(_ part: Substring) -> Bool {
      isDigits(part) && (part == "0" || part.utf8.first != UInt8(ascii: "0"))
    }
    func areIdentifiers(_ parts: Substring, numbersPlain: Bool) -> Bool {
      parts.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty
          && part.unicodeScalars.allSatisfy {
            $0 == "-" || $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0))
          }
          && (!numbersPlain || !isDigits(part) || isNumber(part))
      }
    }
    guard core.count == 3, core.allSatisfy(isNumber),
      release.count == 1 || areIdentifiers(release[1], numbersPlain: true),
      build.count == 1 || areIdentifiers(build[1], numbersPlain: false)
    else {
      throw HostError(
        .malformedRecord, "is malformed", expected: "a semantic version, as 1.0.0",
        found: "'\(text)'")
    }
  }

  /// An interval whose ends are numbers, or expressions that name parameters.
  private static func checkRange(
    _ text: String, parameters: [ActivationParameter]
  ) throws(HostError) {
    var scanner = TextScanner(text)
    do throws(HostError) {
      _ = try scanner.interval()
      try scanner.expectEnd()
      return
    } catch {
      let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      let names = Set(parameters.map(\.name))
      guard words.contains(where: { names.contains(String($0)) }) else { throw error }
    }
    let inner = text.dropFirst().dropLast()
    guard let first = text.first, "[(".contains(first), let last = text.last, "])".contains(last),
      ends(of: inner) == 2
    else {
      throw HostError(
        .malformedRecord, "is malformed", expected: "an interval, as [0, 1] or (0, inf)",
        found: "'\(text)'")
    }
  }

  /// How many parts commas outside parentheses leave; 0 where one is blank.
  private static func ends(of text: Substring) -> Int {
    var depth = 0
    var parts = [false]
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append(false)
      } else if !character.isWhitespace {
        parts[parts.count - 1] = true
      }
    }
    return depth == 0 && parts.allSatisfy(\.self) ? parts.count : 0
  }

  private static func isDigits(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
