/// Processes that train one network together, each with a number, its rank, and what moves memory
/// between them.
///
/// Only data moves: whatever is added up, the network adds itself, in an order of its own. So the
/// numbers do not depend on who carries them.
///
/// Called from one thread at a time.
public protocol Communicator: AnyObject {
  /// This process's number, from 0.
  var rank: Int { get }
  /// How many processes there are.
  var size: Int { get }

  /// Sends and receives, and returns when all of it is done.
  ///
  /// Messages from one rank to another are matched in their order, and have the same length at both
  /// ends. Every rank calls this as often as the others.
  ///
  /// - Throws: what went wrong; the communicator is of no further use then.
  func exchange(_ messages: [Message]) throws

  /// Memory that this rank has in common with others of its machine, of which `bytes` are its own
  /// part; nil where there are no others, or no such memory can be had. Every rank calls this as often
  /// as the others.
  func sharedMemory(bytes: Int) throws -> SharedMemory?
}

extension Communicator {
  /// None: whatever is to be had in common goes by messages.
  public func sharedMemory(bytes: Int) throws -> SharedMemory? { nil }
}

/// Memory that goes to another rank, or is filled by it. An empty message is none.
public struct Message {
  /// Which way it goes.
  public enum Direction: Sendable {
    /// To the other rank.
    case send
    /// From the other rank.
    case receive
  }

  /// Which way it goes.
  public var direction: Direction
  /// The other rank.
  public var peer: Int
  /// What is sent, or filled. Must stay where it is until the exchange is done.
  public var memory: UnsafeMutableRawBufferPointer

  /// A message from its parts.
  public init(_ direction: Direction, peer: Int, _ memory: UnsafeMutableRawBufferPointer) {
    self.direction = direction
    self.peer = peer
    self.memory = memory
  }
}

extension Communicator {
  /// The other ranks, each rank's own beginning with the next, so that not all go to the same first.
  var others: [Int] { (1..<max(size, 1)).map { (rank + $0) % size } }

  /// Gives every rank the elements of all: rank r fills `parts[r]` of `values`, and has the others'
  /// when this returns.
  func share<Element: BitwiseCopyable>(
    _ values: UnsafeMutableBufferPointer<Element>, parts: [Range<Int>]
  ) throws {
    guard size > 1 else { return }
    func memory(_ rank: Int) -> UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: values[parts[rank]]))
    }
    try exchange(
      others.map { Message(.send, peer: $0, memory(rank)) }
        + others.reversed().map { Message(.receive, peer: $0, memory($0)) })
  }

  /// Gives rank 0's elements to all ranks.
  func broadcast<Element: BitwiseCopyable>(
    _ values: UnsafeMutableBufferPointer<Element>
  ) throws {
    let memory = UnsafeMutableRawBufferPointer(values)
    try exchange(
      rank == 0
        ? others.map { Message(.send, peer: $0, memory) } : [Message(.receive, peer: 0, memory)])
  }

  /// Gives rank 0 the elements of all: rank r's are `parts[r]` of its `values`.
  func collect<Element: BitwiseCopyable>(
    _ values: UnsafeMutableBufferPointer<Element>, parts: [Range<Int>]
  ) throws {
    func memory(_ rank: Int) -> UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: values[parts[rank]]))
    }
    try exchange(
      rank == 0
        ? others.map { Message(.receive, peer: $0, memory($0)) }
        : [Message(.send, peer: 0, memory(rank))])
  }

  /// Gives one of rank 0's values to all ranks.
  public func broadcast<Element: BitwiseCopyable>(_ value: Element) throws -> Element {
    var value = [value]
    try value.withUnsafeMutableBufferPointer { try broadcast($0) }
    return value[0]
  }

  /// Gives rank 0's bytes, however many, to all ranks.
  public func broadcast(_ bytes: [UInt8]) throws -> [UInt8] {
    let count = try broadcast(bytes.count)
    var bytes = rank == 0 ? bytes : [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { try broadcast($0) }
    return bytes
  }

  /// Every rank's value, in the order of the ranks, on every rank.
  public func all<Element: BitwiseCopyable>(_ value: Element) throws -> [Element] {
    var values = [Element](repeating: value, count: size)
    try values.withUnsafeMutableBufferPointer {
      try share($0, parts: (0..<size).map { $0..<$0 + 1 })
    }
    return values
  }

  /// Every rank's text, in the order of the ranks, on every rank.
  public func all(_ text: String) throws -> [String] {
    let bytes = Array(text.utf8)
    let counts = try all(bytes.count)
    var parts: [Range<Int>] = []
    for count in counts {
      let start = parts.last?.upperBound ?? 0
      parts.append(start..<start + count)
    }
    var texts = [UInt8](repeating: 0, count: parts.last?.upperBound ?? 0)
    texts.replaceSubrange(parts[rank], with: bytes)
    try texts.withUnsafeMutableBufferPointer { try share($0, parts: parts) }
    return parts.map { String(decoding: texts[$0], as: UTF8.self) }
  }
}
