import Activations

/// A function that is no plugin: where it is, and how it is called.
public struct ForeignFunction: Sendable {
  /// Where a derivative comes from.
  public enum Derivative: Sendable, Hashable {
    /// There is none to judge.
    case none
    /// The framework's own differentiation: `torch.autograd`, `jax.grad`.
    case autograd
    /// Another function, named as the first is.
    case function(String)
  }

  /// What holds it.
  public enum Source: Sendable, Hashable {
    /// A shared library: a name that the loader knows, or a path.
    case library(String)
    /// A module of Python's.
    case python(module: String)
    /// A model of one input and one output, through onnxruntime.
    case onnx(path: String)
  }

  /// What holds it.
  public var source: Source
  /// Its name there; of a model, nothing.
  public var name: String
  /// Where its derivative comes from.
  public var derivative: Derivative
  /// What it computes in; nil for what the source says of it.
  public var format: NumberFormat?
  /// Whether it is `void f(size_t n, const T *x, T *y)` of a library, and not `T f(T)`.
  public var takesArrays: Bool
  /// Python's keyword arguments, as Python spells their values.
  public var arguments: [String: String]
  /// The Python that runs it.
  public var interpreter: String

  /// A function from its parts.
  public init(
    source: Source, name: String, derivative: Derivative = .none, format: NumberFormat? = nil,
    takesArrays: Bool = false, arguments: [String: String] = [:], interpreter: String = "python3"
  ) {
    self.source = source
    self.name = name
    self.derivative = derivative
    self.format = format
    self.takesArrays = takesArrays
    self.arguments = arguments
    self.interpreter = interpreter
  }

  /// As it is typed and reported: `libm.so.6:tanhf`.
  public var text: String {
    switch source {
    case .library(let library): "\(library):\(name)"
    case .python(let module):
      "\(module):\(name)"
        + (arguments.isEmpty
          ? ""
          : "(" + arguments.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: ", ")
            + ")")
    case .onnx(let path): path
    }
  }

  /// The format that is judged: where none was said, C's suffix tells (`erf` has none, it is the error
  /// function of doubles), and the rest is `float32`.
  public var judgedFormat: NumberFormat {
    if let format { return format }
    if case .library = source { return name.hasSuffix("f") && name != "erf" ? .float32 : .float64 }
    return .float32
  }
}

/// Why a function could not be judged at all.
public struct JudgingError: Error, CustomStringConvertible, Sendable {
  /// One line: what, and what was expected.
  public let description: String

  init(_ description: String) { self.description = description }
}
