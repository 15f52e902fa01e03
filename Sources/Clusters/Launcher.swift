import CMessagePassing

/// An implementation of MPI.
public enum MPI: String, CaseIterable, Sendable {
  /// Open MPI 4.
  case openmpi
  /// MPICH 3 and 4.
  case mpich

  /// Its name.
  public var name: String {
    switch self {
    case .openmpi: "Open MPI"
    case .mpich: "MPICH"
    }
  }

  /// How it starts processes.
  var command: String {
    switch self {
    case .openmpi: "mpirun.openmpi, or srun --mpi=pmix"
    case .mpich: "mpirun.mpich, or srun --mpi=pmi2"
    }
  }

  var kind: hillock_mpi_kind {
    switch self {
    case .openmpi: HILLOCK_OPEN_MPI
    case .mpich: HILLOCK_MPICH
    }
  }
}

/// What started this process as one of several, by what it left in the environment: no MPI is asked,
/// because a process that is alone need not wait for one, nor have any.
public struct Launcher: Hashable, Sendable {
  /// Which MPI it belongs to.
  public var implementation: MPI
  /// How many processes it started; nil where nobody said.
  public var size: Int?
  /// Which of them this is.
  public var rank: Int?

  /// A launcher from what is known of it.
  public init(implementation: MPI, size: Int?, rank: Int?) {
    self.implementation = implementation
    self.size = size
    self.rank = rank
  }

  /// Finds out; nil where the process is alone.
  ///
  /// - Parameters:
  ///   - variables: the environment.
  ///   - wanted: which MPI to use; nil for that of whoever started it.
  /// - Throws: ``ClusterError`` of code `launch` where it cannot be told, or another is wanted.
  public static func find(
    in variables: [String: String], wanted: MPI?
  ) throws(ClusterError) -> Launcher? {
    func number(_ name: String) -> Int? { variables[name].flatMap { Int($0) } }
    var found: [Launcher] = []
    if let size = number("OMPI_COMM_WORLD_SIZE") {
      found.append(
        Launcher(implementation: .openmpi, size: size, rank: number("OMPI_COMM_WORLD_RANK")))
    }
    if let size = number("PMI_SIZE") {
      found.append(Launcher(implementation: .mpich, size: size, rank: number("PMI_RANK")))
    }
    // Within a batch script, too, there are SLURM_NTASKS and SLURM_PROCID.
    if found.isEmpty, variables["SLURM_STEP_ID"] != nil,
      let size = number("SLURM_STEP_NUM_TASKS"), size > 1
    {
      let rank = number("SLURM_PROCID")
      if variables["PMIX_RANK"] != nil {
        found.append(Launcher(implementation: .openmpi, size: size, rank: rank))
      } else if let wanted {
        found.append(Launcher(implementation: wanted, size: size, rank: rank))
      } else {
        throw ClusterError(
          .launch,
          "srun started \(size) processes that do not know of each other; expected "
            + "srun --mpi=pmix for Open MPI, or --mpi=pmi2 for MPICH")
      }
    }
    guard let wanted else {
      guard found.count < 2 else {
        throw ClusterError(
          .launch, "both Open MPI and MPICH seem to have started this: say which by --mpi")
      }
      return found.first
    }
    if let chosen = found.first(where: { $0.implementation == wanted }) { return chosen }
    if let other = found.first {
      throw ClusterError(
        .launch,
        "--mpi \(wanted.rawValue), but \(other.implementation.name) started this; expected "
          + wanted.command)
    }
    return Launcher(implementation: wanted, size: nil, rank: nil)
  }
}
