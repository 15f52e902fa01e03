import Activations

/// An activation as a graph calls it: an operator of the standard, or a function that the file
/// defines.
public struct ActivationExport: Sendable {
  /// What a node of it is.
  enum Form: Sendable {
    case identity
    case standard(StandardOperator, [String: Double])
    case function(ONNXFunction)
  }

  /// The activation's name.
  public let name: String
  /// `Relu`, or `hillock.swish`.
  public var description: String {
    switch form {
    case .identity: "nothing"
    case .standard(let standard, _): standard.name
    case .function(let function): "\(Self.domain).\(function.name)"
    }
  }
  /// What one output depends on.
  public let inputForm: ActivationForm
  let form: Form
  let learnable: [String]
  let precision: Precision

  /// The domain of functions that are written here.
  static let domain = "hillock"
  static let opset = 20

  /// Finds the operator, or writes the function.
  ///
  /// - Parameters:
  ///   - activation: its formula and parameters.
  ///   - settings: values of parameters that are not learned, where they differ from the defaults.
  ///   - precision: of the model's numbers.
  ///   - isStandard: whether an operator of the standard is taken also where ONNX Runtime's is far
  ///     less exact than the function.
  ///   - label: what tells functions of one name apart: nothing, or `_2`.
  /// - Throws: why it cannot be written.
  init(
    _ activation: ActivationFormula, settings: [String: Double], precision: Precision,
    isStandard: Bool, label: String = ""
  ) throws {
    name = activation.name
    inputForm = activation.form
    self.precision = precision
    learnable = activation.parameters.filter(\.isLearnable).map(\.name)
    let expression = try Expression(activation, settings: settings, precision: precision)
    if expression == .input {
      form = .identity
      return
    }
    let matcher = StandardOperator.matcher(precision, isStandard: isStandard)
    if activation.form == .elementwise, learnable.isEmpty,
      let match = try matcher.match(expression, isGated: false), let index = Int(match.name)
    {
      form = .standard(StandardOperator.all[index], match.settings)
      return
    }
    form = .function(
      try Self.function(
        expression, name: activation.name + label, isGated: activation.form == .gated,
        learnable: learnable, precision: precision))
  }

  private static func function(
    _ expression: Expression, name: String, isGated: Bool, learnable: [String],
    precision: Precision
  ) throws -> ONNXFunction {
    var function = ONNXFunction()
    function.name = name
    function.domain = domain
    function.opsets = ["": opset]
    function.inputs = (isGated ? ["x", "gate"] : ["x"]) + learnable
    function.outputs = ["y"]
    var list = NodeList()
    var names: [Expression: String] = [:]
    for input in function.inputs {
      let key: Expression =
        switch input {
        case "x": .input
        case "gate": .gate
        default: .parameter(input)
        }
      names[key] = precision == .float32 ? list.cast(input, to: .double) : input
    }
    var nodes = ExpressionNodes(list, names: names)
    let result = try nodes.value(expression)
    list = nodes.list
    if precision == .float32 {
      list.cast(result, to: .float, output: "y")
    } else {
      list.add("Identity", [result], output: "y")
    }
    function.nodes = list.nodes
    return function
  }

  /// The function that the file must define for it.
  var function: ONNXFunction? {
    if case .function(let function) = form { function } else { nil }
  }

  /// Adds the node, and returns the name of its result.
  ///
  /// - Parameter inputs: x, the gate of a gated one, the learnable parameters.
  func add(to list: inout NodeList, _ inputs: [String], output: String? = nil) -> String {
    switch form {
    case .identity: list.add("Identity", [inputs[0]], output: output)
    case .standard(let standard, let settings):
      list.add(standard.name, [inputs[0]], standard.attributes(settings), output: output)
    case .function(let function):
      list.add(function.name, inputs, domain: function.domain, output: output)
    }
  }

  /// A model of this activation alone, for those who want to know how exact it is: rows x and, of a
  /// gated one, gate; learnable parameters as given.
  ///
  /// - Parameter settings: values of the learnable parameters.
  public func model(settings: [String: Double]) -> [UInt8] {
    var list = NodeList()
    var model = ONNXModel(exporting: precision, functions: function.map { [$0] } ?? [])
    var inputs = inputForm == .gated ? ["x", "gate"] : ["x"]
    model.graph.inputs = inputs.map { ONNXValueInfo(rows: $0, width: nil, precision.kind) }
    for name in learnable {
      model.graph.initializers.append(
        ONNXTensor(name, dims: [], [settings[name] ?? 0], precision.kind))
      inputs.append(name)
    }
    _ = add(to: &list, inputs, output: "y")
    model.graph.nodes = list.nodes
    model.graph.outputs = [ONNXValueInfo(rows: "y", width: nil, precision.kind)]
    return model.encoded
  }
}

extension Precision {
  /// The type of tensors of this format.
  var kind: ONNXTensor.Kind { self == .float32 ? .float : .double }
}

extension ONNXValueInfo {
  /// Rows of numbers.
  init(rows name: String, width: Int?, _ kind: ONNXTensor.Kind) {
    self.name = name
    elementType = kind.rawValue
    shape = [nil, width]
  }
}

extension ONNXModel {
  /// An empty model as it is written here: IR version 9 and operator set 20, of early 2024.
  init(exporting precision: Precision, functions: [ONNXFunction]) {
    irVersion = 9
    producer = "hillock"
    opsets = ["": ActivationExport.opset]
    graph.name = "network"
    self.functions = functions
    if !functions.isEmpty { opsets[ActivationExport.domain] = 1 }
  }
}
