import Activations

/// What a plugin's function computes.
public enum FunctionRole: Sendable, Hashable {
  /// `T (T x, ...)`: f(x)
  case value
  /// `T (T x and/or T y, ...)`: df/dx
  case derivative
  /// The same, df/dP for a learnable parameter P, or df/dgate.
  case partial(String)
  /// `void (const T *x, T *y, size_t n, ...)`
  case valueArray
  /// `void (const T *x and/or y, const T *dy, T *dx, size_t n, ...)`
  case gradientArray
  /// As `valueArray`, over one row.
  case valueRow
  /// As `gradientArray`, over one row.
  case gradientRow
}

/// A function that a plugin declares: what it computes, in which precision, and how it is called.
///
/// Every argument's name has been checked against the role and the declared parameters, and its
/// symbol against the library's exports.
public struct FunctionDeclaration: Sendable, Hashable {
  /// What it computes.
  public var role: FunctionRole
  /// Whether it computes in `float` or `double`; of a form in half precision, what its parameters
  /// come in: `float`.
  public var precision: Precision
  /// The format of its arrays where that is a half; nil otherwise.
  public var half: NumberFormat?
  /// How it is called.
  public var prototype: Prototype

  /// A declaration from its parts.
  public init(
    role: FunctionRole, precision: Precision, half: NumberFormat? = nil, prototype: Prototype
  ) {
    self.role = role
    self.precision = precision
    self.half = half
    self.prototype = prototype
  }

  /// The key in the metadata: `value_array`, `half_value_array`.
  public var key: String { half == nil ? role.key : FunctionRole.halfPrefix + role.key }

  /// What its arrays hold: `float32`, `bfloat16`.
  public var format: NumberFormat {
    half ?? (precision == .float32 ? .float32 : .float64)
  }
}
