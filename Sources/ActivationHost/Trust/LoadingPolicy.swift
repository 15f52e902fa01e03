/// Which plugins are loaded without asking.
public struct LoadingPolicy: Sendable {
  /// Whether files that others could have exchanged are loaded all the same.
  public var trustsAll: Bool
  /// Those that are not loaded again, because they crashed, hung or ended the process.
  public var quarantine: Quarantine?
  /// Those that a project is to be computed with, and no others.
  public var lock: ProjectLock?

  /// A policy; without arguments, the one of a program that names its plugins' places itself.
  public init(
    trustsAll: Bool = false, quarantine: Quarantine? = nil, lock: ProjectLock? = nil
  ) {
    self.trustsAll = trustsAll
    self.quarantine = quarantine
    self.lock = lock
  }

  /// Refuses an activation that is not to be loaded.
  ///
  /// - Parameter objection: why its file is not trusted, if it is not.
  /// - Throws: `notTrusted`, `quarantined`, `notLocked`.
  public func admit(
    _ library: LibraryDescription, _ activation: ActivationDescription, objection: String? = nil
  ) throws(HostError) {
    if let objection, !trustsAll {
      throw HostError(
        .notTrusted, "is not trusted: \(objection)", file: library.path,
        activation: activation.name,
        expected: "a file that only you or root can change; --trust loads it all the same")
    }
    if let entry = quarantine?[library.sha256] {
      throw HostError(
        .quarantined, "is in quarantine: \(entry.summary)", file: library.path,
        activation: activation.name,
        expected: "another build of it; 'hillock quarantine clear \(activation.name)' forgets it")
    }
    try lock?.check(library, activation)
  }
}
