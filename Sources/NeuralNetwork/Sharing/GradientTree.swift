import Activations

/// This rank's part of the tree of gradients: its shares' leaves, merged as they come into as few
/// nodes as the tree allows.
///
/// A leaf comes in pieces, in any order and on several threads, and is merged while its piece is in
/// cache; so a leaf of an odd number is never in memory.
final class GradientTree<Scalar: ActivationScalar> {
  private let numerics: NumericKernels<Scalar>
  /// One a place.
  private let values: [AlignedBuffer<Scalar>]
  private var stack = NodeStack()

  /// - Parameter values: memory for a gradient in each place that the leaves take.
  init(_ values: [AlignedBuffer<Scalar>], numerics: NumericKernels<Scalar>) {
    self.values = values
    self.numerics = numerics
  }

  /// How many nodes there are.
  var count: Int { stack.nodes.count }

  /// A node's gradient, from that of the first leaf to that of the last.
  func values(of node: Int) -> AlignedBuffer<Scalar> { values[stack.nodes[node].place] }

  /// Forgets all leaves.
  func begin() { stack.removeAll() }

  /// Begins leaf `leaf`, of which each piece is to be added once.
  func begin(leaf: Int) { stack.add(leaf) }

  /// Adds a piece of the leaf in hand, which is spoiled. Many threads may, each with its own pieces.
  func add(_ piece: UnsafeMutablePointer<Scalar>, offset: Int, count: Int) {
    guard let target = stack.merged.last else {
      if let leaf = stack.nodes.last {
        (values[leaf.place].start + offset).update(from: piece, count: count)
      }
      return
    }
    for place in stack.merged.dropLast() {
      numerics.add(piece, values[place].start + offset, count)
    }
    numerics.add(values[target].start + offset, piece, count)
  }
}
