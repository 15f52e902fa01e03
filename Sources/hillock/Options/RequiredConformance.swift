import ActivationHost
import Conformance

extension Registry {
  /// Refuses an activation whose file has no certificate of `level` or better beside it.
  ///
  /// - Throws: ``UncertifiedActivation``, or what ``find(_:)`` throws.
  func requireConformance(_ level: ConformanceLevel, of name: String) throws {
    let found = try find(name)
    let certified = try ConformanceCertificates(beside: found.library.path)
      .level(sha256: found.library.sha256, activation: found.activation.name)
    guard let certified, certified >= level else {
      throw UncertifiedActivation(
        name: name, path: found.library.path, level: level, has: certified)
    }
  }
}

/// An activation whose very file is not certified as thoroughly as was asked for.
struct UncertifiedActivation: Error, CustomStringConvertible {
  let name: String
  let path: String
  let level: ConformanceLevel
  let has: ConformanceLevel?

  var description: String {
    "\(path): \(name) is \(has.map { "certified at level \($0.rawValue) only" } ?? "not certified"); "
      + "expected level \(level.rawValue) in \(ConformanceCertificates.fileName) beside it"
  }
}
