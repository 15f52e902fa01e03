import Activations

/// The C declarations that a prototype may be: a result, a symbol, arguments that each have a name.
extension Prototype {
  /// The most arguments that a function may have: `HILLOCK_MAX_ARGUMENTS`, which a call has room for.
  static let maximumArguments = 64

  /// A prototype from its text.
  ///
  /// Accepts what C does within the interface's types: `const float *x`, `float const*x`,
  /// `const T *restrict x`, `const T x[]`, `(void)`, white space of any kind, a final semicolon.
  ///
  /// - Throws: ``HostError``: `malformedPrototype`, with the column.
  public init(parsing text: String) throws(HostError) {
    var scanner = TextScanner(text, code: .malformedPrototype)
    var declarator = try Self.declarator(&scanner, what: "a result: void, float or double")
    guard !declarator.isPointer, declarator.base.isResult else {
      throw HostError(
        .malformedPrototype, "the result has no type of the interface",
        expected: "void, float or double", found: declarator.spelling)
    }
    result = declarator.base
    symbol = declarator.name
    arguments = []

    try scanner.expect("(")
    var names: Set<String> = []
    if !scanner.skip(")") {
      repeat {
        let place = scanner.place()
        declarator = try Self.declarator(
          &scanner, what: "an argument: float, double, int, size_t, const T * or T *",
          isVoidAlone: arguments.isEmpty)
        // `(void)`
        if declarator.name.isEmpty { break }
        guard let type = declarator.argumentType else {
          throw HostError(
            .malformedPrototype, "argument '\(declarator.name)' has no type of the interface",
            expected: "float, double, int, size_t, const T * or T *", found: declarator.spelling,
            position: scanner.column(of: place))
        }
        guard names.insert(declarator.name).inserted else {
          throw HostError(
            .malformedPrototype, "two arguments are called '\(declarator.name)'",
            position: scanner.column(of: place))
        }
        guard arguments.count < Self.maximumArguments else {
          throw HostError(
            .malformedPrototype, "too many arguments",
            expected: "at most \(Self.maximumArguments)", position: scanner.column(of: place))
        }
        arguments.append(Argument(type: type, name: declarator.name))
      } while scanner.skip(",")
      try scanner.expect(")")
    }
    _ = scanner.skip(";")
    try scanner.expectEnd()
  }

  /// A type and a name, as they stand before an argument list or in one.
  private struct Declarator {
    var base: CType
    var isConstant: Bool
    var isPointer: Bool
    /// Empty for `void` alone.
    var name: String

    var argumentType: CType? {
      switch (base, isPointer) {
      case (.int, false), (.size, false), (.scalar, false): base
      case (.scalar(let precision), true): isConstant ? .input(precision) : .output(precision)
      case (.half(let format), true): isConstant ? .halfInput(format) : .halfOutput(format)
      default: nil
      }
    }

    var spelling: String {
      (isConstant ? "const " : "") + base.description + (isPointer ? " *" : "")
    }
  }

  private static func declarator(
    _ scanner: inout TextScanner, what: String, isVoidAlone: Bool = false
  ) throws(HostError) -> Declarator {
    var base: CType?
    var isConstant = false
    var name: String?
    while name == nil, scanner.peek() != UInt8(ascii: "*") {
      // `void` alone in parentheses ends here.
      if isVoidAlone, base == .void, !isConstant, scanner.peek() == UInt8(ascii: ")") {
        return Declarator(base: .void, isConstant: false, isPointer: false, name: "")
      }
      let place = scanner.place()
      let word = try scanner.expectWord(base == nil ? what : "a name")
      if word == "const" {
        isConstant = true
      } else if let type = CType(specifier: word) {
        guard base == nil else {
          throw HostError(
            .malformedPrototype, "has two types in a row", expected: "a name",
            found: "'\(word)'", position: scanner.column(of: place))
        }
        base = type
      } else if base == nil {
        throw HostError(
          .malformedPrototype, "cannot be understood", expected: what, found: "'\(word)'",
          position: scanner.column(of: place))
      } else {
        name = word
      }
    }
    guard let base else { throw scanner.failure(expected: what) }

    var isPointer = false
    if name == nil {
      try scanner.expect("*")
      isPointer = true
      while name == nil {
        let word = try scanner.expectWord("a name")
        // Qualifiers of the pointer itself, which change nothing for a caller.
        if !pointerQualifiers.contains(word) { name = word }
      }
    }
    let place = scanner.place()
    if scanner.skip("[") {
      try scanner.expect("]")
      guard !isPointer else {
        throw HostError(
          .malformedPrototype, "'\(name!)' is a pointer to pointers", expected: "const T * or T *",
          position: scanner.column(of: place))
      }
      isPointer = true
    }
    guard CType(specifier: name!) == nil, !pointerQualifiers.contains(name!) else {
      throw HostError(
        .malformedPrototype, "cannot be understood", expected: "a name", found: "'\(name!)'",
        position: scanner.column(of: place))
    }
    return Declarator(base: base, isConstant: isConstant, isPointer: isPointer, name: name!)
  }

  private static let pointerQualifiers: Set = ["const", "restrict", "__restrict", "__restrict__"]
}

extension Prototype: CustomStringConvertible {
  /// The declaration as C writes it: `float relu_valuef(float x)`.
  public var description: String {
    let list = arguments.map { argument in
      let type = argument.type.description
      return type.hasSuffix("*") ? type + argument.name : "\(type) \(argument.name)"
    }
    return "\(result) \(symbol)(\(list.joined(separator: ", ")))"
  }
}

extension Prototype.CType: CustomStringConvertible {
  fileprivate init?(specifier: String) {
    switch specifier {
    case "void": self = .void
    case "int": self = .int
    case "size_t": self = .size
    case "float": self = .scalar(.float32)
    case "double": self = .scalar(.float64)
    case "_Float16", "activation_float16": self = .half(.float16)
    case "__bf16", "activation_bfloat16": self = .half(.bfloat16)
    default: return nil
    }
  }

  /// Whether a function may return it: a half only stands behind a pointer.
  fileprivate var isResult: Bool {
    switch self {
    case .void, .scalar: true
    default: false
    }
  }

  /// The half precision of what it points to; nil for others.
  public var half: NumberFormat? {
    switch self {
    case .half(let format), .halfInput(let format), .halfOutput(let format): format
    default: nil
    }
  }

  /// The precision of what it is or points to; nil for `void`, `int`, `size_t` and halves.
  public var precision: Precision? {
    switch self {
    case .void, .int, .size, .half, .halfInput, .halfOutput: nil
    case .scalar(let precision), .input(let precision), .output(let precision): precision
    }
  }

  /// The type as C writes it: `const float *`.
  public var description: String {
    switch self {
    case .void: "void"
    case .int: "int"
    case .size: "size_t"
    case .scalar(let precision): precision.cName
    case .input(let precision): "const \(precision.cName) *"
    case .output(let precision): "\(precision.cName) *"
    case .half(let format): format.cName
    case .halfInput(let format): "const \(format.cName) *"
    case .halfOutput(let format): "\(format.cName) *"
    }
  }
}

extension NumberFormat {
  /// C's name of the type.
  var cName: String {
    switch self {
    case .float16: "_Float16"
    case .bfloat16: "__bf16"
    case .float32: Precision.float32.cName
    case .float64: Precision.float64.cName
    }
  }
}

extension Precision {
  /// C's name of the type.
  var cName: String {
    switch self {
    case .float32: "float"
    case .float64: "double"
    }
  }
}
