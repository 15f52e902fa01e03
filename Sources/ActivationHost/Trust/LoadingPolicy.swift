/// Which plugins are loaded without asking.
public struct LoadingPolicy: Sendable {
  /// Whether files that others could have exchanged are loaded all the same.
  public var trustsAll: Bool
  /// Those that are not loaded again, because they crashed, hung or ended the process.
  public var quarantine: Quarantine?
  /// Those that a project is to be computed with, and no others.
  public var lock: ProjectLock?

  /// How plugins are run in processes of their own; nil where they run in this one. There they can do
  /// little harm, so that neither trust nor quarantine is asked for.
  public var isolation: Isolation?

  /// A program that serves as such a process.
  public struct Isolation: Sendable {
    /// Its path.
    public var executable: String
    /// The argument that makes it call ``IsolatedServing/run(path:sha256:name:rings:)`` with four of
    /// the arguments that follow it and `--`; the fifth is the number of this process, without which
    /// it has nothing to do.
    public var argument: String
    /// How many calls may be made at the same time.
    public var calls: Int
    /// The seconds of processor time after which a call that has not come back ends the process; 0
    /// where it may take as long as it likes.
    public var patience: Double

    /// A program from its parts.
    public init(executable: String, argument: String, calls: Int, patience: Double = 0) {
      self.executable = executable
      self.argument = argument
      self.calls = calls
      self.patience = patience
    }
  }

  /// A policy; without arguments, the one of a program that names its plugins' places itself.
  public init(
    trustsAll: Bool = false, quarantine: Quarantine? = nil, lock: ProjectLock? = nil,
    isolation: Isolation? = nil
  ) {
    self.trustsAll = trustsAll
    self.quarantine = quarantine
    self.lock = lock
    self.isolation = isolation
  }

  /// Refuses an activation that is not to be loaded, or not into this process.
  ///
  /// - Parameter objection: why its file is not trusted, if it is not.
  /// - Throws: `notTrusted`, `quarantined`, `notLocked`.
  public func admit(
    _ library: LibraryDescription, _ activation: ActivationDescription, objection: String? = nil
  ) throws(HostError) {
    if let objection, !trustsAll, isolation == nil {
      throw HostError(
        .notTrusted, "is not trusted: \(objection)", file: library.path,
        activation: activation.name,
        expected: "a file that only you or root can change; --isolate keeps it apart, --trust "
          + "loads it all the same")
    }
    if isolation == nil, let entry = quarantine?[library.sha256] {
      throw HostError(
        .quarantined, "is in quarantine: \(entry.summary)", file: library.path,
        activation: activation.name,
        expected: "another build of it, or --isolate; "
          + "'hillock quarantine clear \(activation.name)' forgets it")
    }
    try lock?.check(library, activation)
  }
}
