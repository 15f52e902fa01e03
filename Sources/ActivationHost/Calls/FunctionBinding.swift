import Activations
import CPluginCalls

/// Which buffer each argument of a function comes from, by its name and type.
struct FunctionBinding {
  /// The function.
  let function: FunctionDeclaration
  /// Its arguments in order.
  let arguments: [hillock_argument]
  /// Where a partial derivative goes.
  let result: hillock_argument

  private static let buffers: [String: hillock_buffer] = [
    "x": HILLOCK_X, "y": HILLOCK_Y, "gate": HILLOCK_GATE, "u": HILLOCK_U, "dy": HILLOCK_DY,
    "dx": HILLOCK_DX, "dgate": HILLOCK_DGATE,
  ]

  /// Binds `function`'s arguments to buffers and to the parameters' places in `layout`.
  ///
  /// - Throws: `unknownArgument` or `wrongType` where a description that did not come from the
  ///   reader names an argument that means nothing; `callNotPrepared` where there are too many.
  init(_ function: FunctionDeclaration, layout: ParameterLayout) throws(HostError) {
    self.function = function
    let prototype = function.prototype
    guard prototype.arguments.count <= Int(HILLOCK_MAX_ARGUMENTS) else {
      throw HostError(
        .callNotPrepared, "\(prototype.symbol) cannot be called",
        expected: "at most \(HILLOCK_MAX_ARGUMENTS) arguments",
        found: "\(prototype.arguments.count)")
    }
    var bound: [hillock_argument] = []
    for argument in prototype.arguments {
      bound.append(try Self.bind(argument, function: function, layout: layout))
    }
    arguments = bound
    switch function.role {
    case .partial("gate"):
      result = Self.elements(HILLOCK_OUTPUT, HILLOCK_DGATE)
    case .partial(let name):
      guard let slot = layout.slots.first(where: { $0.name == name }) else {
        throw HostError(.unknownParameter, "\(prototype.symbol) is the derivative of none")
      }
      result = Self.parameter(HILLOCK_SUM, HILLOCK_GRADIENTS, slot)
    default:
      result = Self.elements(HILLOCK_OUTPUT, HILLOCK_Y)
    }
  }

  private static func bind(
    _ argument: Prototype.Argument, function: FunctionDeclaration, layout: ParameterLayout
  ) throws(HostError) -> hillock_argument {
    let slots = layout.slots
    switch argument.type {
    case .size where argument.name == "n":
      return elements(HILLOCK_SIZE, HILLOCK_X)
    case .int where argument.name == "training":
      return elements(HILLOCK_TRAINING, HILLOCK_X)
    case .scalar(function.precision):
      if let buffer = buffers[argument.name] { return elements(HILLOCK_ELEMENT, buffer) }
      if let slot = slots.first(where: { $0.name == argument.name }) {
        return parameter(HILLOCK_VALUE, HILLOCK_PARAMETERS, slot)
      }
    case .halfInput where function.half != nil:
      if let buffer = buffers[argument.name] { return elements(HILLOCK_INPUT, buffer) }
    case .halfOutput where function.half != nil:
      if let buffer = buffers[argument.name] { return elements(HILLOCK_OUTPUT, buffer) }
    case .input(function.precision):
      if let buffer = buffers[argument.name] { return elements(HILLOCK_INPUT, buffer) }
      if let slot = slots.first(where: { $0.name == argument.name }) {
        return parameter(HILLOCK_VALUES, HILLOCK_PARAMETERS, slot)
      }
    case .output(function.precision):
      if let buffer = buffers[argument.name] { return elements(HILLOCK_OUTPUT, buffer) }
      if let slot = slots.first(where: { "d" + $0.name == argument.name }) {
        // A gradient has the shape of its parameter: an array where the value is one.
        let isArray = function.prototype.arguments.contains {
          $0.name == slot.name && $0.type == .input(function.precision)
        }
        return parameter(isArray ? HILLOCK_SUMS : HILLOCK_SUM, HILLOCK_GRADIENTS, slot)
      }
    default:
      throw HostError(
        .wrongType, "\(argument.name) of \(function.prototype.symbol) has a type that no call has")
    }
    throw HostError(
      .unknownArgument, "\(argument.name) of \(function.prototype.symbol) means nothing here")
  }

  private static func elements(_ kind: hillock_kind, _ buffer: hillock_buffer) -> hillock_argument {
    hillock_argument(kind: kind, buffer: buffer, offset: 0, stride: 0)
  }

  private static func parameter(
    _ kind: hillock_kind, _ buffer: hillock_buffer, _ slot: ParameterLayout.Slot
  ) -> hillock_argument {
    hillock_argument(
      kind: kind, buffer: buffer, offset: slot.offset, stride: slot.isPerChannel ? 1 : 0)
  }

  /// Whether an array function takes one value of a parameter of which each channel has its own.
  var isOneByOne: Bool {
    !function.role.isScalar
      && arguments.contains {
        ($0.kind == HILLOCK_VALUE || $0.kind == HILLOCK_SUM) && $0.stride != 0
      }
  }

  /// Whether the function has an argument of this name.
  func names(_ name: String) -> Bool { function.names(name) }

  /// The call, for buffers of `storage`.
  ///
  /// - Throws: `missingSymbol`, `callNotPrepared`.
  func prepare(
    in library: PluginLibrary, storage: Precision, yStorage: Precision? = nil, path: CallPath
  ) throws(HostError) -> PreparedCall {
    let symbol = function.prototype.symbol
    let signature = hillock_signature(
      function: try library.address(of: symbol), plugin: library.record, symbol: nil,
      type: function.precision.cType, storage: storage.cType,
      y_storage: (yStorage ?? storage).cType, returns: function.role.isScalar,
      takes_rows: function.role.isRow, through_libffi: path == .libffi, result: result,
      arguments: nil, count: 0)
    return try PreparedCall(signature, symbol: symbol, arguments: arguments)
  }
}

extension FunctionDeclaration {
  /// Whether the prototype has an argument of this name.
  func names(_ name: String) -> Bool { prototype.arguments.contains { $0.name == name } }
}
