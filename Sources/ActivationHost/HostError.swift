import FileNames

/// What went wrong in the host: a file, a description, a lookup, a load or a call.
///
/// `description` is one line that says where (file, activation, key, position), what, what was
/// expected and what was found. Text that comes from a plugin is quoted so that no byte of it
/// reaches a terminal as a control character, and shortened where it is long.
public struct HostError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure: what a program decides by.
  ///
  /// New kinds may come; switch over it with a default.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The stable name, as machine-readable reports state it.
    public let rawValue: String
    /// A kind from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The file or directory could not be opened or read.
    public static let notReadable = Code(rawValue: "not-readable")
    /// The file is larger than any plugin may be.
    public static let tooLarge = Code(rawValue: "too-large")
    /// The file is no ELF shared library.
    public static let notALibrary = Code(rawValue: "not-a-library")
    /// The library is for another machine, word size or byte order.
    public static let otherMachine = Code(rawValue: "other-machine")
    /// The library's structure is damaged or cut short.
    public static let malformedLibrary = Code(rawValue: "malformed-library")
    /// The library describes no activation: it is no plugin.
    public static let notAPlugin = Code(rawValue: "not-a-plugin")
    /// A record, or the text of one, does not follow the interface.
    public static let malformedRecord = Code(rawValue: "malformed-record")
    /// A key is stated twice.
    public static let duplicateKey = Code(rawValue: "duplicate-key")
    /// The plugin asks for a newer interface than this host's.
    public static let newerInterface = Code(rawValue: "newer-interface")
    /// A prototype is not a C declaration of the kinds that the interface has.
    public static let malformedPrototype = Code(rawValue: "malformed-prototype")
    /// An argument has a name that means nothing in this function.
    public static let unknownArgument = Code(rawValue: "unknown-argument")
    /// An argument or a result has another type than its name and role ask for.
    public static let wrongType = Code(rawValue: "wrong-type")
    /// A function lacks an argument that its role needs.
    public static let missingArgument = Code(rawValue: "missing-argument")
    /// A function that is needed is not there.
    public static let missingFunction = Code(rawValue: "missing-function")
    /// A declared function's symbol is not exported.
    public static let missingSymbol = Code(rawValue: "missing-symbol")
    /// A parameter's value lies outside its interval.
    public static let outOfInterval = Code(rawValue: "out-of-interval")
    /// No such parameter.
    public static let unknownParameter = Code(rawValue: "unknown-parameter")
    /// No activation of that name was found.
    public static let unknownActivation = Code(rawValue: "unknown-activation")
    /// The dynamic loader refused the library.
    public static let loadFailed = Code(rawValue: "load-failed")
    /// The file could have been exchanged by others.
    public static let notTrusted = Code(rawValue: "not-trusted")
    /// The plugin crashed, hung or ended the process before.
    public static let quarantined = Code(rawValue: "quarantined")
    /// The plugin is not the one that the project is locked to.
    public static let notLocked = Code(rawValue: "not-locked")
    /// The process that the plugin ran in has ended.
    public static let processEnded = Code(rawValue: "process-ended")
    /// A call could not be prepared.
    public static let callNotPrepared = Code(rawValue: "call-not-prepared")
  }

  /// A place in a file or in a text.
  public enum Position: Sendable, Hashable, CustomStringConvertible {
    /// A byte of a file, from 0.
    case byte(UInt64)
    /// A character of a record's text, from 1.
    case column(Int)

    /// `byte 64`, `column 3`.
    public var description: String {
      switch self {
      case .byte(let offset): "byte \(offset)"
      case .column(let column): "column \(column)"
      }
    }
  }

  /// The kind of failure.
  public var code: Code
  /// What failed, as a clause without a full stop.
  public var message: String
  /// The file or directory.
  public var file: String?
  /// The activation's name.
  public var activation: String?
  /// The metadata's key, or the function's role.
  public var key: String?
  /// What would have been right.
  public var expected: String?
  /// What there is instead.
  public var found: String?
  /// Where in the file, or in the key's text.
  public var position: Position?

  /// An error from its parts.
  public init(
    _ code: Code, _ message: String, file: String? = nil, activation: String? = nil,
    key: String? = nil, expected: String? = nil, found: String? = nil, position: Position? = nil
  ) {
    self.code = code
    self.message = message
    self.file = file
    self.activation = activation
    self.key = key
    self.expected = expected
    self.found = found
    self.position = position
  }

  /// `FILE: ACTIVATION.KEY: POSITION: MESSAGE; expected …, found …`
  public var description: String {
    var text = ""
    if let file { text += "\(Self.line(file, limit: 4096)): " }
    switch (activation, key) {
    case (let activation?, let key?): text += "\(Self.line(activation)).\(Self.line(key)): "
    case (let only?, nil), (nil, let only?): text += "\(Self.line(only)): "
    case (nil, nil): break
    }
    if let position { text += "\(position): " }
    text += Self.line(message, limit: 1000)
    let expected = expected.map { "expected \(Self.line($0, limit: 1000))" }
    let found = found.map { "found \(Self.line($0))" }
    let comparison = [expected, found].compactMap(\.self).joined(separator: ", ")
    return comparison.isEmpty ? text : "\(text); \(comparison)"
  }

  /// This error, with the context that a caller knows and the place of the failure did not.
  public func within(
    file: String? = nil, activation: String? = nil, key: String? = nil
  ) -> HostError {
    var error = self
    error.file = error.file ?? file
    error.activation = error.activation ?? activation
    error.key = error.key ?? key
    return error
  }

  /// `text` on one line: control characters and bytes that are none escaped, at most `limit` characters.
  package static func line(_ text: String, limit: Int = 120) -> String {
    var line = ""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == limit { return line + "…" }
      count += 1
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        line += scalar.escapedForDisplay
      case _ where scalar.fileNameByte != nil: line += scalar.escapedForDisplay
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }
}
