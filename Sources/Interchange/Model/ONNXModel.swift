/// What an `.onnx` file holds, as far as it says anything of a network: the messages of onnx.proto
/// by the names that they have there.
struct ONNXModel {
  var irVersion = 0
  var producer = ""
  var producerVersion = ""
  /// The operator set's version by domain; the standard domain is "".
  var opsets: [String: Int] = [:]
  var graph = ONNXGraph()
  var functions: [ONNXFunction] = []
  var metadata: [(key: String, value: String)] = []
}

/// A graph: nodes in the order of evaluation.
struct ONNXGraph {
  var name = ""
  var nodes: [ONNXNode] = []
  var initializers: [ONNXTensor] = []
  var inputs: [ONNXValueInfo] = []
  var outputs: [ONNXValueInfo] = []
  /// Whether there are sparse initializers, which are not read.
  var hasSparse = false
}

/// A function that the file defines, and that nodes of its name and domain call.
struct ONNXFunction {
  var name = ""
  var domain = ""
  var inputs: [String] = []
  var outputs: [String] = []
  /// Names of attributes that a call must give, and defaults of others.
  var attributes: [String] = []
  var defaults: [ONNXAttribute] = []
  var nodes: [ONNXNode] = []
  var opsets: [String: Int] = [:]
}

/// One operator applied to values.
struct ONNXNode {
  var name = ""
  var operation = ""
  var domain = ""
  /// Names of values; an empty one is an input that is left out.
  var inputs: [String] = []
  var outputs: [String] = []
  var attributes: [ONNXAttribute] = []

  /// The attribute of that name.
  func attribute(_ name: String) -> ONNXAttribute? { attributes.first { $0.name == name } }
}

/// A constant of a node.
struct ONNXAttribute {
  /// AttributeProto.AttributeType.
  enum Kind: Int {
    case undefined, float, integer, string, tensor, graph, floats, integers, strings, tensors,
      graphs, sparseTensor, sparseTensors, typeProto, typeProtos
  }

  var name = ""
  var kind = Kind.undefined
  var float: Float = 0
  var integer = 0
  var string = ""
  var floats: [Double] = []
  var integers: [Int] = []
  var strings: [String] = []
  var tensor: ONNXTensor?
  /// Within a function: the attribute of the call that this one takes its value from.
  var reference = ""
}

/// A value's name and type.
struct ONNXValueInfo {
  var name = ""
  /// TensorProto.DataType; nil for what is no tensor.
  var elementType: Int?
  /// The extents; nil for one that is not known, no list where the rank is not.
  var shape: [Int?]?
}

/// A tensor as the file holds it: its numbers are decoded when they are asked for.
struct ONNXTensor {
  /// TensorProto.DataType, of those that are read.
  enum Kind: Int {
    case float = 1, uint8, int8, uint16, int16, int32, int64, string, bool, float16, double, uint32,
      uint64
    case bfloat16 = 16

    /// The bytes of a number in `raw_data`.
    var size: Int {
      switch self {
      case .uint8, .int8, .bool: 1
      case .uint16, .int16, .float16, .bfloat16: 2
      case .float, .int32, .uint32: 4
      case .int64, .double, .uint64: 8
      case .string: 0
      }
    }

    var isFloating: Bool { [.float, .double, .float16, .bfloat16].contains(self) }
  }

  var name = ""
  var dims: [Int] = []
  var dataType = 0
  /// Where `raw_data` lies in the file.
  var raw: Range<Int>?
  var floats: [Double] = []
  var doubles: [Double] = []
  /// `int32_data`, `int64_data` and `uint64_data`.
  var integers: [Int] = []
  var strings: [String] = []
  /// Whether the numbers lie in a file of their own, and what is said of it.
  var isExternal = false
  var external: [String: String] = [:]

  var kind: Kind? { Kind(rawValue: dataType) }
}
