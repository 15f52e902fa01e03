/// Nodes of a graph or a function, written one after another, each result with a name of its own.
struct NodeList {
  private(set) var nodes: [ONNXNode] = []
  private let prefix: String
  private var constants: [Double: String] = [:]

  /// - Parameter prefix: of the names of results.
  init(prefix: String = "v") { self.prefix = prefix }

  /// Adds a node, and returns the name of its result.
  @discardableResult
  mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [ONNXAttribute] = [],
    domain: String = "", output: String? = nil
  ) -> String {
    let output = output ?? "\(prefix)\(nodes.count)"
    nodes.append(
      ONNXNode(
        operation: operation, domain: domain, inputs: inputs, outputs: [output],
        attributes: attributes))
    return output
  }

  /// Adds a node of several results.
  mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [ONNXAttribute], outputs: [String]
  ) {
    nodes.append(
      ONNXNode(
        operation: operation, inputs: inputs, outputs: outputs, attributes: attributes))
  }

  /// A double, once for each value.
  mutating func number(_ value: Double) -> String {
    if let name = constants[value], value != 0 { return name }
    let name = add(
      "Constant", [], [ONNXAttribute("value", ONNXTensor(dims: [], [value], .double))])
    constants[value] = name
    return name
  }

  /// Integers.
  mutating func integers(_ values: [Int]) -> String {
    add(
      "Constant", [],
      [ONNXAttribute("value", ONNXTensor(dims: [values.count], integers: values))])
  }

  /// A cast.
  @discardableResult
  mutating func cast(_ input: String, to kind: ONNXTensor.Kind, output: String? = nil) -> String {
    add("Cast", [input], [ONNXAttribute("to", kind.rawValue)], output: output)
  }
}
