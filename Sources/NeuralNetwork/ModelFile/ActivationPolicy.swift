import Activations
import Datasets

/// An activation that stands in for the one that a model was trained with.
public struct ActivationSubstitution: Sendable, Hashable, CustomStringConvertible {
  /// The one that the model was trained with.
  public let saved: ActivationIdentity
  /// The one that was found.
  public let found: ActivationIdentity
  /// Where it was found, where that is known.
  public let path: String?

  /// `relu 1.1.0 (sha256:0123456789ab) of /usr/lib/relu.so, whose version and SHA-256 differ`
  public var description: String {
    var differences: [String] = []
    if saved.name != found.name { differences.append("name") }
    if saved.version != found.version { differences.append("version") }
    if saved.sha256 != found.sha256 { differences.append("SHA-256") }
    let verb = differences.count == 1 ? "differs" : "differ"
    let place = path.map { " of \($0)" } ?? ""
    return "\(found)\(place), whose \(differences.joined(separator: " and ")) \(verb)"
  }
}

/// Which activations a model may be loaded with.
///
/// A model's weights suit the very function that they were trained with, so that by default only
/// the same name, version and SHA-256 will do.
public struct ActivationPolicy: Sendable, Hashable {
  /// Whether another version or file of the same name may stand in.
  public var allowsDifferent: Bool
  /// Where activations are looked for: named in the message where one is missing.
  public var searched: [String]
  /// What the user writes to allow a different one: `--allow-different-plugin`.
  public var option: String

  /// A policy from its parts.
  public init(
    allowsDifferent: Bool = false, searched: [String] = [],
    option: String = "--allow-different-plugin"
  ) {
    self.allowsDifferent = allowsDifferent
    self.searched = searched
    self.option = option
  }

  /// Decides on what was found for a saved activation.
  ///
  /// - Parameters:
  ///   - saved: the activation that the model was trained with.
  ///   - found: the one of that name that is there; nil where there is none.
  ///   - path: where it was found.
  ///   - file: the model, for the message.
  /// - Returns: nil where it is the same; the substitution where it differs and may.
  /// - Throws: ``DataError`` of code `missing` where there is none, or it differs and may not.
  public func check(
    saved: ActivationIdentity, found: ActivationIdentity?, path: String? = nil, file: String
  ) throws(DataError) -> ActivationSubstitution? {
    let wanted = "the activation \(saved), with which this model was trained"
    guard let found else {
      let places = searched.isEmpty ? "" : " in \(searched.joined(separator: ", "))"
      throw DataError(
        .missing, file: file, expected: wanted, found: "none of that name\(places)",
        hint: "; \(option) would accept another version of it, were there one")
    }
    if found == saved { return nil }
    let substitution = ActivationSubstitution(saved: saved, found: found, path: path)
    guard allowsDifferent else {
      throw DataError(
        .missing, file: file, expected: wanted, found: "\(substitution)",
        hint: "; \(option) would use it all the same, and predictions may change")
    }
    return substitution
  }
}
