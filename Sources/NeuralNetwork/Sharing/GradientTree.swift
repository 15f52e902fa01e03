import Activations

/// This rank's part of the tree of gradients: its shares' leaves, merged as they come into as few
/// nodes as the tree allows, like the digits of a binary counter.
///
/// A leaf comes in pieces, in any order and on several threads, and is merged while its piece is in
/// cache; so a leaf of an odd number is never in memory.
final class GradientTree<Scalar: ActivationScalar> {
  private let count: Int
  private let numerics: NumericKernels<Scalar>
  private var free: [AlignedBuffer<Scalar>] = []
  /// From the first leaf to the last.
  private(set) var nodes: [(node: ShareTree.Node, values: AlignedBuffer<Scalar>)] = []
  /// What the leaf in hand is merged with, the nearest first; the last of them takes the sum.
  private var merged: [AlignedBuffer<Scalar>] = []

  /// - Parameter count: the scalars of a gradient.
  init(count: Int, numerics: NumericKernels<Scalar>) {
    self.count = count
    self.numerics = numerics
  }

  /// Forgets all leaves.
  func begin() {
    free += nodes.map(\.values)
    nodes.removeAll(keepingCapacity: true)
  }

  /// Begins leaf `leaf`, of which each piece is to be added once.
  func begin(leaf: Int) {
    var node = ShareTree.Node(first: leaf)
    merged.removeAll(keepingCapacity: true)
    while let left = nodes.last, left.node.isLeftHalf(with: node) {
      node = ShareTree.Node(first: left.node.first, level: left.node.level + 1)
      merged.append(left.values)
      nodes.removeLast()
    }
    nodes.append((node, merged.last ?? free.popLast() ?? AlignedBuffer(count: count)))
    free += merged.dropLast()
  }

  /// Adds a piece of the leaf in hand, which is spoiled. Many threads may, each with its own pieces.
  func add(_ piece: UnsafeMutablePointer<Scalar>, offset: Int, count: Int) {
    guard let target = merged.last else {
      if let leaf = nodes.last { (leaf.values.start + offset).update(from: piece, count: count) }
      return
    }
    for values in merged.dropLast() { numerics.add(piece, values.start + offset, count) }
    numerics.add(target.start + offset, piece, count)
  }
}
