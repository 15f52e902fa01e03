import Activations

/// An operator of the standard that an activation may be, attributes as its parameters.
///
/// `isExact` says whether ONNX Runtime's float32 kernel stays within 4 ULP (1.32.0, measured): the
/// others are written only where that is asked for. Its Sigmoid is 0 below -18, and Elu, Selu, Celu,
/// Gelu and HardSwish lose all digits where their formula subtracts.
struct StandardOperator {
  var name: String
  var formula: String
  var attributes: [String: Double] = [:]
  var isExact = true
  /// Whether it is as good for doubles.
  var isExactInDouble = false
  /// Attributes that are texts.
  var texts: [String: String] = [:]

  static let all: [StandardOperator] = [
    StandardOperator(name: "Relu", formula: "max(x, 0)", isExactInDouble: true),
    StandardOperator(
      name: "LeakyRelu", formula: "where(x > 0, x, alpha * x)", attributes: ["alpha": 0.01]),
    StandardOperator(name: "Abs", formula: "abs(x)", isExactInDouble: true),
    StandardOperator(
      name: "Sign", formula: "where(x > 0, 1, where(x < 0, -1, 0))", isExactInDouble: true),
    StandardOperator(name: "Exp", formula: "exp(x)", isExactInDouble: true),
    StandardOperator(name: "Sin", formula: "sin(x)"),
    StandardOperator(name: "Cos", formula: "cos(x)"),
    StandardOperator(name: "Atan", formula: "atan(x)"),
    StandardOperator(name: "Asinh", formula: "asinh(x)"),
    StandardOperator(name: "Erf", formula: "erf(x)"),
    StandardOperator(name: "Tanh", formula: "tanh(x)"),
    StandardOperator(name: "Softplus", formula: "softplus(x)"),
    StandardOperator(name: "Softsign", formula: "x / (1 + abs(x))"),
    StandardOperator(
      name: "ThresholdedRelu", formula: "where(x > alpha, x, 0)", attributes: ["alpha": 1]),
    StandardOperator(name: "Sigmoid", formula: "sigmoid(x)", isExact: false),
    StandardOperator(
      name: "Elu", formula: "where(x > 0, x, alpha * expm1(min(x, 0)))", attributes: ["alpha": 1],
      isExact: false),
    StandardOperator(
      name: "Celu", formula: "where(x > 0, x, alpha * expm1(min(x, 0) / alpha))",
      attributes: ["alpha": 1], isExact: false),
    StandardOperator(
      name: "Selu",
      formula: "1.0507009873554805 * where(x > 0, x, 1.6732632423543772 * expm1(min(x, 0)))",
      isExact: false),
    StandardOperator(
      name: "HardSigmoid", formula: "min(max(alpha * x + beta, 0), 1)",
      attributes: ["alpha": 0.2, "beta": 0.5], isExact: false),
    StandardOperator(
      name: "HardSwish", formula: "x * min(max(x / 6 + 0.5, 0), 1)", isExact: false),
    StandardOperator(name: "Mish", formula: "x * tanh(softplus(x))", isExact: false),
    StandardOperator(name: "Gelu", formula: "x * normal_cdf(x)", isExact: false),
    StandardOperator(
      name: "Gelu", formula: "x * sigmoid(2 * sqrt(2 / pi) * (x + 0.044715 * x^3))",
      isExact: false, texts: ["approximate": "tanh"]),
  ]

  /// The operators by their place in ``all``, for a matcher to find.
  ///
  /// - Parameter isStandard: whether those are taken too that are less exact.
  static func matcher(_ precision: Precision, isStandard: Bool) -> ActivationMatcher {
    ActivationMatcher(
      all.indices.filter { index in
        let one = all[index]
        return isStandard || (precision == .float64 ? one.isExactInDouble : one.isExact)
      }.map { index in
        ActivationFormula(
          name: "\(index)", text: all[index].formula,
          parameters: all[index].attributes.sorted { $0.key < $1.key }.map {
            ActivationParameter(name: $0.key, defaultValue: $0.value)
          }, form: .elementwise)
      })
  }

  /// The node's attributes with values that a matcher found.
  func attributes(_ settings: [String: Double]) -> [ONNXAttribute] {
    attributes.merging(settings) { $1 }.sorted { $0.key < $1.key }
      .map { ONNXAttribute($0.key, Float($0.value)) }
      + texts.sorted { $0.key < $1.key }.map { ONNXAttribute($0.key, $0.value) }
  }
}
