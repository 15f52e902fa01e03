import Formulas

/// What an expression of x can be over an interval, and its parameters over theirs.
struct Enclosure {
  private enum Step {
    case fixed(Interval)
    case x
    case negate(Int), not(Int)
    case function(Expression.Function, Int)
    case binary(Expression.Operator, Int, Int)
    case select(Int, Int, Int)
  }

  private var steps: [Step] = []

  init(_ expression: Expression, parameters: [String: Interval]) {
    var places: [Expression: Int] = [:]
    _ = append(expression, parameters, &places)
  }

  private mutating func append(
    _ node: Expression, _ values: [String: Interval], _ places: inout [Expression: Int]
  ) -> Int {
    if let place = places[node] { return place }
    var parts: [Int] = []
    for child in node.children { parts.append(append(child, values, &places)) }
    let step: Step =
      switch node {
      case .number(let digits): .fixed(Interval(decimal: digits))
      case .pi: .fixed(Interval(.pi).wider(1))
      case .euler: .fixed(Interval.apply(.exp, Interval(1)))
      case .infinity: .fixed(Interval(.infinity))
      case .variable("x"): .x
      case .variable(let name): .fixed(values[name] ?? .all)
      case .negate: .negate(parts[0])
      case .not: .not(parts[0])
      case .function(let f, _): .function(f, parts[0])
      case .binary(let symbol, _, _): .binary(symbol, parts[0], parts[1])
      case .select: .select(parts[0], parts[1], parts[2])
      }
    steps.append(step)
    places[node] = steps.count - 1
    return steps.count - 1
  }

  /// - Parameter registers: room that is used again from call to call.
  func callAsFunction(_ x: Interval, _ registers: inout [Interval]) -> Interval {
    registers.removeAll(keepingCapacity: true)
    for step in steps {
      let value: Interval
      switch step {
      case .fixed(let interval): value = interval
      case .x: value = x
      case .negate(let a): value = -registers[a]
      case .not(let a): value = Interval(1) - registers[a]
      case .function(let f, let a): value = Interval.apply(f, registers[a])
      case .binary(.multiply, let a, let b) where a == b: value = registers[a].squared
      case .binary(let symbol, let a, let b):
        value = Self.combine(symbol, registers[a], registers[b])
      case .select(let c, let a, let b):
        let condition = registers[c]
        value =
          condition.low > 0.5
          ? registers[a]
          : condition.high < 0.5 ? registers[b] : registers[a].hull(registers[b])
      }
      registers.append(value)
    }
    return registers.last ?? .nowhere
  }

  private static let (no, yes, either) = (Interval(0), Interval(1), Interval(0, 1))

  private static func combine(
    _ symbol: Expression.Operator, _ a: Interval, _ b: Interval
  ) -> Interval {
    switch symbol {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: a.power(b)
    case .minimum: a.minimum(b)
    case .maximum: a.maximum(b)
    case .less: a.high < b.low ? yes : a.low >= b.high ? no : either
    case .lessOrEqual: a.high <= b.low ? yes : a.low > b.high ? no : either
    case .equal: a.high < b.low || b.high < a.low ? no : either
    case .notEqual: a.high < b.low || b.high < a.low ? yes : either
    case .and: a.minimum(b)
    case .or: a.maximum(b)
    }
  }
}

/// A statement about every x, shown by cutting the line until each piece agrees.
package struct LineProof {
  private let enclosures: [Enclosure]

  /// Of several forms of the same function each bounds it: the narrowest counts.
  init(_ forms: [Expression], parameters: [String: Interval]) {
    enclosures = forms.map { Enclosure($0, parameters: parameters) }
  }

  /// The pieces, as small as they were cut, of which it could not be shown; none where it holds.
  ///
  /// The line is gone along from 0 outwards: all that lies nearer to 0 than what is left open was
  /// looked at. A binade that wants too many cuts is left open from there on.
  ///
  /// - Parameters:
  ///   - limit: with so many pieces it ends; what was not looked at by then is not named.
  ///   - looks: grows by how many pieces were looked at.
  ///   - statement: of what the function can be over a piece.
  func open(
    limit: Int = 64, looks: inout Int, _ statement: (Interval) -> Bool
  ) -> [Interval] {
    var open: [Interval] = []
    var registers: [Interval] = []
    let most = looks + Self.mostLooks
    for binade in Self.binades {
      for side in [binade, -binade] {
        var pending = [side]
        let mostHere = looks + Self.mostLooksPerBinade
        while let piece = pending.popLast() {
          looks += 1
          guard looks <= min(most, mostHere), open.count < limit else {
            open += pending + [piece]
            break
          }
          let values = enclosures.map { $0(piece, &registers) }
          if values.contains(where: statement) { continue }
          let middle = piece.low + (piece.high - piece.low) / 2
          let width = piece.high - piece.low
          if middle > piece.low, middle < piece.high,
            width > 0x1p-30 * max(abs(piece.low), 0x1p-20)
          {
            pending.append(Interval(piece.low, middle))
            pending.append(Interval(middle, piece.high))
          } else {
            open.append(piece)
          }
        }
      }
      if open.count >= limit { break }
    }
    return open
  }

  /// x / (1 + |x|) wants pieces of width 1, however far out: proofs end before millions of them.
  private static let mostLooksPerBinade = 1 << 16
  package static let mostLooks = 1 << 19

  /// The line's positive half from 0 on: every binade but the smallest, which are one piece with 0.
  private static let binades: [Interval] = {
    let ends = (-40...1023).map { Double(sign: .plus, exponent: $0, significand: 1) }
    return zip([0] + ends, ends + [.infinity]).map { Interval($0, $1) }
  }()
}
