import CMessagePassing
import Glibc
import NeuralNetwork

extension MessagePassing {
  /// Where one process's memory is to be found by others.
  private struct Offer: BitwiseCopyable {
    var process: Int32 = 0
    var file: Int32 = -1
    /// Tells it from another's, where processes are numbered apart.
    var token: UInt64 = 0
  }

  /// Memory that the ranks of one machine have in common, where they find that they do.
  public func sharedMemory(bytes: Int) throws -> SharedMemory? {
    guard size > 1, hosts.count == size else { return nil }
    let members = hosts.indices.filter { hosts[$0] == hosts[rank] }
    let isLeader = members[0] == rank
    let sizes = try all(bytes)
    let sizesHere = members.map { sizes[$0] }
    let total = SharedMemory.size(of: sizesHere)
    var memory: UnsafeMutableRawPointer?
    var offer = Offer()
    if isLeader, members.count > 1, total > 0 {
      memory = hillock_shared_make(total, &offer.file)
      if let memory {
        (offer.process, offer.token) = (getpid(), .random(in: 1...(.max)))
        memory.storeBytes(of: offer.token, as: UInt64.self)
      }
    }
    let found = try all(offer)[members[0]]
    if !isLeader, found.token != 0 {
      memory = hillock_shared_open(found.process, found.file, total)
    }
    let isThere = memory?.load(as: UInt64.self) == found.token
    let isThereForAll = try all(isThere)
    if isLeader, let memory {
      close(offer.file)
      // All of it is zero at first.
      memory.storeBytes(of: 0, as: UInt64.self)
    }
    guard members.allSatisfy({ isThereForAll[$0] }), let memory else {
      if let memory { hillock_shared_release(memory, total) }
      return nil
    }
    return SharedMemory(
      ranks: members, parts: SharedMemory.parts(of: memory, sizes: sizesHere)
    ) { hillock_shared_release(memory, total) }
  }
}
