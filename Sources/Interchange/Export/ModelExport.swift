import Activations
import Datasets
import NeuralNetwork

/// A model as an ONNX file: dense layers as Gemm, activations as operators or functions, class names
/// and standardization included.
public struct ModelExport<Scalar: ActivationScalar> {
  /// An activation of the model with the values that a layer gives its parameters.
  public struct Use: Sendable {
    /// How it is written.
    public var export: ActivationExport
    /// Its formula.
    public var formula: ActivationFormula
    /// Values of all parameters; of one that differs by channel that of the first.
    public var settings: [String: Double]
    /// The layers that have it, from 0.
    public var layers: [Int]
  }

  /// The file's contents.
  public let bytes: [UInt8]
  /// The activations, each once.
  public let uses: [Use]

  private static var kind: ONNXTensor.Kind { Scalar.precision.kind }

  /// Writes a model.
  ///
  /// - Parameters:
  ///   - model: what is written.
  ///   - file: where it comes from, for the message where it cannot be.
  ///   - formulas: what the plugins state of themselves, by name.
  ///   - isStandard: whether operators of the standard are taken where ONNX Runtime's are less exact.
  /// - Throws: ``ExportError`` where inputs are made of categories or gaps, or with every layer that
  ///   cannot be written.
  public init(
    _ model: Model<Scalar>, from file: String, formulas: [String: ActivationFormula],
    isStandard: Bool = false
  ) throws {
    // ONNX takes a tensor of numbers: what becomes numbers here first is not part of it.
    let made = model.preparation.columns.filter { !$0.isPlain }.map { DataError.quoted($0.name) }
    guard made.isEmpty else {
      throw ExportError(
        file: file,
        reasons: [
          "expected inputs that are numbers, found what is made of "
            + made.joined(separator: ", ")
        ])
    }
    let tensors = Dictionary(
      uniqueKeysWithValues: model.network.tensors.map { ($0.name, $0) })
    let uses = try Self.uses(model, file, tensors, formulas, isStandard)
    var onnx = ONNXModel(
      exporting: Scalar.precision, functions: uses.compactMap(\.export.function))
    let architecture = model.network.architecture
    onnx.graph.inputs = [
      ONNXValueInfo(rows: "input", width: architecture.inputs, Self.kind)
    ]
    var list = NodeList(prefix: "value_")
    var x = Self.standardize("input", model.preparation.inputs, &list)
    for index in architecture.layers.indices {
      guard let use = uses.first(where: { $0.layers.contains(index) }) else {
        preconditionFailure("a layer without an activation")
      }
      let prefix = "layers.\(index)"
      for (name, tensor) in tensors.sorted(by: { $0.key < $1.key })
      where name.hasPrefix("\(prefix).") {
        // One value for all channels is a scalar, which every producer's readers take.
        let dims = name.contains(".activation.") && tensor.shape == [1] ? [] : tensor.shape
        onnx.graph.initializers.append(
          ONNXTensor(name, dims: dims, tensor.values.map { Double($0) }, Self.kind))
      }
      var inputs = [list.add("Gemm", [x, "\(prefix).weights", "\(prefix).bias"])]
      if use.formula.form == .gated {
        let halves = ["\(prefix).x", "\(prefix).gate"]
        list.add(
          "Split", inputs, [ONNXAttribute("axis", 1), ONNXAttribute("num_outputs", 2)],
          outputs: halves)
        inputs = halves
      }
      inputs += use.export.learnable.map { "\(prefix).activation.\($0)" }
      x = use.export.add(to: &list, inputs)
    }
    x = Self.restore(x, model.preparation.targets, &list)
    Self.finish(x, model.description, &list, &onnx)
    onnx.graph.nodes = list.nodes
    bytes = onnx.encoded
    self.uses = uses
  }

  /// (x - mean) / scale in double, as it is done here.
  private static func standardize(
    _ x: String, _ standardization: Standardization?, _ list: inout NodeList
  ) -> String {
    guard let standardization else { return x }
    let centred = list.add("Sub", [wide(x, &list), constant(standardization.mean, &list)])
    return narrow(list.add("Div", [centred, constant(standardization.scale, &list)]), &list)
  }

  /// y scale + mean in double: targets in their units.
  private static func restore(
    _ y: String, _ standardization: Standardization?, _ list: inout NodeList
  ) -> String {
    guard let standardization else { return y }
    let scaled = list.add("Mul", [wide(y, &list), constant(standardization.scale, &list)])
    return narrow(list.add("Add", [scaled, constant(standardization.mean, &list)]), &list)
  }

  private static func constant(_ values: [Double], _ list: inout NodeList) -> String {
    list.add(
      "Constant", [],
      [ONNXAttribute("value", ONNXTensor(dims: [values.count], values, .double))])
  }

  private static func wide(_ x: String, _ list: inout NodeList) -> String {
    kind == .double ? x : list.cast(x, to: .double)
  }

  private static func narrow(_ x: String, _ list: inout NodeList) -> String {
    kind == .double ? x : list.cast(x, to: kind)
  }

  /// The outputs: numbers, or the class's name and a probability for each.
  private static func finish(
    _ x: String, _ description: ModelDescription, _ list: inout NodeList, _ onnx: inout ONNXModel
  ) {
    guard case .classes(let count) = description.targets else {
      list.add("Identity", [x], output: "output")
      onnx.graph.outputs = [
        ONNXValueInfo(rows: "output", width: description.architecture.outputs, kind)
      ]
      return
    }
    let loss = description.training.options.loss ?? Loss(suiting: description.targets)
    let names = description.classNames ?? (0..<count).map(String.init)
    onnx.graph.initializers.append(
      ONNXTensor("class_names", dims: [count], strings: names))
    let scores: String
    if description.architecture.outputs == 1 {
      let p = list.add("Sigmoid", [x])
      let one = list.cast(list.number(1), to: kind)
      let rest = list.add("Sub", [one, p])
      scores = list.add(
        "Concat", [rest, p], [ONNXAttribute("axis", 1)], output: "probabilities")
    } else if loss == .softmaxCrossEntropy {
      scores = list.add("Softmax", [x], [ONNXAttribute("axis", 1)], output: "probabilities")
    } else {
      scores = list.add("Identity", [x], output: "scores")
    }
    let index = list.add(
      "ArgMax", [scores], [ONNXAttribute("axis", 1), ONNXAttribute("keepdims", 0)])
    list.add("Gather", ["class_names", index], output: "label")
    var label = ONNXValueInfo(name: "label", elementType: ONNXTensor.Kind.string.rawValue)
    label.shape = [nil]
    onnx.graph.outputs = [label, ONNXValueInfo(rows: scores, width: count, kind)]
  }

  /// The activations of the layers, those alike once.
  private static func uses(
    _ model: Model<Scalar>, _ file: String, _ tensors: [String: NamedTensor<Scalar>],
    _ formulas: [String: ActivationFormula], _ isStandard: Bool
  ) throws -> [Use] {
    var uses: [Use] = []
    var reasons: [String] = []
    for (index, saved) in model.description.activations.enumerated() {
      let name = saved.identity.name
      let identity = ActivationFormula(name: name, text: "x", parameters: [], form: .elementwise)
      guard
        let formula = formulas[name]
          ?? (saved.identity == IdentityActivation().identity ? identity : nil)
      else {
        reasons.append("layer \(index): \(name) states no formula")
        continue
      }
      var settings = saved.parameters
      for parameter in formula.parameters where parameter.isLearnable {
        let tensor = tensors["layers.\(index).activation.\(parameter.name)"]
        settings[parameter.name] = tensor?.values.first.map { Double($0) }
      }
      let fixed = settings.filter { setting in
        formula.parameters.contains { $0.name == setting.key && !$0.isLearnable }
      }
      if let place = uses.firstIndex(where: { use in
        use.formula.name == name && fixed.allSatisfy { use.settings[$0.key] == $0.value }
      }) {
        uses[place].layers.append(index)
        continue
      }
      let same = uses.filter { $0.formula.name == name }.count
      do {
        let export = try ActivationExport(
          formula, settings: fixed, precision: Scalar.precision, isStandard: isStandard,
          label: same == 0 ? "" : "_\(same + 1)")
        uses.append(
          Use(export: export, formula: formula, settings: settings, layers: [index]))
      } catch {
        reasons.append("layer \(index): \(name): \(Unsupported.reason(of: error))")
      }
    }
    guard reasons.isEmpty else { throw ExportError(file: file, reasons: reasons) }
    return uses
  }
}

/// Why a model cannot be written as ONNX.
public struct ExportError: Error, CustomStringConvertible {
  /// The model's file.
  public var file: String
  /// What stands in the way, layer by layer.
  public var reasons: [String]

  /// The reasons in one line.
  public var description: String { "\(file): no ONNX: \(reasons.joined(separator: "; "))" }
}
