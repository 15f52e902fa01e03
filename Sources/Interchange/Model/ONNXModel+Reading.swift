/// Field numbers are those of onnx.proto3 (IR 3 to 14); what is not named there is passed over.
extension ONNXModel {
  init(_ reader: WireReader) throws(WireReader.Fault) {
    var reader = reader
    while let (field, value) = try reader.next() {
      switch field {
      case 1: irVersion = try value.integer(in: reader)
      case 2: producer = try value.text(in: reader)
      case 3: producerVersion = try value.text(in: reader)
      case 7: graph = try ONNXGraph(value.message(in: reader))
      case 8: try Self.readOpset(value.message(in: reader), into: &opsets)
      case 14: metadata.append(try Self.entry(value.message(in: reader)))
      case 25: functions.append(try ONNXFunction(value.message(in: reader)))
      default: break
      }
    }
  }

  /// OperatorSetIdProto.
  static func readOpset(
    _ reader: WireReader, into opsets: inout [String: Int]
  ) throws(WireReader.Fault) {
    var reader = reader
    var domain = ""
    var version = 0
    while let (field, value) = try reader.next() {
      switch field {
      case 1: domain = try value.text(in: reader)
      case 2: version = try value.integer(in: reader)
      default: break
      }
    }
    opsets[domain == "ai.onnx" ? "" : domain] = version
  }

  /// StringStringEntryProto.
  static func entry(_ reader: WireReader) throws(WireReader.Fault) -> (key: String, value: String) {
    var reader = reader
    var entry = (key: "", value: "")
    while let (field, value) = try reader.next() {
      switch field {
      case 1: entry.key = try value.text(in: reader)
      case 2: entry.value = try value.text(in: reader)
      default: break
      }
    }
    return entry
  }
}

extension ONNXGraph {
  init(_ reader: WireReader) throws(WireReader.Fault) {
    var reader = reader
    while let (field, value) = try reader.next() {
      switch field {
      case 1: nodes.append(try ONNXNode(value.message(in: reader)))
      case 2: name = try value.text(in: reader)
      case 5: initializers.append(try ONNXTensor(value.message(in: reader)))
      case 11: inputs.append(try ONNXValueInfo(value.message(in: reader)))
      case 12: outputs.append(try ONNXValueInfo(value.message(in: reader)))
      case 15: hasSparse = true
      default: break
      }
    }
  }
}

extension ONNXFunction {
  init(_ reader: WireReader) throws(WireReader.Fault) {
    var reader = reader
    while let (field, value) = try reader.next() {
      switch field {
      case 1: name = try value.text(in: reader)
      case 4: inputs.append(try value.text(in: reader))
      case 5: outputs.append(try value.text(in: reader))
      case 6: attributes.append(try value.text(in: reader))
      case 7: nodes.append(try ONNXNode(value.message(in: reader)))
      case 9: try ONNXModel.readOpset(value.message(in: reader), into: &opsets)
      case 10: domain = try value.text(in: reader)
      case 11: defaults.append(try ONNXAttribute(value.message(in: reader)))
      default: break
      }
    }
  }
}

extension ONNXNode {
  init(_ reader: WireReader) throws(WireReader.Fault) {
    var reader = reader
    while let (field, value) = try reader.next() {
      switch field {
      case 1: inputs.append(try value.text(in: reader))
      case 2: outputs.append(try value.text(in: reader))
      case 3: name = try value.text(in: reader)
      case 4: operation = try value.text(in: reader)
      case 5: attributes.append(try ONNXAttribute(value.message(in: reader)))
      case 7: domain = try value.text(in: reader)
      default: break
      }
    }
    if domain == "ai.onnx" { domain = "" }
  }
}

extension ONNXAttribute {
  init(_ reader: WireReader) throws(WireReader.Fault) {
    var reader = reader
    while let (field, value) = try reader.next() {
      switch field {
      case 1: name = try value.text(in: reader)
      case 2: float = try value.float(in: reader)
      case 3: integer = try value.integer(in: reader)
      case 4: string = try value.text(in: reader)
      case 5: tensor = try ONNXTensor(value.message(in: reader))
      case 7: try value.append(to: &floats, size: 4, in: reader)
      case 8: try value.append(to: &integers, in: reader)
      case 9: strings.append(try value.text(in: reader))
      case 20: kind = Kind(rawValue: try value.integer(in: reader)) ?? .undefined
      case 21: reference = try value.text(in: reader)
      default: break
      }
    }
  }
}

extension ONNXValueInfo {
  init(_ reader: WireReader) throws(WireReader.Fault) {
    var reader = reader
    while let (field, value) = try reader.next() {
      switch field {
      case 1: name = try value.text(in: reader)
      case 2: try readType(value.message(in: reader))
      default: break
      }
    }
  }

  /// TypeProto, of which a tensor's is read.
  private mutating func readType(_ reader: WireReader) throws(WireReader.Fault) {
    var reader = reader
    while let (field, value) = try reader.next() {
      guard field == 1 else { continue }
      var tensor = try value.message(in: reader)
      while let (field, value) = try tensor.next() {
        switch field {
        case 1: elementType = try value.integer(in: tensor)
        case 2: shape = try Self.shape(value.message(in: tensor))
        default: break
        }
      }
    }
  }

  /// TensorShapeProto.
  private static func shape(_ reader: WireReader) throws(WireReader.Fault) -> [Int?] {
    var reader = reader
    var shape: [Int?] = []
    while let (field, value) = try reader.next() {
      guard field == 1 else { continue }
      var dimension = try value.message(in: reader)
      var extent: Int?
      while let (field, value) = try dimension.next() {
        if field == 1 { extent = try value.integer(in: dimension) }
      }
      shape.append(extent)
    }
    return shape
  }
}

extension ONNXTensor {
  init(_ reader: WireReader) throws(WireReader.Fault) {
    var reader = reader
    while let (field, value) = try reader.next() {
      switch field {
      case 1: try value.append(to: &dims, in: reader)
      case 2: dataType = try value.integer(in: reader)
      case 4: try value.append(to: &floats, size: 4, in: reader)
      case 5, 7, 11: try value.append(to: &integers, in: reader)
      case 6: strings.append(try value.text(in: reader))
      case 8: name = try value.text(in: reader)
      case 9: raw = try value.span(in: reader)
      case 10: try value.append(to: &doubles, size: 8, in: reader)
      case 13:
        let entry = try ONNXModel.entry(value.message(in: reader))
        external[entry.key] = entry.value
      case 14: isExternal = try value.integer(in: reader) == 1
      default: break
      }
    }
  }
}
