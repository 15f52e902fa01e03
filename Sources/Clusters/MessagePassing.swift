import CMessagePassing
import Glibc
import NeuralNetwork

/// The processes of an MPI run.
///
/// Only single messages are used, never a library's own sums, whose order is its own; and waiting
/// gives the core to others, which libraries do not when they wait themselves.
///
/// There is one in a process, and it belongs to the thread that made it.
public final class MessagePassing: Communicator {
  /// This process's number, from 0.
  public let rank: Int
  /// How many processes there are.
  public let size: Int
  /// What the library says of itself.
  public let version: String
  /// How long to wait for a sign of life.
  let deadline: Duration
  /// Whether this process was asked to end.
  private let isInterrupted: () -> Bool
  /// Where each rank is, as soon as that is known.
  var hosts: [String] = []

  /// How long a process that was asked to end still waits for others to end as well.
  private static let patience = Duration.milliseconds(400)
  /// The most bytes of one message: its length is an `int`.
  private static let longest = 1 << 30

  /// Begins.
  ///
  /// - Throws: ``ClusterError`` where the library is missing or refuses, or there are not as many
  ///   processes as the launcher said.
  init(
    _ launcher: Launcher, deadline: Duration, isInterrupted: @escaping () -> Bool
  ) throws(ClusterError) {
    let name = launcher.implementation.name
    let kind = launcher.implementation.kind
    if let reason = hillock_mpi_open(kind) {
      throw ClusterError(
        .library,
        "\(name) started this, but its library cannot be used: \(String(cString: reason))")
    }
    var numbers: (rank: Int32, size: Int32) = (0, 0)
    if let reason = hillock_mpi_begin(&numbers.rank, &numbers.size) {
      throw ClusterError(.library, "\(name) does not begin: \(String(cString: reason))")
    }
    rank = Int(numbers.rank)
    size = Int(numbers.size)
    self.deadline = deadline
    self.isInterrupted = isInterrupted
    var text = [CChar](repeating: 0, count: 256)
    hillock_mpi_version(&text, text.count)
    version = text.withUnsafeBufferPointer { Self.version(String(cString: $0.baseAddress!)) }
    if let expected = launcher.size, expected != size {
      throw ClusterError(
        .launch,
        "\(expected) processes were started, but \(name) finds \(size); expected to be started by "
          + launcher.implementation.command)
    }
  }

  /// `Open MPI v4.1.4, package: …` and `MPICH Version:	4.0.2` without what nobody asked.
  private static func version(_ text: String) -> String {
    text.prefix { $0 != "," }.split(whereSeparator: \.isWhitespace)
      .filter { $0 != "Version:" }.joined(separator: " ")
  }

  /// A message under way.
  struct Request {
    fileprivate var handle: hillock_mpi_request
    let peer: Int
  }

  /// Sends and receives.
  ///
  /// - Throws: ``ClusterError`` where the library refuses, a rank does not answer in time, or this
  ///   process is asked to end and the others do not go on.
  public func exchange(_ messages: [Message]) throws {
    try exchange(messages, deadline: deadline)
  }

  /// - Parameter deadline: nil to wait for as long as it takes.
  func exchange(_ messages: [Message], deadline: Duration?) throws {
    var requests: [Request] = []
    // What comes first has a place to go to.
    for direction in [Message.Direction.receive, .send] {
      for message in messages where message.direction == direction {
        try start(message, &requests)
      }
    }
    var lastProgress = ContinuousClock.now
    while !requests.isEmpty {
      if try test(&requests) {
        lastProgress = .now
        continue
      }
      let silence = lastProgress.duration(to: .now)
      if let deadline, silence > deadline { throw silent(requests[0].peer, for: silence) }
      if silence > Self.patience, isInterrupted() {
        throw ClusterError(
          .interrupted, "asked to end while waiting for \(place(requests[0].peer))")
      }
      sched_yield()
    }
  }

  /// Begins to send or to receive.
  func start(_ message: Message, _ requests: inout [Request]) throws(ClusterError) {
    var rest = message.memory[...]
    while !rest.isEmpty {
      let piece = UnsafeMutableRawBufferPointer(rebasing: rest.prefix(Self.longest))
      rest = rest.dropFirst(piece.count)
      var handle = hillock_mpi_request()
      try check(
        message.direction == .send
          ? hillock_mpi_send(piece.baseAddress, piece.count, Int32(message.peer), &handle)
          : hillock_mpi_receive(piece.baseAddress, piece.count, Int32(message.peer), &handle),
        message.peer)
      requests.append(Request(handle: handle, peer: message.peer))
    }
  }

  /// Removes the requests that are done; answers whether there were any.
  func test(_ requests: inout [Request]) throws(ClusterError) -> Bool {
    var isProgress = false
    var index = 0
    while index < requests.count {
      var isDone = false
      try check(hillock_mpi_test(&requests[index].handle, &isDone), requests[index].peer)
      if isDone {
        requests.remove(at: index)
        isProgress = true
      } else {
        index += 1
      }
    }
    return isProgress
  }

  private func check(_ reason: UnsafePointer<CChar>?, _ peer: Int) throws(ClusterError) {
    guard let reason else { return }
    throw ClusterError(.library, "\(place(peer)): \(String(cString: reason))")
  }

  func silent(_ peer: Int, for silence: Duration) -> ClusterError {
    ClusterError(
      .silence, "\(place(peer)) has not answered for \(silence.components.seconds) s")
  }

  /// `rank 2 on node-b`
  func place(_ rank: Int) -> String {
    "rank \(rank)" + (hosts.indices.contains(rank) ? " on \(hosts[rank])" : "")
  }

  /// Waits for all ranks, however long it takes, and ends.
  func end() {
    var signs = [UInt8](repeating: 0, count: size)
    signs.withUnsafeMutableBytes { signs in
      func sign(_ rank: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: signs[rank..<rank + 1])
      }
      let others = (0..<size).filter { $0 != rank }
      try? exchange(
        others.map { Message(.send, peer: $0, sign(rank)) }
          + others.map { Message(.receive, peer: $0, sign($0)) }, deadline: nil)
    }
    hillock_mpi_end()
  }

  /// Ends the processes of all ranks.
  func abort(_ status: Int32) -> Never { hillock_mpi_abort(status) }
}
