import Foundation
import Interchange

/// A message of protocol buffers, written without the code that is tested.
struct Message {
  var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var rest = value
    repeat {
      bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
  }

  func adding(_ field: Int, _ value: Int) -> Message {
    var result = self
    result.varint(UInt64(field) << 3)
    result.varint(UInt64(bitPattern: Int64(value)))
    return result
  }

  func adding(_ field: Int, bytes value: [UInt8]) -> Message {
    var result = self
    result.varint(UInt64(field) << 3 | 2)
    result.varint(UInt64(value.count))
    result.bytes += value
    return result
  }

  func adding(_ field: Int, _ text: String) -> Message { adding(field, bytes: Array(text.utf8)) }

  func adding(_ field: Int, _ message: Message) -> Message { adding(field, bytes: message.bytes) }

  func adding(_ field: Int, float: Float) -> Message {
    var result = self
    result.varint(UInt64(field) << 3 | 5)
    withUnsafeBytes(of: float) { result.bytes += $0 }
    return result
  }

  func adding<Each>(
    each values: [Each], _ add: (Message, Each) -> Message
  ) -> Message {
    values.reduce(self, add)
  }
}

/// An ONNX file of some nodes, initializers, one input `x` and some outputs.
struct ONNXFixture {
  enum Attribute {
    case float(Float), integer(Int), text(String), integers([Int]), floats([Float]), texts([String])
    case tensor(Message)
  }

  var nodes: [Message] = []
  var initializers: [Message] = []
  var outputs = ["y"]
  var inputs = 2
  var type = 1
  var opset = 20
  var functions: [Message] = []
  var domains: [String] = ["ai.onnx.ml"]

  static func raw<Number>(_ values: [Number]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value) { Array($0) } }
  }

  static func tensor(
    _ name: String, _ dims: [Int], _ values: [Float], type: Int = 1
  ) -> Message {
    let data: [UInt8]
    switch type {
    case 10: data = raw(values.map { Float16($0) })
    case 11: data = raw(values.map { Double($0) })
    case 16: data = raw(values.map { UInt16($0.bitPattern >> 16) })
    default: data = raw(values)
    }
    return Message().adding(each: dims) { $0.adding(1, $1) }
      .adding(2, type).adding(8, name).adding(9, bytes: data)
  }

  static func integers(_ name: String, _ values: [Int]) -> Message {
    Message().adding(1, values.count).adding(2, 7).adding(each: values) { $0.adding(7, $1) }
      .adding(8, name)
  }

  static func texts(_ name: String, _ values: [String]) -> Message {
    Message().adding(1, values.count).adding(2, 8).adding(each: values) { $0.adding(6, $1) }
      .adding(8, name)
  }

  static func node(
    _ operation: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [(String, Attribute)] = [], domain: String = "", name: String = ""
  ) -> Message {
    Message().adding(each: inputs) { $0.adding(1, $1) }.adding(each: outputs) { $0.adding(2, $1) }
      .adding(3, name).adding(4, operation)
      .adding(each: attributes) { node, pair in
        let attribute = Message().adding(1, pair.0)
        return switch pair.1 {
        case .float(let value): node.adding(5, attribute.adding(2, float: value).adding(20, 1))
        case .integer(let value): node.adding(5, attribute.adding(3, value).adding(20, 2))
        case .text(let value): node.adding(5, attribute.adding(4, value).adding(20, 3))
        case .tensor(let value): node.adding(5, attribute.adding(5, value).adding(20, 4))
        case .floats(let values):
          node.adding(
            5, attribute.adding(each: values) { $0.adding(7, float: $1) }.adding(20, 6))
        case .integers(let values):
          node.adding(5, attribute.adding(each: values) { $0.adding(8, $1) }.adding(20, 7))
        case .texts(let values):
          node.adding(5, attribute.adding(each: values) { $0.adding(9, $1) }.adding(20, 8))
        }
      }.adding(7, domain)
  }

  mutating func add(
    _ operation: String, _ inputs: String..., to output: String,
    _ attributes: [(String, Attribute)] = [], domain: String = "", name: String = ""
  ) {
    nodes.append(
      Self.node(operation, inputs, [output], attributes, domain: domain, name: name))
  }

  mutating func add(_ name: String, _ dims: [Int], _ values: [Float], type: Int = 1) {
    initializers.append(Self.tensor(name, dims, values, type: type))
  }

  /// A dense layer of 2 inputs and 2 outputs, from `input` to `output`.
  mutating func dense(_ input: String, to output: String) {
    add("\(output).w", [2, 2], [0.5, -1, 2, 0.25])
    add("\(output).b", [2], [0.1, -0.2])
    add("Gemm", input, "\(output).w", "\(output).b", to: output)
  }

  var bytes: [UInt8] {
    func info(_ name: String, _ width: Int) -> Message {
      let shape = Message().adding(1, Message().adding(2, "N"))
        .adding(1, Message().adding(1, width))
      return Message().adding(1, name)
        .adding(2, Message().adding(1, Message().adding(1, type).adding(2, shape)))
    }
    let graph = Message().adding(each: nodes) { $0.adding(1, $1) }.adding(2, "g")
      .adding(each: initializers) { $0.adding(5, $1) }.adding(11, info("x", inputs))
      .adding(each: outputs) { $0.adding(12, info($1, 2)) }
    return Message().adding(1, 9).adding(2, "a test").adding(7, graph)
      .adding(8, Message().adding(1, "").adding(2, opset))
      .adding(each: domains) { $0.adding(8, Message().adding(1, $1).adding(2, 1)) }
      .adding(each: functions) { $0.adding(25, $1) }.bytes
  }

  /// The network that is read from it.
  func network(keepsNumbers: Bool = false) throws -> ImportedNetwork {
    try Self.network(bytes, keepsNumbers: keepsNumbers)
  }

  /// The network that is read from a file of these bytes.
  static func network(
    _ bytes: [UInt8], keepsNumbers: Bool = false
  ) throws -> ImportedNetwork {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "\(UUID().uuidString).onnx").path(percentEncoded: false)
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try ImportedNetwork(
      path, activations: ActivationFormulas.all, keepsNumbers: keepsNumbers)
  }

  /// Why it is refused.
  func refusals() -> [ImportError.Reason] {
    do {
      _ = try network()
      return []
    } catch let error as ImportError {
      return error.reasons
    } catch {
      return [ImportError.Reason(node: "", operation: "file", text: "\(error)")]
    }
  }
}
