extension FunctionRole: CustomStringConvertible {
  /// The role whose key in the metadata is `key`; nil where that is no function's key.
  public init?(key: String) {
    switch key {
    case "value": self = .value
    case "derivative": self = .derivative
    case "value_array": self = .valueArray
    case "gradient_array": self = .gradientArray
    case "value_row": self = .valueRow
    case "gradient_row": self = .gradientRow
    default:
      let prefix = "derivative_"
      guard key.hasPrefix(prefix), key != prefix else { return nil }
      self = .partial(String(key.dropFirst(prefix.count)))
    }
  }

  /// What the keys of forms in half precision begin with: an older host keeps and shows such a record.
  static let halfPrefix = "half_"

  /// The role of a form in half precision whose key is `key`; nil where that is none.
  public init?(halfKey key: String) {
    switch key {
    case Self.halfPrefix + "value_array": self = .valueArray
    case Self.halfPrefix + "gradient_array": self = .gradientArray
    default: return nil
    }
  }

  /// The key in the metadata: `value_array`, `derivative_beta`.
  public var key: String {
    switch self {
    case .value: "value"
    case .derivative: "derivative"
    case .partial(let variable): "derivative_\(variable)"
    case .valueArray: "value_array"
    case .gradientArray: "gradient_array"
    case .valueRow: "value_row"
    case .gradientRow: "gradient_row"
    }
  }

  /// The key.
  public var description: String { key }

  /// Whether it takes and gives one element: `T (T x, ...)`.
  public var isScalar: Bool {
    switch self {
    case .value, .derivative, .partial: true
    case .valueArray, .gradientArray, .valueRow, .gradientRow: false
    }
  }

  /// Whether it is of an activation whose outputs depend on a whole row.
  public var isRow: Bool { self == .valueRow || self == .gradientRow }
}
