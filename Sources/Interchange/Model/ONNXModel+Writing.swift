extension ONNXModel {
  /// The file's bytes.
  var encoded: [UInt8] {
    var writer = WireWriter()
    writer.integer(1, irVersion)
    writer.text(2, producer)
    writer.text(3, producerVersion)
    writer.message(7) { graph.write(to: &$0) }
    Self.write(opsets, field: 8, to: &writer)
    for (key, value) in metadata {
      writer.message(14) {
        $0.text(1, key)
        $0.text(2, value)
      }
    }
    for function in functions { writer.message(25) { function.write(to: &$0) } }
    return writer.bytes
  }

  fileprivate static func write(
    _ opsets: [String: Int], field: Int, to writer: inout WireWriter
  ) {
    for (domain, version) in opsets.sorted(by: { $0.key < $1.key }) {
      writer.message(field) {
        $0.text(1, domain)
        $0.integer(2, version)
      }
    }
  }
}

extension ONNXGraph {
  fileprivate func write(to writer: inout WireWriter) {
    for node in nodes { writer.message(1) { node.write(to: &$0) } }
    writer.text(2, name)
    for tensor in initializers { writer.message(5) { tensor.write(to: &$0) } }
    for info in inputs { writer.message(11) { info.write(to: &$0) } }
    for info in outputs { writer.message(12) { info.write(to: &$0) } }
  }
}

extension ONNXFunction {
  fileprivate func write(to writer: inout WireWriter) {
    writer.text(1, name)
    for input in inputs { writer.text(4, input) }
    for output in outputs { writer.text(5, output) }
    for node in nodes { writer.message(7) { node.write(to: &$0) } }
    ONNXModel.write(opsets, field: 9, to: &writer)
    writer.text(10, domain)
  }
}

extension ONNXNode {
  fileprivate func write(to writer: inout WireWriter) {
    for input in inputs { writer.text(1, input) }
    for output in outputs { writer.text(2, output) }
    if !name.isEmpty { writer.text(3, name) }
    writer.text(4, operation)
    for attribute in attributes { writer.message(5) { attribute.write(to: &$0) } }
    if !domain.isEmpty { writer.text(7, domain) }
  }
}

extension ONNXAttribute {
  /// An integer.
  init(_ name: String, _ value: Int) {
    self.name = name
    kind = .integer
    integer = value
  }

  /// A float.
  init(_ name: String, _ value: Float) {
    self.name = name
    kind = .float
    float = value
  }

  /// A string.
  init(_ name: String, _ value: String) {
    self.name = name
    kind = .string
    string = value
  }

  /// A tensor.
  init(_ name: String, _ value: ONNXTensor) {
    self.name = name
    kind = .tensor
    tensor = value
  }

  fileprivate func write(to writer: inout WireWriter) {
    writer.text(1, name)
    switch kind {
    case .float: writer.float(2, float)
    case .integer: writer.integer(3, integer)
    case .string: writer.text(4, string)
    case .tensor: if let tensor { writer.message(5) { tensor.write(to: &$0) } }
    default: preconditionFailure("an attribute that is not written here")
    }
    writer.integer(20, kind.rawValue)
  }
}

extension ONNXValueInfo {
  fileprivate func write(to writer: inout WireWriter) {
    writer.text(1, name)
    writer.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, elementType ?? 0)
        tensor.message(2) { shape in
          for extent in self.shape ?? [] {
            shape.message(1) { dimension in
              if let extent { dimension.integer(1, extent) } else { dimension.text(2, "N") }
            }
          }
        }
      }
    }
  }
}

extension ONNXTensor {
  /// Numbers of a floating-point type.
  init(_ name: String = "", dims: [Int], _ values: [Double], _ kind: Kind) {
    self.name = name
    self.dims = dims
    dataType = kind.rawValue
    if kind == .double { doubles = values } else { floats = values }
  }

  /// Integers of 64 bits.
  init(_ name: String = "", dims: [Int], integers: [Int]) {
    self.name = name
    self.dims = dims
    dataType = Kind.int64.rawValue
    self.integers = integers
  }

  /// Texts.
  init(_ name: String = "", dims: [Int], strings: [String]) {
    self.name = name
    self.dims = dims
    dataType = Kind.string.rawValue
    self.strings = strings
  }

  fileprivate func write(to writer: inout WireWriter) {
    if !dims.isEmpty { writer.integers(1, dims) }
    writer.integer(2, dataType)
    for text in strings { writer.text(6, text) }
    writer.text(8, name)
    guard kind != .string else { return }
    var raw: [UInt8] = []
    raw.reserveCapacity(8 * max(floats.count, doubles.count, integers.count))
    for value in floats {
      withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { raw += $0 }
    }
    for value in doubles { withUnsafeBytes(of: value.bitPattern.littleEndian) { raw += $0 } }
    for value in integers { withUnsafeBytes(of: Int64(value).littleEndian) { raw += $0 } }
    writer.bytes(9, raw)
  }
}
