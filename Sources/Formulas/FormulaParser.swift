/// Recursive descent over the tokens, straight into instructions.
struct FormulaParser {
  private typealias Instruction = FormulaInstruction

  private let bytes: [UInt8]
  private let variables: [String]
  private var lexer: FormulaLexer
  private var token: FormulaToken
  /// Parentheses, calls and exponents around what is being read; the formula itself is none.
  private var depth = -1
  private var list = InstructionList()

  init(_ text: String, variables: [String]) throws(FormulaError) {
    bytes = Array(text.utf8)
    guard bytes.count <= Formula.maximumLength else {
      throw FormulaError(
        "\(bytes.count) bytes; a formula has at most \(Formula.maximumLength)", in: bytes,
        at: Formula.maximumLength)
    }
    self.variables = variables
    lexer = FormulaLexer(bytes)
    token = try lexer.next()
  }

  mutating func parse() throws(FormulaError) -> ([FormulaInstruction], Int) {
    let result = try number { (parser) throws(FormulaError) in try parser.disjunction() }
    guard token.kind == .end else {
      throw error("expected an operator or the end, found '\(token.text)'")
    }
    return (list.instructions, result)
  }

  /// Goes a level deeper.
  private mutating func enter() throws(FormulaError) {
    guard depth < Formula.maximumDepth else {
      throw error("nested more than \(Formula.maximumDepth) deep")
    }
    depth += 1
  }

  // MARK: Conditions

  private mutating func disjunction() throws(FormulaError) -> Int {
    try enter()
    defer { depth -= 1 }
    let start = token.offset
    var left = try conjunction()
    while token.text == "or" {
      try requireCondition(left, at: start, "'or'")
      try advance()
      let place = token.offset
      let right = try conjunction()
      try requireCondition(right, at: place, "'or'")
      left = try emit(.or, left, right)
    }
    return left
  }

  private mutating func conjunction() throws(FormulaError) -> Int {
    let start = token.offset
    var left = try negation()
    while token.text == "and" {
      try requireCondition(left, at: start, "'and'")
      try advance()
      let place = token.offset
      let right = try negation()
      try requireCondition(right, at: place, "'and'")
      left = try emit(.and, left, right)
    }
    return left
  }

  private mutating func negation() throws(FormulaError) -> Int {
    var isNegated = false
    var count = 0
    while token.text == "not" {
      isNegated.toggle()
      count += 1
      try advance()
    }
    let start = token.offset
    let condition = try comparison()
    guard count > 0 else { return condition }
    try requireCondition(condition, at: start, "'not'")
    return isNegated ? try emit(.not, condition) : condition
  }

  private mutating func comparison() throws(FormulaError) -> Int {
    let start = token.offset
    let left = try sum()
    let comparisons = ["<", "<=", ">", ">=", "==", "!="]
    guard comparisons.contains(token.text) else { return left }
    let symbol = token.text
    try requireNumber(left, at: start, "'\(symbol)'")
    try advance()
    let place = token.offset
    let right = try sum()
    try requireNumber(right, at: place, "'\(symbol)'")
    guard !comparisons.contains(token.text) else {
      throw error("comparisons do not chain: write a < b and b < c")
    }
    switch symbol {
    case "<": return try emit(.less, left, right)
    case "<=": return try emit(.lessOrEqual, left, right)
    case ">": return try emit(.less, right, left)
    case ">=": return try emit(.lessOrEqual, right, left)
    case "==": return try emit(.equal, left, right)
    default: return try emit(.notEqual, left, right)
    }
  }

  // MARK: Numbers

  private mutating func sum() throws(FormulaError) -> Int {
    let start = token.offset
    var left = try product()
    while token.text == "+" || token.text == "-" {
      let symbol = token.text
      try requireNumber(left, at: start, "'\(symbol)'")
      try advance()
      let right = try number { (parser) throws(FormulaError) in try parser.product() }
      left = try emit(symbol == "+" ? .add : .subtract, left, right)
    }
    return left
  }

  private mutating func product() throws(FormulaError) -> Int {
    let start = token.offset
    var left = try unary()
    while token.text == "*" || token.text == "/" {
      let symbol = token.text
      try requireNumber(left, at: start, "'\(symbol)'")
      try advance()
      let right = try number { (parser) throws(FormulaError) in try parser.unary() }
      left = try emit(symbol == "*" ? .multiply : .divide, left, right)
    }
    return left
  }

  private mutating func unary() throws(FormulaError) -> Int {
    var isNegated = false
    var signs = 0
    while token.kind == .symbol, token.text == "-" || token.text == "+" {
      if token.text == "-" { isNegated.toggle() }
      signs += 1
      try advance()
    }
    let start = token.offset
    let operand = try power()
    guard signs > 0 else { return operand }
    try requireNumber(operand, at: start, "a sign")
    return isNegated ? try emit(.negate, operand) : operand
  }

  private mutating func power() throws(FormulaError) -> Int {
    let start = token.offset
    let base = try primary()
    guard token.text == "^" else { return base }
    try requireNumber(base, at: start, "'^'")
    try advance()
    try enter()
    defer { depth -= 1 }
    let exponent = try number { (parser) throws(FormulaError) in try parser.unary() }
    return try emit(.power, base, exponent)
  }

  private mutating func primary() throws(FormulaError) -> Int {
    switch token.kind {
    case .number:
      let digits = token.text
      try advance()
      return try emit(.number(digits))
    case .name:
      return try name()
    case .symbol where token.text == "(":
      try advance()
      let inner = try disjunction()
      try expect(")")
      return inner
    case .symbol:
      throw error("expected a number, a name or '(', found '\(token.text)'")
    case .end:
      throw error("expected a number, a name or '(', found the end")
    }
  }

  private mutating func name() throws(FormulaError) -> Int {
    let word = token
    try advance()
    if token.text == "(" { return try call(word) }
    if let index = variables.firstIndex(of: word.text) { return try emit(.variable(index)) }
    switch word.text {
    case "pi": return try emit(.pi)
    case "e": return try emit(.euler)
    case "inf": return try emit(.infinity)
    default: break
    }
    if FormulaInstruction.Function(rawValue: word.text) != nil
      || FormulaSpelling.composed.contains(word.text)
    {
      throw FormulaError(
        "'\(word.text)' is a function: expected '(' after it", in: bytes, at: word.offset)
    }
    throw FormulaError(
      FormulaSpelling.unknownName(word.text, variables: variables), in: bytes, at: word.offset)
  }

  private mutating func call(_ word: FormulaToken) throws(FormulaError) -> Int {
    try advance()
    var arguments: [(step: Int, offset: Int)] = []
    while true {
      let offset = token.offset
      arguments.append((try disjunction(), offset))
      guard token.text == "," else { break }
      try advance()
    }
    try expect(")")
    for (index, argument) in arguments.enumerated() {
      if word.text == "where" && index == 0 {
        try requireCondition(argument.step, at: argument.offset, "where's first argument")
      } else {
        try requireNumber(argument.step, at: argument.offset, "'\(word.text)'")
      }
    }
    let steps = arguments.map(\.step)
    switch word.text {
    case "where":
      try require(3, steps, word)
      return try emit(.select, steps[0], steps[1], steps[2])
    case "pow":
      try require(2, steps, word)
      return try emit(.power, steps[0], steps[1])
    case "sum", "mean":
      try require(1, steps, word)
      return try emit(word.text == "sum" ? .rowSum : .rowMean, steps[0])
    case "max" where steps.count == 1:
      return try emit(.rowMaximum, steps[0])
    case "min" where steps.count == 1:
      throw FormulaError("'min' takes two numbers or more", in: bytes, at: word.offset)
    case "min", "max":
      var result = steps[0]
      for step in steps.dropFirst() {
        result = try emit(word.text == "min" ? .minimum : .maximum, result, step)
      }
      return result
    default:
      guard let function = FormulaInstruction.Function(rawValue: word.text) else {
        throw FormulaError(
          FormulaSpelling.unknownFunction(word.text), in: bytes, at: word.offset)
      }
      try require(1, steps, word)
      return try emit(.function(function), steps[0])
    }
  }

  // MARK: Steps

  private mutating func emit(
    _ operation: FormulaInstruction.Operation, _ a: Int = -1, _ b: Int = -1, _ c: Int = -1
  ) throws(FormulaError) -> Int {
    let index = list.append(Instruction(operation: operation, a: a, b: b, c: c))
    guard index < Formula.maximumInstructions else {
      throw error("more than \(Formula.maximumInstructions) operations")
    }
    return index
  }

  /// An operand that must be a number.
  private mutating func number(
    _ operand: (inout FormulaParser) throws(FormulaError) -> Int
  ) throws(FormulaError) -> Int {
    let offset = token.offset
    let step = try operand(&self)
    try requireNumber(step, at: offset, "this place")
    return step
  }

  private func requireNumber(_ step: Int, at offset: Int, _ place: String) throws(FormulaError) {
    if list.instructions[step].isCondition {
      throw FormulaError("\(place) takes a number, this is a condition", in: bytes, at: offset)
    }
  }

  private func requireCondition(_ step: Int, at offset: Int, _ place: String) throws(FormulaError) {
    if !list.instructions[step].isCondition {
      throw FormulaError("\(place) takes a condition, this is a number", in: bytes, at: offset)
    }
  }

  private func require(_ count: Int, _ steps: [Int], _ word: FormulaToken) throws(FormulaError) {
    guard steps.count == count else {
      throw FormulaError(
        "'\(word.text)' takes \(count) argument\(count == 1 ? "" : "s"), not \(steps.count)",
        in: bytes, at: word.offset)
    }
  }

  private mutating func expect(_ symbol: String) throws(FormulaError) {
    guard token.text == symbol else {
      throw error(
        "expected '\(symbol)', found \(token.kind == .end ? "the end" : "'\(token.text)'")")
    }
    try advance()
  }

  private mutating func advance() throws(FormulaError) { token = try lexer.next() }

  private func error(_ reason: String) -> FormulaError {
    FormulaError(reason, in: bytes, at: token.offset)
  }
}
