import Datasets

/// Follows a graph's nodes with what is known of each value: constants are computed, what has a row
/// for each sample becomes a chain of affine maps and elementwise expressions.
final class GraphReader {
  /// A node that was not taken, and why.
  struct Refusal {
    var node: String
    var operation: String
    var reason: String
  }

  let model: ONNXModel
  let tensors: TensorReader
  let allowance: ImportAllowance
  let matcher: ActivationMatcher
  /// What was refused so far, at most ``mostRefusals`` of it.
  private(set) var refusals: [Refusal] = []
  private(set) var refused = 0
  /// The layers so far, from the network's inputs.
  var stages: [ImportedStage] = []
  var affines: [AffineMap] = []
  /// The stage of a signal that was closed already.
  var closed: [ClosedSignal: Int] = [:]
  /// The diagonal of the network's inputs that may become their standardization.
  var standardization: Int?
  /// The samples of a batch, where the graph fixes them.
  var batch: Int?
  private var evaluated = 0
  /// The functions that the file defines, by domain and name.
  private let functions: [String: ONNXFunction]

  static let mostRefusals = 50
  private static let mostNodes = 200_000
  private static let deepestCall = 8

  init(
    _ model: ONNXModel, tensors: TensorReader, allowance: ImportAllowance,
    matcher: ActivationMatcher
  ) {
    self.model = model
    self.tensors = tensors
    self.allowance = allowance
    self.matcher = matcher
    functions = Dictionary(model.functions.map { ("\($0.domain)/\($0.name)", $0) }) { first, _ in
      first
    }
  }

  /// The values of the graph's outputs, in their order.
  func outputs() -> [(name: String, value: GraphValue)] {
    let graph = model.graph
    var values: [String: GraphValue] = [:]
    if graph.hasSparse { refuse("", "initializer", "sparse tensors are not read") }
    for tensor in graph.initializers {
      do {
        values[tensor.name] = .constant(try tensors.constant(tensor))
      } catch {
        refuse(tensor.name, "initializer", Unsupported.reason(of: error))
        values[tensor.name] = .unknown
      }
    }
    // Old exporters list initializers among the inputs.
    let inputs = graph.inputs.filter { values[$0.name] == nil }
    if inputs.count == 1 {
      values[inputs[0].name] = input(inputs[0])
    } else {
      let names = inputs.prefix(4).map { DataError.quoted($0.name) }.joined(separator: ", ")
      refuse("", "inputs", "expected one input, found \(inputs.count) (\(names))")
      for input in inputs { values[input.name] = .unknown }
    }
    evaluate(graph.nodes, &values, opsets: model.opsets, depth: 0)
    return graph.outputs.map { output in
      if values[output.name] == nil {
        refuse(output.name, "output", "nothing in the graph computes it")
      }
      return (output.name, values[output.name] ?? .unknown)
    }
  }

  private func input(_ info: ONNXValueInfo) -> GraphValue {
    guard let shape = info.shape, shape.count >= 2 else {
      refuse(
        info.name, "input",
        "expected rows of numbers, found rank \(info.shape.map { "\($0.count)" } ?? "unknown")")
      return .unknown
    }
    let known = shape.dropFirst().compactMap { $0 }
    guard known.count == shape.count - 1, known.allSatisfy({ $0 > 0 }),
      let width = try? known.elements(), (try? allowance.take(2 * width)) != nil
    else {
      refuse(info.name, "input", "expected the number of inputs, found one that is not fixed")
      return .unknown
    }
    batch = shape[0]
    stages = [ImportedStage(width: width)]
    affines = [.identity(base: 0, width: width)]
    return .signal(Signal(shape: known, affine: 0, expression: .input))
  }

  /// Notes what is not taken; what is beyond a screenful is counted only.
  func refuse(_ node: String, _ operation: String, _ reason: String) {
    refused += 1
    if refusals.count < Self.mostRefusals {
      refusals.append(Refusal(node: node, operation: operation, reason: reason))
    }
  }

  private func evaluate(
    _ nodes: [ONNXNode], _ values: inout [String: GraphValue], opsets: [String: Int], depth: Int
  ) {
    for (index, node) in nodes.enumerated() {
      evaluated += 1
      guard evaluated <= Self.mostNodes else {
        if evaluated == Self.mostNodes + 1 {
          refuse("", "graph", "more than \(Self.mostNodes) nodes")
        }
        return
      }
      let name = node.name.isEmpty ? "node \(index)" : node.name
      var operands: [GraphValue?] = []
      var isKnown = true
      for input in node.inputs {
        if let value = values[input] {
          operands.append(value)
          if case .unknown = value { isKnown = false }
        } else if input.isEmpty {
          operands.append(nil)
        } else {
          // Also what a cycle, or nodes out of order, look like.
          refuse(name, node.operation, "nothing before it computes \(DataError.quoted(input))")
          isKnown = false
        }
      }
      var results: [GraphValue] = []
      do {
        if let function = functions["\(node.domain)/\(node.operation)"] {
          results = try call(function, node, operands, depth: depth)
        } else {
          let context = NodeContext(
            node: node, operands: operands, opset: opsets[node.domain] ?? 0, reader: self)
          // An operator that is none is told of even where its inputs are unknown already.
          let operation = try context.operation()
          if isKnown { results = try operation(context) }
        }
      } catch {
        refuse(name, node.operation, Unsupported.reason(of: error))
      }
      for (place, output) in node.outputs.enumerated() where !output.isEmpty {
        values[output] = place < results.count ? results[place] : .unknown
      }
    }
  }

  /// A function that the file defines, evaluated in the place of its call.
  private func call(
    _ function: ONNXFunction, _ node: ONNXNode, _ operands: [GraphValue?], depth: Int
  ) throws -> [GraphValue] {
    guard depth < Self.deepestCall else {
      throw Unsupported("functions that call each other more than \(Self.deepestCall) deep")
    }
    var values: [String: GraphValue] = [:]
    for (name, operand) in zip(function.inputs, operands) { values[name] = operand }
    let given = node.attributes + function.defaults
    let nodes = function.nodes.map { inner in
      var inner = inner
      inner.attributes = inner.attributes.compactMap { attribute in
        guard !attribute.reference.isEmpty else { return attribute }
        var taken = given.first { $0.name == attribute.reference }
        taken?.name = attribute.name
        return taken
      }
      return inner
    }
    evaluate(nodes, &values, opsets: function.opsets, depth: depth + 1)
    return function.outputs.map { values[$0] ?? .unknown }
  }
}
