import Activations

/// A C function's declaration, parsed from the text that the plugin exports:
/// `double leaky_relu_value(double x, double negative_slope)`.
public struct Prototype: Sendable, Hashable {
  /// The C types that a plugin's function may use.
  public enum CType: Sendable, Hashable {
    /// `void`, as a result.
    case void
    /// `int`
    case int
    /// `size_t`
    case size
    /// `float` or `double`
    case scalar(Precision)
    /// `const T *`
    case input(Precision)
    /// `T *`
    case output(Precision)
    /// `_Float16` or `__bf16`, which is passed by pointer alone
    case half(NumberFormat)
    /// `const _Float16 *`, `const __bf16 *`
    case halfInput(NumberFormat)
    /// `_Float16 *`, `__bf16 *`
    case halfOutput(NumberFormat)
  }

  /// One argument: its name says what it is.
  public struct Argument: Sendable, Hashable {
    /// The argument's C type.
    public var type: CType
    /// The argument's name.
    public var name: String

    /// An argument from its parts.
    public init(type: CType, name: String) {
      self.type = type
      self.name = name
    }
  }

  /// The result's type.
  public var result: CType
  /// The exported symbol.
  public var symbol: String
  /// The arguments in the author's order.
  public var arguments: [Argument]

  /// A prototype from its parts.
  public init(result: CType, symbol: String, arguments: [Argument]) {
    self.result = result
    self.symbol = symbol
    self.arguments = arguments
  }
}
