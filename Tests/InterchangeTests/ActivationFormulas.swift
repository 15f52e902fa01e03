import Activations
import Interchange

/// Activations that a graph may turn out to hold, as plugins of the catalogue state them.
enum ActivationFormulas {
  static func formula(
    _ name: String, _ text: String, _ parameters: [ActivationParameter] = [],
    _ form: ActivationForm = .elementwise
  ) -> ActivationFormula {
    ActivationFormula(name: name, text: text, parameters: parameters, form: form)
  }

  private static func parameter(
    _ name: String, _ value: Double, isLearnable: Bool = false
  ) -> ActivationParameter {
    ActivationParameter(name: name, defaultValue: value, isLearnable: isLearnable)
  }

  static let all = [
    formula("relu", "max(x, 0)"), formula("tanh", "tanh(x)"), formula("sigmoid", "sigmoid(x)"),
    formula("silu", "x * sigmoid(x)"), formula("quick_gelu", "x * sigmoid(1.702 * x)"),
    formula(
      "swish", "x * sigmoid(beta * x)", [parameter("beta", 1, isLearnable: true)]),
    formula("gelu", "x * normal_cdf(x)"),
    formula("gelu_tanh", "x * sigmoid(2 * sqrt(2 / pi) * (x + 0.044715 * x^3))"),
    formula("softplus", "softplus(beta * x) / beta", [parameter("beta", 1)]),
    formula("leaky_relu", "where(x > 0, x, slope * x)", [parameter("slope", 0.01)]),
    formula(
      "prelu", "where(x > 0, x, slope * x)", [parameter("slope", 0.25, isLearnable: true)]),
    formula("elu", "where(x > 0, x, alpha * expm1(min(x, 0)))", [parameter("alpha", 1)]),
    formula("celu", "where(x > 0, x, alpha * expm1(min(x, 0) / alpha))", [parameter("alpha", 1)]),
    formula(
      "selu", "1.0507009873554805 * where(x > 0, x, 1.6732632423543772 * expm1(min(x, 0)))"),
    formula(
      "hardsigmoid", "min(max(x / width + offset, 0), 1)",
      [parameter("width", 6), parameter("offset", 0.5)]),
    formula("hardswish", "x * min(max(x / width + 0.5, 0), 1)", [parameter("width", 6)]),
    formula("hardtanh", "min(max(x, low), high)", [parameter("low", -1), parameter("high", 1)]),
    formula("relu6", "min(max(x, 0), ceiling)", [parameter("ceiling", 6)]),
    formula("mish", "x * tanh(softplus(x))"), formula("log_sigmoid", "-softplus(-x)"),
    formula(
      "softshrink", "where(x > lambda, x - lambda, where(x < -lambda, x + lambda, 0))",
      [parameter("lambda", 0.5)]),
    formula("hardshrink", "where(abs(x) > lambda, x, 0)", [parameter("lambda", 0.5)]),
    formula("softsign", "x / (1 + abs(x))"), formula("sine", "sin(x)"),
    formula(
      "curved", "x + (b + softplus(alpha)) * x^2", [parameter("alpha", 1), parameter("b", 0)]),
    formula("glu", "x * sigmoid(gate)", [], .gated),
    formula("softmax", "exp(x - max(x)) / sum(exp(x - max(x)))", [], .row),
    formula("log_softmax", "x - max(x) - log(sum(exp(x - max(x))))", [], .row),
  ]
}
