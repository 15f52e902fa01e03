import ActivationHost
import Activations
import CProbe

/// The buffers of a call, one slot of shared memory each.
enum CallBuffer: UInt32, CaseIterable {
  case x, y, gate, u, dy, dx, dgate, parameters, gradients

  /// The name of the argument that it is for; not by reflection, which would take longer than a call.
  var name: String {
    switch self {
    case .x: "x"
    case .y: "y"
    case .gate: "gate"
    case .u: "u"
    case .dy: "dy"
    case .dx: "dx"
    case .dgate: "dgate"
    case .parameters: "parameters"
    case .gradients: "gradients"
    }
  }
}

/// A call of one of a plugin's functions: which arguments come from where.
struct ProbeCall {
  let function: FunctionDeclaration
  var request = probe_request()

  /// Binds the function's arguments by name.
  ///
  /// - Parameters:
  ///   - function: one of the activation's functions; its arguments have been checked.
  ///   - parameters: the declared parameters, in the order in which their values lie in the
  ///     parameters' slot.
  ///   - stride: elements from one parameter's place to the next, for functions that take a value
  ///     for each element.
  init(_ function: FunctionDeclaration, parameters: [ActivationParameter], stride: Int = 1) {
    self.function = function
    request.operation = PROBE_CALL.rawValue
    request.type = function.precision.isFloat ? HILLOCK_FLOAT.rawValue : HILLOCK_DOUBLE.rawValue
    request.width = UInt32(function.format.byteCount)
    request.returns = function.isScalar ? 1 : 0
    request.output = (function.isScalar || function.isValue ? CallBuffer.y : .dx).rawValue
    let arguments = function.prototype.arguments.prefix(Int(HILLOCK_MAX_ARGUMENTS))
    request.argument_count = UInt32(arguments.count)
    withUnsafeMutableBytes(of: &request.slot) { bytes in
      let slots = bytes.bindMemory(to: UInt32.self)
      for buffer in CallBuffer.allCases { slots[Int(buffer.rawValue)] = buffer.rawValue }
    }
    withUnsafeMutableBytes(of: &request.arguments) { bytes in
      let bound = bytes.bindMemory(to: hillock_argument.self)
      for (index, argument) in arguments.enumerated() {
        bound[index] = Self.bind(argument, function, parameters, stride)
      }
    }
  }

  private static func bind(
    _ argument: Prototype.Argument, _ function: FunctionDeclaration,
    _ parameters: [ActivationParameter], _ stride: Int
  ) -> hillock_argument {
    func place(_ kind: hillock_kind, _ buffer: CallBuffer, _ offset: Int = 0) -> hillock_argument {
      hillock_argument(
        kind: kind, buffer: hillock_buffer(rawValue: buffer.rawValue), offset: offset, stride: 0)
    }
    func parameter(_ name: some StringProtocol) -> Int {
      (parameters.firstIndex { $0.name == name } ?? 0) * stride
    }
    let buffer: CallBuffer? =
      switch argument.name {
      case "x": .x
      // A scalar function's result goes to y's slot, so the y that it reads lies in dy's.
      case "y": function.isScalar ? .dy : .y
      case "gate": .gate
      case "u": .u
      case "dy": .dy
      case "dx": .dx
      case "dgate": .dgate
      default: nil
      }
    switch argument.type {
    case .size: return place(HILLOCK_SIZE, .x)
    case .int: return place(HILLOCK_TRAINING, .x)
    case .scalar:
      if let buffer { return place(HILLOCK_ELEMENT, buffer) }
      return place(HILLOCK_VALUE, .parameters, parameter(argument.name))
    case .input, .halfInput:
      if let buffer { return place(HILLOCK_INPUT, buffer) }
      return place(HILLOCK_VALUES, .parameters, parameter(argument.name))
    case .output, .halfOutput, .half, .void:
      if let buffer { return place(HILLOCK_OUTPUT, buffer) }
      return place(HILLOCK_SUM, .gradients, parameter(argument.name.dropFirst()))
    }
  }

  /// Where a buffer begins in its slot, in bytes, or in which other slot it lies.
  mutating func place(_ buffer: CallBuffer, in slot: CallBuffer? = nil, at offset: Int) {
    withUnsafeMutableBytes(of: &request.offset) {
      $0.bindMemory(to: UInt64.self)[Int(buffer.rawValue)] = UInt64(offset)
    }
    withUnsafeMutableBytes(of: &request.slot) {
      $0.bindMemory(to: UInt32.self)[Int(buffer.rawValue)] = (slot ?? buffer).rawValue
    }
  }
}

extension Precision {
  var isFloat: Bool { self == .float32 }
  /// Bytes an element.
  var width: Int { isFloat ? 4 : 8 }
}

extension FunctionDeclaration {
  /// Whether it computes one element a call.
  var isScalar: Bool {
    switch role {
    case .value, .derivative, .partial: true
    case .valueArray, .gradientArray, .valueRow, .gradientRow: false
    }
  }
  /// Whether it computes values, of elements, arrays or rows.
  var isValue: Bool { [.value, .valueArray, .valueRow].contains(role) }
  /// Whether dy comes in.
  var isGradient: Bool { [.gradientArray, .gradientRow].contains(role) }
  /// Whether it computes a row.
  var isRow: Bool { [.valueRow, .gradientRow].contains(role) }
  /// Whether an argument has this name.
  func takes(_ name: String) -> Bool { prototype.arguments.contains { $0.name == name } }
  var symbol: String { prototype.symbol }
  /// Whether it takes a value of the parameter for each element.
  func takesArray(of parameter: ActivationParameter) -> Bool {
    prototype.arguments.contains {
      $0.name == parameter.name && $0.type == .input(precision)
    }
  }
  /// Whether it writes elements to a buffer.
  func writes(_ buffer: CallBuffer) -> Bool {
    prototype.arguments.contains { $0.name == buffer.name && $0.type == .output(precision) }
  }
  /// Whether it reads elements of a buffer through a pointer.
  func reads(_ buffer: CallBuffer) -> Bool {
    prototype.arguments.contains { $0.name == buffer.name && $0.type == .input(precision) }
  }
}
