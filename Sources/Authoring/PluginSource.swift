import Activations
import Formulas

/// The errors that code was measured to reach, in ULP, rounded up; nil where nothing is promised.
public struct MeasuredErrors: Sendable, Equatable {
  /// Of the value in float and in double.
  public var value: (float: Int?, double: Int?)
  /// Of the derivatives.
  public var derivative: (float: Int?, double: Int?)
  /// How it was measured.
  public var basis: String

  /// Errors from their parts.
  public init(
    value: (float: Int?, double: Int?), derivative: (float: Int?, double: Int?), basis: String
  ) {
    self.value = value
    self.derivative = derivative
    self.basis = basis
  }

  /// Whether all figures are the same.
  public static func == (a: Self, b: Self) -> Bool {
    a.value == b.value && a.derivative == b.derivative && a.basis == b.basis
  }
}

/// The float32 array forms that a source has. What they leave out a host computes from tables of the
/// double forms, faster than any loop over them.
public enum FloatArrays: Sendable {
  case none, gradients, all
}

/// A plugin's source.
public struct PluginSource: Sendable {
  let design: Design
  let errors: MeasuredErrors?
  let arrays: FloatArrays
  /// Symmetry and monotony are left out where the code was found not to keep them bit for bit.
  let dropped: Set<String>

  private var definition: Definition { design.definition }
  private var name: String { definition.name }

  /// A source.
  ///
  /// - Parameters:
  ///   - design: how the activation is computed.
  ///   - errors: what the code reaches; nil before it was measured.
  ///   - dropped: keys of records that the code was found not to keep.
  ///   - arrays: the array forms to write; those that no table can take the place of unless given.
  public init(
    _ design: Design, errors: MeasuredErrors? = nil, dropping dropped: Set<String> = [],
    arrays: FloatArrays? = nil
  ) {
    self.design = design
    self.errors = errors
    self.dropped = dropped
    self.arrays = arrays ?? (design.definition.mayBeTabulated ? .none : .all)
  }

  /// The described plugin.
  public var text: String {
    let isGuarded = design.functions.contains { !$0.wideGuards.nodes.isEmpty }
    let headers = ["activation", "activation_math"] + (isGuarded ? ["activation_quad"] : [])
    var parts = [
      comment, headers.map { "#include <\($0).h>" }.joined(separator: "\n"), records,
    ]
    var bodies: [String] = []
    var called: Set<String> = []
    for function in design.functions {
      for dialect in [Dialect.quad, .wide, .narrow] where isWritten(function, dialect) {
        let body = body(function, dialect)
        called.formUnion(body.called)
        bodies.append(self.function(symbol(function.output, dialect), dialect, body))
      }
      bodies.append(roundings(function))
    }
    let own = AuthorFunction.order.filter(called.contains).compactMap { AuthorFunction.texts[$0] }
    parts += own + bodies + [forms]
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The two functions alone: a plugin that needs no header and takes its file's name.
  ///
  /// - Throws: an ``AuthoringError`` where there are parameters or a gate, which need a description.
  public func bareText() throws(AuthoringError) -> String {
    guard definition.parameters.isEmpty && !definition.isGated else {
      throw AuthoringError(
        "--bare writes a function of x alone: parameters and a gate need the header's description")
    }
    var called: Set<String> = []
    var bodies: [String] = []
    for function in design.functions {
      let body = FunctionBody(function.wide, .wide, taken: arguments + words)
      called.formUnion(body.called)
      let role = function.output == .value ? "value" : "derivative"
      bodies.append(self.function("wide_\(role)", .wide, body))
      bodies.append(
        "double activation_\(role)(double x) { return (double)wide_\(role)(x); }")
    }
    let own = AuthorFunction.order.filter(called.contains).compactMap { AuthorFunction.texts[$0] }
    return ([comment, "#include <math.h>"] + own + bodies).joined(separator: "\n\n") + "\n"
  }

  // MARK: Functions

  var arguments: [String] {
    ["x"] + (definition.isGated ? ["gate"] : []) + definition.parameters.map(\.name)
  }

  /// Words that a local name must not hide.
  var words: [String] { ["exp", "y", "n", name] }

  func body(_ function: Design.Function, _ dialect: Dialect) -> FunctionBody {
    let expression = dialect == .narrow ? function.narrow : function.wide
    let guards = dialect == .narrow ? function.narrowGuards : function.wideGuards
    guard dialect != .quad, !guards.nodes.isEmpty else {
      return FunctionBody(expression, dialect, taken: arguments + words)
    }
    let names = arguments.joined(separator: ", ")
    let rescue = symbol(function.output, dialect == .narrow ? .wide : .quad)
    return FunctionBody(
      expression, dialect, taken: arguments + words, guards: guards,
      rescue: "(\(dialect.type))\(rescue)(\(names))")
  }

  /// Whether it is a derivative by a parameter.
  private func isPartial(_ output: Samples.Output) -> Bool {
    if case .derivative(let name) = output { isLearned(name) } else { false }
  }

  private func isLearned(_ parameter: String) -> Bool {
    definition.parameters.contains { $0.name == parameter && $0.isLearnable }
  }

  /// Scalar partial derivatives by parameters have their float forms from the double ones; loops
  /// over floats have functions of their own.
  private func isWritten(_ function: Design.Function, _ dialect: Dialect) -> Bool {
    if dialect == .quad { return !function.wideGuards.nodes.isEmpty }
    return switch function.output {
    case .value, .derivative("x"), .derivative("gate"): true
    case .derivative: dialect == .wide || dialect == .narrow && !definition.isGated
    }
  }

  func role(_ output: Samples.Output) -> String {
    switch output {
    case .value: "value"
    case .derivative("x"): "derivative"
    case .derivative(let name): "\(name)_partial"
    }
  }

  func symbol(_ output: Samples.Output, _ dialect: Dialect) -> String {
    "\(dialect)_\(role(output))"
  }

  private func list(_ type: String) -> String {
    arguments.map { "\(type) \($0)" }.joined(separator: ", ")
  }

  func function(_ symbol: String, _ dialect: Dialect, _ body: FunctionBody) -> String {
    Self.function(symbol, dialect, arguments, body)
  }

  static func function(
    _ symbol: String, _ dialect: Dialect, _ arguments: [String], _ body: FunctionBody
  ) -> String {
    let list = arguments.map { "\(dialect.type) \($0)" }.joined(separator: ", ")
    let unused = body.unused(arguments).map { "  (void)\($0);" }
    let lines = body.lines.map { "  " + $0 }
    let head = "static inline \(dialect.type) \(symbol)(\(list.isEmpty ? "void" : list)) {"
    return ([head] + unused + lines).joined(separator: "\n") + "\n}"
  }

  /// The functions of double and float that the forms are made of.
  private func roundings(_ function: Design.Function) -> String {
    let role = role(function.output)
    let names = arguments.joined(separator: ", ")
    let narrowType = definition.isGated ? "double" : "float"
    var text = """
      static inline double double_\(role)(\(list("double"))) {
        return (double)wide_\(role)(\(names));
      }
      """
    if !isPartial(function.output), isWritten(function, .narrow) {
      text += """

        static inline float float_\(role)(\(list(narrowType))) {
          return (float)narrow_\(role)(\(names));
        }
        """
    }
    return text
  }

  private var forms: String {
    let parameters = definition.parameters.map(\.name)
    let tail = parameters.map { ", \($0)" }.joined()
    if definition.isGated {
      return """
        ACTIVATION_GATED_FORMS_WITH_FLOAT(
            \(name), float_value, float_derivative, float_gate_partial, double_value,
            double_derivative, double_gate_partial\(tail))
        """
    }
    var lines = ["double", "float"].map {
      "ACTIVATION_SCALARS(\(name), \($0), \($0)_value, \($0)_derivative\(tail))"
    }
    switch arrays {
    case .none: break
    case .gradients: lines.append("ACTIVATION_GRADIENTS(\(name), float, float_derivative\(tail))")
    case .all where parameters.contains(where: isLearned): lines.append(learningArrays)
    case .all:
      lines.append("ACTIVATION_ARRAYS(\(name), float, float_value, float_derivative\(tail))")
    }
    for parameter in definition.parameters where parameter.isLearnable {
      lines.append(
        "ACTIVATION_PARTIALS(\(name), \(parameter.name), double_\(parameter.name)_partial\(tail))")
    }
    return lines.joined(separator: "\n")
  }
}
