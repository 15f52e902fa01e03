/// Memory that several ranks of one machine can all read and write, a part of each rank's own size.
///
/// It costs no copies, but has no order either: a rank may read what another has written once both
/// have exchanged a message after that.
public final class SharedMemory {
  /// The ranks that have it, in ascending order.
  public let ranks: [Int]
  private let parts: [UnsafeMutableRawBufferPointer]
  private let release: () -> Void

  /// Memory from its parts.
  ///
  /// - Parameters:
  ///   - ranks: those that have it, in ascending order.
  ///   - parts: the part of each of them, which begins on a page.
  ///   - release: called when it is no longer used.
  public init(
    ranks: [Int], parts: [UnsafeMutableRawBufferPointer], release: @escaping () -> Void
  ) {
    (self.ranks, self.parts, self.release) = (ranks, parts, release)
  }

  deinit { release() }

  /// A rank's part; nil where it has none.
  public func part(of rank: Int) -> UnsafeMutableRawBufferPointer? {
    ranks.firstIndex(of: rank).map { parts[$0] }
  }

  /// Cuts memory into parts of these sizes, each beginning on a page.
  public static func parts(
    of memory: UnsafeMutableRawPointer, sizes: [Int]
  ) -> [UnsafeMutableRawBufferPointer] {
    var next = 0
    return sizes.map { size in
      defer { next += paged(size) }
      return UnsafeMutableRawBufferPointer(start: memory + next, count: size)
    }
  }

  /// The bytes that parts of these sizes take.
  public static func size(of sizes: [Int]) -> Int { sizes.reduce(0) { $0 + paged($1) } }

  private static func paged(_ size: Int) -> Int { (size + 4095) / 4096 * 4096 }
}
