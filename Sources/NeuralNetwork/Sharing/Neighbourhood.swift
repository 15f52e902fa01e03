import Activations

/// What ranks of one machine have in common: one set of weights, and everybody's gradients, which so
/// need not be sent to each other.
final class Neighbourhood<Scalar: ActivationScalar> {
  /// The ranks of each machine; one that has no memory in common with others is by itself.
  private let groups: [[Int]]
  /// This rank's.
  private let own: [Int]
  private let communicator: any Communicator
  /// The memory of everybody's places; nil for a rank by itself.
  private let gradients: SharedMemory?
  private let count: Int
  /// This rank's places.
  let places: [AlignedBuffer<Scalar>]
  private let signs: UnsafeMutableBufferPointer<UInt8>

  /// Moves the network's weights to where neighbours have them too.
  ///
  /// - Parameter places: how many gradients each rank keeps.
  init(_ network: Network<Scalar>, places: [Int], communicator: any Communicator) throws {
    let rank = communicator.rank
    let parameters = network.parameters
    let bytes = parameters.byteCount
    let gradients = try communicator.sharedMemory(bytes: places[rank] * bytes)
    let leader = gradients?.ranks.first ?? rank
    let weights = try communicator.sharedMemory(
      bytes: gradients != nil && leader == rank ? bytes : 0)
    let memory = weights?.part(of: leader)
    if let weights, let memory {
      parameters.move(to: memory, of: weights, copying: leader == rank)
    }
    self.gradients = memory == nil ? nil : gradients
    // Whoever knows this knows that the weights are there.
    let leaders = try communicator.all(memory == nil ? rank : leader)
    groups = Set(leaders).sorted().map { leader in leaders.indices.filter { leaders[$0] == leader }
    }
    own = leaders.indices.filter { leaders[$0] == leaders[rank] }
    self.communicator = communicator
    count = parameters.count
    self.places = (0..<places[rank]).map { [gradients = self.gradients] place in
      guard let gradients, let part = gradients.part(of: rank) else {
        return AlignedBuffer(count: parameters.count)
      }
      return AlignedBuffer(
        count: parameters.count,
        in: UnsafeMutableRawBufferPointer(rebasing: part[(place * bytes)...].prefix(bytes)),
        of: gradients)
    }
    signs = .allocate(capacity: communicator.size)
    signs.initialize(repeating: 0)
  }

  deinit { signs.deallocate() }

  /// Where a neighbour keeps a gradient; nil of a rank that is none.
  func values(of rank: Int, place: Int) -> UnsafeMutablePointer<Scalar>? {
    gradients?.part(of: rank)?.baseAddress.map {
      $0.assumingMemoryBound(to: Scalar.self) + place * count
    }
  }

  /// How many ranks they are.
  var size: Int { own.count }

  /// Whether a rank's gradients, and what it has made of its weights, are here without being sent.
  func has(_ rank: Int) -> Bool { own.contains(rank) }

  /// Gives all machines what each rank has made of the weights that it owns. Nobody goes on before
  /// all weights are there.
  func exchange(_ parameters: AlignedBuffer<Scalar>, owned: [Range<Int>]) throws {
    let rank = communicator.rank
    var messages: [Message] = []
    for peer in communicator.others where !has(peer) {
      if let group = groups.first(where: { $0.contains(peer) }),
        Self.taker(of: rank, in: group) == peer
      {
        messages.append(Message(.send, peer: peer, parameters.bytes(owned[rank])))
      }
      if Self.taker(of: peer, in: own) == rank {
        messages.append(Message(.receive, peer: peer, parameters.bytes(owned[peer])))
      }
    }
    try communicator.exchange(messages)
    try waitForNeighbours()
  }

  /// Which rank of another machine takes what a rank sends there.
  private static func taker(of rank: Int, in group: [Int]) -> Int { group[rank % group.count] }

  private func waitForNeighbours() throws {
    func sign(_ rank: Int) -> UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: signs[rank..<rank + 1]))
    }
    let rank = communicator.rank
    let others = own.filter { $0 != rank }
    try communicator.exchange(
      others.map { Message(.send, peer: $0, sign(rank)) }
        + others.map { Message(.receive, peer: $0, sign($0)) })
  }
}
