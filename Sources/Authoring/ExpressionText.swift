/// A language that expressions are written in.
package enum Dialect: Sendable {
  /// The formula language, for people and for records.
  case formula
  /// C in `double`: what the float forms are rounded from.
  case narrow
  /// C in `long double`: what the double forms are rounded from.
  case wide
  /// C in the 113 bits of `activation_quad.h`, where little is left of a `long double`.
  case quad
  /// Languages that call C's functions, in `long double` where they have it.
  case rust, fortran, zig, swift

  /// C's name of the type.
  var type: String {
    switch self {
    case .wide: "long double"
    case .quad: "activation_quad"
    default: "double"
    }
  }

  /// Whether it is C.
  var isC: Bool { [.narrow, .wide, .quad].contains(self) }

  /// A literal with the type's suffix.
  func literal(_ digits: String) -> String {
    switch self {
    case .wide: digits + "L"
    case .quad: "ACTIVATION_QUAD(\(digits))"
    case .fortran: digits + "_wp"
    default: digits
    }
  }

  /// The largest number, and more.
  var infinity: String {
    switch self {
    case .formula: "inf"
    case .narrow, .wide, .quad: "INFINITY"
    case .rust: "f64::INFINITY"
    case .fortran: "infinity()"
    case .zig: "infinity"
    case .swift: "Real.infinity"
    }
  }

  /// The words for and, or and not.
  var connectives: (and: String, or: String, not: String) {
    switch self {
    case .formula: ("and", "or", "not ")
    case .zig: ("and", "or", "!")
    case .fortran: (".and.", ".or.", ".not. ")
    default: ("&&", "||", "!")
    }
  }

  /// What extrema and the sign are called where the language's own ones treat NaN otherwise.
  func name(of function: String) -> String {
    switch function {
    case "min": "minimum"
    case "max": "maximum"
    case "sign": "signum"
    default: function
    }
  }
}

/// Writes expressions with no more parentheses than are needed.
struct ExpressionText {
  let dialect: Dialect
  /// What is called by a name instead of being written out.
  var names: [Expression: String] = [:]
  /// The functions of ``AuthorFunction`` that were called.
  private(set) var called: Set<String> = []

  init(_ dialect: Dialect) { self.dialect = dialect }

  private enum Binding: Int {
    case selection = 1
    case or, and, equality, comparison, sum, product, sign, power, primary
  }

  mutating func text(_ node: Expression) -> String { write(node, 0) }

  /// The text of the root even where the node has a name.
  mutating func definition(_ node: Expression) -> String {
    let (text, _) = body(node)
    return text
  }

  private mutating func write(_ node: Expression, _ least: Int) -> String {
    if let name = names[node] { return name }
    let (text, binding) = body(node)
    return binding.rawValue < least ? "(\(text))" : text
  }

  private mutating func body(_ node: Expression) -> (String, Binding) {
    switch node {
    case .number(let digits): return (number(digits), .primary)
    case .pi: return (constant("pi", "3.14159265358979323846264338327950288"), .primary)
    case .euler: return (constant("e", "2.71828182845904523536028747135266250"), .primary)
    case .infinity:
      called.insert("infinity")
      return (dialect.infinity, .primary)
    case .variable(let name): return (name, .primary)
    case .negate(let a):
      // Fortran has no sign after an operator.
      return (
        "-" + write(a, Binding.power.rawValue), dialect == .fortran ? .selection : .sign
      )
    case .not(let a):
      return (dialect.connectives.not + write(a, Binding.primary.rawValue), .sign)
    case .function(let function, let a): return (call(function, write(a, 0)), .primary)
    case .select(let c, let a, let b):
      return selection(c, a, b)
    case .binary(let symbol, let a, let b): return binary(symbol, a, b)
    }
  }

  private mutating func selection(
    _ c: Expression, _ a: Expression, _ b: Expression
  ) -> (String, Binding) {
    switch dialect {
    case .formula: return ("where(\(write(c, 0)), \(write(a, 0)), \(write(b, 0)))", .primary)
    case .fortran: return ("merge(\(write(a, 0)), \(write(b, 0)), \(write(c, 0)))", .primary)
    case .zig: return ("select(\(write(c, 0)), \(write(a, 0)), \(write(b, 0)))", .primary)
    case .rust:
      return ("if \(write(c, 0)) { \(write(a, 0)) } else { \(write(b, 0)) }", .selection)
    default:
      let condition = write(c, Binding.or.rawValue)
      let (yes, no) = (write(a, Binding.or.rawValue), write(b, Binding.selection.rawValue))
      return ("\(condition) ? \(yes) : \(no)", .selection)
    }
  }

  private mutating func binary(
    _ symbol: Expression.Operator, _ a: Expression, _ b: Expression
  ) -> (String, Binding) {
    func infix(_ text: String, _ binding: Binding, _ isAssociative: Bool) -> (String, Binding) {
      let left = write(a, binding.rawValue)
      let right = write(b, binding.rawValue + (isAssociative ? 0 : 1))
      return ("\(left) \(text) \(right)", binding)
    }
    switch symbol {
    case .add: return infix("+", .sum, true)
    case .subtract: return infix("-", .sum, false)
    case .multiply: return infix("*", .product, false)
    case .divide:
      // Whole numbers divide as whole numbers in C.
      if dialect != .formula, Self.isWhole(a), Self.isWhole(b) {
        let divisor = write(b, Binding.sign.rawValue)
        if case .number(let digits) = a {
          return ("\(dialect.literal(digits + ".0")) / \(divisor)", .product)
        }
        let dividend = write(a, Binding.sign.rawValue)
        return ("\(dialect.literal("1.0")) * \(dividend) / \(divisor)", .product)
      }
      return infix("/", .product, false)
    case .less, .lessOrEqual: return infix(symbol.rawValue, .comparison, false)
    case .notEqual where dialect == .fortran: return infix("/=", .equality, false)
    case .equal, .notEqual: return infix(symbol.rawValue, .equality, false)
    case .and: return infix(dialect.connectives.and, .and, true)
    case .or: return infix(dialect.connectives.or, .or, true)
    case .minimum: return (named("min", [a, b]), .primary)
    case .maximum: return (named("max", [a, b]), .primary)
    case .power:
      if dialect == .formula {
        return (
          "\(write(a, Binding.primary.rawValue))^\(write(b, Binding.sign.rawValue))", .power
        )
      }
      return (named("pow", [a, b]), .primary)
    }
  }

  /// Whether C takes it for an integer: a whole number, or a choice between such.
  private static func isWhole(_ node: Expression) -> Bool {
    switch node {
    case .number(let digits): digits.utf8.allSatisfy { $0 > 0x2f && $0 < 0x3a }
    case .negate(let a): isWhole(a)
    case .select(_, let a, let b): isWhole(a) && isWhole(b)
    default: false
    }
  }

  private mutating func named(_ name: String, _ arguments: [Expression]) -> String {
    let list = arguments.map { write($0, 0) }.joined(separator: ", ")
    return "\(function(name))(\(list))"
  }

  private mutating func call(_ function: Expression.Function, _ argument: String) -> String {
    if dialect == .formula { return "\(function.rawValue)(\(argument))" }
    return "\(self.function(function.rawValue))(\(argument))"
  }

  /// What a function of the formula language is called.
  private mutating func function(_ name: String) -> String {
    if dialect == .formula { return name }
    guard dialect.isC else {
      called.insert(dialect.name(of: name))
      return dialect.name(of: name)
    }
    if dialect == .quad { return "activation_quad_\(name)" }
    if dialect == .narrow, ["exp", "sigmoid", "tanh", "softplus"].contains(name) {
      return "activation_\(name)"
    }
    let own = "\(dialect == .wide ? "wide" : "narrow")_\(name)"
    if AuthorFunction.texts[own] != nil {
      called.insert(own)
      return own
    }
    let inC = name == "abs" ? "fabs" : name
    return dialect == .wide ? inC + "l" : inC
  }

  private func number(_ digits: String) -> String {
    let isWhole = digits.utf8.allSatisfy { $0 > 0x2f && $0 < 0x3a }
    if dialect == .formula || dialect.isC && isWhole && digits.utf8.count <= 9 {
      let trimmed = isWhole ? String(digits.drop { $0 == "0" }) : digits
      return trimmed.isEmpty ? "0" : trimmed
    }
    return dialect.literal(isWhole ? digits + ".0" : digits)
  }

  private func constant(_ name: String, _ digits: String) -> String {
    dialect == .formula ? name : dialect.literal(digits)
  }
}

/// The small functions that a written file may need beside the headers', in C.
enum AuthorFunction {
  /// In the order in which they are written.
  static let order = [
    "narrow_expm1", "narrow_cosh", "narrow_sign", "narrow_min", "narrow_max", "narrow_normal_cdf",
    "wide_sign", "wide_min", "wide_max", "wide_sigmoid", "wide_softplus", "wide_normal_cdf",
  ]
  static let texts = [
    "narrow_expm1": """
    static inline double narrow_expm1(double u) {
      double below = activation_expm1(u < 1 ? u : 1);
      return u < 1 ? below : activation_exp(u) - 1;
    }
    """,
    "narrow_cosh": """
    static inline double narrow_cosh(double u) {
      return 0.5 * (activation_exp(u) + activation_exp(-u));
    }
    """,
    "narrow_normal_cdf": """
    static inline double narrow_normal_cdf(double u) {
      return 0.5 * erfc(-0.70710678118654752 * u);
    }
    """,
    "wide_sigmoid": """
    /* 1 / (1 + e^-u), of which e^-|u| loses nothing at either end. */
    static inline long double wide_sigmoid(long double u) {
      long double e = expl(-fabsl(u));
      return (u < 0 ? e : 1) / (1 + e);
    }
    """,
    "wide_softplus": """
    static inline long double wide_softplus(long double u) {
      return (u > 0 ? u : 0) + log1pl(expl(-fabsl(u)));
    }
    """,
    "wide_normal_cdf": """
    static inline long double wide_normal_cdf(long double u) {
      return 0.5L * erfcl(-0.70710678118654752440084436210484904L * u);
    }
    """,
    "narrow_sign": sign("narrow", "double"), "wide_sign": sign("wide", "long double"),
    "narrow_min": extremum("narrow_min", "double", "<"),
    "narrow_max": extremum("narrow_max", "double", ">"),
    "wide_min": extremum("wide_min", "long double", "<"),
    "wide_max": extremum("wide_max", "long double", ">"),
  ]

  private static func sign(_ prefix: String, _ type: String) -> String {
    """
    static inline \(type) \(prefix)_sign(\(type) u) { return u > 0 ? 1 : u < 0 ? -1 : u; }
    """
  }

  private static func extremum(_ name: String, _ type: String, _ symbol: String) -> String {
    """
    static inline \(type) \(name)(\(type) a, \(type) b) { return a \(symbol) b ? a : b; }
    """
  }
}

extension Expression: CustomStringConvertible {
  /// The expression in the formula language.
  package var description: String {
    var writer = ExpressionText(.formula)
    return writer.text(self)
  }
}
