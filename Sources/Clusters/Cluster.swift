import CMessagePassing
import FoundationEssentials
import Glibc
import NeuralNetwork
import Synchronization

/// This process as one of several that do the same work together.
public final class Cluster {
  /// What moves memory between them.
  public let communicator: MessagePassing
  /// The machine of each rank.
  public var hosts: [String] { communicator.hosts }
  /// How many threads this rank has to itself: the cores that it may use, shared with the ranks that
  /// may use the same.
  public let threads: Int
  /// Whether the launcher left this rank fewer cores than there are for it.
  public let isBound: Bool

  /// Whether this process is one of several but not the first of them, which speaks for all.
  public static var isSilent: Bool { silent.load(ordering: .relaxed) }
  private static let silent = Atomic(false)

  /// Joins the others; nil where the process is alone.
  ///
  /// - Parameters:
  ///   - mpi: which MPI to use; nil for that of whoever started the process.
  ///   - deadline: how long to wait for a sign of life from another rank.
  ///   - isInterrupted: whether this process was asked to end.
  /// - Throws: ``ClusterError``.
  public static func join(
    _ mpi: MPI?, deadline: Duration, isInterrupted: @escaping () -> Bool
  ) throws -> Cluster? {
    guard let launcher = try Launcher.find(in: ProcessInfo.processInfo.environment, wanted: mpi)
    else { return nil }
    return try Cluster(
      MessagePassing(launcher, deadline: deadline, isInterrupted: isInterrupted))
  }

  /// The rank that the launcher says this process has; nil where it is alone.
  public static func launchedRank() -> Int? {
    (try? Launcher.find(in: ProcessInfo.processInfo.environment, wanted: nil))?.rank
  }

  private init(_ communicator: MessagePassing) throws {
    self.communicator = communicator
    Self.silent.store(communicator.rank > 0, ordering: .relaxed)
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let cores = Self.cores
    let online = max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1)
    let here = "\(host) " + cores.map(String.init).joined(separator: ",")
    let all = try communicator.all(here)
    communicator.hosts = all.map { String($0.prefix { $0 != " " }) }
    let neighbours = communicator.hosts.count { $0 == host }
    threads = max(1, cores.count / all.count { $0 == here })
    isBound = cores.count == 1 && online / neighbours > 1
  }

  /// The cores that this process may use.
  private static var cores: [Int32] {
    [Int32](unsafeUninitializedCapacity: 1024) { buffer, count in
      count = hillock_cores(buffer.baseAddress, buffer.count)
    }
  }

  /// Whether this is the rank that shows what happens and writes files.
  public var isFirst: Bool { communicator.rank == 0 }

  /// `4 ranks on 2 hosts`
  public var description: String {
    let machines = Set(hosts).count
    return "\(communicator.size) rank\(communicator.size == 1 ? "" : "s") on "
      + (machines == 1 ? "one host" : "\(machines) hosts")
  }

  /// `rank 2 on node-b`
  public var place: String { communicator.place(communicator.rank) }

  /// Leaves, together with all others.
  public func leave() { communicator.end() }

  /// Ends the processes of all ranks, because this one cannot go on.
  public func abort(_ status: Int32) -> Never { communicator.abort(status) }
}
