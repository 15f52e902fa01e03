import CEnding
import CProcess
import Clusters
import Glibc

/// The processes that work together with this one, where there are any: how they end.
enum Ranks {
  // unsafe: only the main thread joins, and ends.
  nonisolated(unsafe) private static var cluster: Cluster?

  /// Joins the others; nil where this process is alone.
  static func join(_ mpi: MPI?, deadline: Duration) throws -> Cluster? {
    cluster = try Cluster.join(mpi, deadline: deadline) { Interrupt.status != nil }
    return cluster
  }

  /// `rank 2 on node-b: `, for what goes wrong on this one.
  static var prefix: String {
    cluster.map { $0.communicator.size > 1 ? "\($0.place): " : "" } ?? ""
  }

  /// Ends the process, once all have come to the same end.
  static func end(_ status: Int32) -> Never {
    cluster?.leave()
    hillock_end(status)
  }

  /// Ends all processes, because this one cannot go on; does nothing where it is alone.
  static func abort(_ status: Int32) {
    guard let cluster else { return }
    hillock_expect_end(status)
    endSoon(status)
    cluster.abort(status)
  }

  /// Ends this process where its library does not come back from ending the others, which it may be
  /// unable to reach.
  private static func endSoon(_ status: Int32) {
    var thread = pthread_t()
    let argument = UnsafeMutableRawPointer(bitPattern: UInt(status))
    let error = pthread_create(
      &thread, nil,
      { argument in
        sleep(5)
        hillock_end_now(Int32(UInt(bitPattern: argument)))
      }, argument)
    if error == 0 { pthread_detach(thread) }
  }
}
