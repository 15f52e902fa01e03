import Activations

/// All that a library says of one activation, read without running any of its code.
public struct ActivationDescription: Sendable, Hashable {
  /// One line of metadata as it stands: key and text.
  public struct Record: Sendable, Hashable {
    /// The key, without the activation's name: `formula`.
    public var key: String
    /// The text after the colon.
    public var text: String

    /// A record from its parts.
    public init(key: String, text: String) {
      self.key = key
      self.text = text
    }
  }

  /// The activation's name.
  public var name: String
  /// Whether it is a bare plugin: `activation_value` and `activation_derivative`, no metadata.
  public var isBare: Bool
  /// Whether each output depends on one input, an input and its gate, or a row.
  public var form: ActivationForm
  /// The parameters, in the order of the value function's arguments, then by name.
  public var parameters: [ActivationParameter]
  /// The functions, at most one for each role and precision.
  public var functions: [FunctionDeclaration]
  /// Array forms in half precision, at most one for each role and format.
  public var halves: [FunctionDeclaration]
  /// Other names that find it.
  public var aliases: [String]
  /// Every record, known or not, as it stands.
  public var records: [Record]

  /// A description from its parts.
  public init(
    name: String, isBare: Bool, form: ActivationForm, parameters: [ActivationParameter],
    functions: [FunctionDeclaration], halves: [FunctionDeclaration] = [], aliases: [String],
    records: [Record]
  ) {
    self.name = name
    self.isBare = isBare
    self.form = form
    self.parameters = parameters
    self.functions = functions
    self.halves = halves
    self.aliases = aliases
    self.records = records
  }

  /// The text of a record, nil where there is none.
  public func text(_ key: String) -> String? { records.first { $0.key == key }?.text }

  /// The number of ULP, as it is written, that the author promises not to exceed in this precision;
  /// nil where nothing is promised.
  package func promisedULP(_ precision: Precision, isDerivative: Bool) -> String? {
    let key = isDerivative ? "max_ulp_derivative" : "max_ulp"
    let own = precision == .float64 ? text("\(key)_double") : nil
    guard let most = own ?? text(key), Double(most) != nil else { return nil }
    return most
  }

  /// The key of notes; `note.PEER` is one about another program.
  static let noteKey = "note"

  /// What the same name, or another for the same function, means in other programs, from the
  /// records `note.PEER`: in the order of the peers' names.
  public var peerNotes: [(peer: String, text: String)] {
    let prefix = "\(Self.noteKey)."
    return records.filter { $0.key.hasPrefix(prefix) }
      .map { (String($0.key.dropFirst(prefix.count)), $0.text) }
      .sorted { $0.0 < $1.0 }
  }

  /// All that the library must export for it, whatever the format.
  public var allFunctions: [FunctionDeclaration] { functions + halves }

  /// The array form that computes `role` in half precision, if the plugin has it.
  public func half(_ role: FunctionRole, _ format: NumberFormat) -> FunctionDeclaration? {
    halves.first { $0.role == role && $0.half == format }
  }

  /// The function that computes `role` in `precision`, if the plugin has it.
  public func function(_ role: FunctionRole, _ precision: Precision) -> FunctionDeclaration? {
    functions.first { $0.role == role && $0.precision == precision }
  }
}
