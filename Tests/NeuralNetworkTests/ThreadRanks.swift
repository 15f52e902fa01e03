import Foundation
import NeuralNetwork
import Synchronization

/// Ranks that are threads of this process: what a training needs of others, without an MPI.
final class ThreadRanks: Sendable {
  /// What each rank has been sent by each, and has not taken yet.
  private let mailboxes: Mutex<[[[UInt8]]]>
  let size: Int
  /// How many have given back memory that they had in common, by its address.
  private let releases = Mutex<[UInt: Int]>([:])
  /// The ranks that have memory in common.
  private let machines: [[Int]]

  private init(_ size: Int, machines: [[Int]]) {
    self.size = size
    self.machines = machines
    mailboxes = Mutex(Array(repeating: [], count: size * size))
  }

  /// Calls `body` on as many threads, each with its own end, and returns what they make.
  ///
  /// - Parameter machines: the ranks of each machine that have memory in common.
  static func run<Result: Sendable>(
    _ size: Int, machines: [[Int]] = [],
    _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws -> [Result] {
    let ranks = ThreadRanks(size, machines: machines)
    let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
    let done = DispatchSemaphore(value: 0)
    for rank in 0..<size {
      // Each needs a thread of its own, however few cores there are: they wait for each other.
      Thread.detachNewThread {
        let result = Swift.Result { try body(End(ranks, rank: rank)) }
        results.withLock { $0[rank] = result }
        done.signal()
      }
    }
    for _ in 0..<size { done.wait() }
    return try results.withLock { results in
      try (0..<size).map { try results[$0]!.get() }
    }
  }

  /// One rank's end.
  final class End: Communicator {
    private let ranks: ThreadRanks
    let rank: Int
    var size: Int { ranks.size }

    init(_ ranks: ThreadRanks, rank: Int) {
      self.ranks = ranks
      self.rank = rank
    }

    func exchange(_ messages: [Message]) throws {
      for message in messages where message.direction == .send {
        let bytes = [UInt8](message.memory)
        ranks.mailboxes.withLock { $0[message.peer * size + rank].append(bytes) }
      }
      for message in messages where message.direction == .receive && !message.memory.isEmpty {
        message.memory.copyBytes(from: take(from: message.peer, message.memory.count))
      }
    }

    func sharedMemory(bytes: Int) throws -> SharedMemory? {
      let members = ranks.machines.first { $0.contains(rank) } ?? [rank]
      let sizes = try all(bytes)
      let sizesHere = members.map { sizes[$0] }
      var address: UInt = 0
      let total = SharedMemory.size(of: sizesHere)
      if members.count > 1, members[0] == rank, total > 0 {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: total, alignment: 4096)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: total)
        address = UInt(bitPattern: memory)
      }
      address = try all(address)[members[0]]
      guard let memory = UnsafeMutableRawPointer(bitPattern: address) else { return nil }
      return SharedMemory(
        ranks: members, parts: SharedMemory.parts(of: memory, sizes: sizesHere)
      ) { [ranks] in
        let uses = ranks.releases.withLock { releases in
          releases[address, default: 0] += 1
          return releases[address]
        }
        if uses == members.count { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
      }
    }

    private func take(from peer: Int, _ count: Int) -> [UInt8] {
      while true {
        let first = ranks.mailboxes.withLock { mailboxes -> [UInt8]? in
          let place = rank * size + peer
          mailboxes[place].removeAll { $0.isEmpty }
          return mailboxes[place].isEmpty ? nil : mailboxes[place].removeFirst()
        }
        if let first {
          precondition(first.count == count, "a message of \(first.count) bytes for \(count)")
          return first
        }
        sched_yield()
      }
    }
  }
}
