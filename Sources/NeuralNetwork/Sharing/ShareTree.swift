/// How a batch is cut into shares, and in which order their gradients are added: a binary tree over
/// the shares, by the batch's shape alone.
///
/// Leaf i is the gradient of share i. A node of level k holds leaves [j 2^k, (j+1) 2^k): the sum of
/// its two halves, or its left half alone where there are no leaves on the right. A rank that has
/// some shares in a row so makes whole nodes of most of them, and what remains to be added is the
/// same, whoever has which.
struct ShareTree {
  /// Leaves `first` ..< `first` + 2^`level`.
  struct Node: Hashable {
    var first: Int
    var level = 0
    /// Whether `right` is the other half of a node of which this is the left one.
    func isLeftHalf(with right: Node) -> Bool {
      level == right.level && first % (2 << level) == 0 && right.first == first + 1 << level
    }
  }

  /// Samples go from `from` to `into`.
  struct Addition: Hashable {
    let into: Int
    let from: Int
  }

  /// How many shares a whole batch has.
  let shares: Int
  /// The samples of a share, but for the last of a batch.
  let rows: Int

  /// - Parameters:
  ///   - batch: the samples of a whole batch.
  ///   - shares: the most shares.
  init(batch: Int, shares: Int) {
    self.shares = shares
    rows = max(1, (batch + shares - 1) / shares)
  }

  /// The shares that a batch of `rows` samples has: the last batch of an epoch may be short.
  func leaves(_ rows: Int) -> Int { min((rows + self.rows - 1) / self.rows, shares) }

  /// The samples of a share of a batch of `rows` samples; none beyond its end.
  func samples(_ share: Int, of rows: Int) -> Range<Int> {
    min(share * self.rows, rows)..<min((share + 1) * self.rows, rows)
  }

  /// The shares of each of so many ranks.
  func parts(ranks: Int) -> [Range<Int>] {
    (0..<ranks).map { $0 * shares / ranks..<($0 + 1) * shares / ranks }
  }

  /// The additions that make the whole tree of nodes that hold all leaves in their order; the sum is
  /// then in the first.
  static func additions(_ nodes: [Node]) -> [Addition] {
    var additions: [Addition] = []
    var open: [(node: Node, place: Int)] = []
    for (place, node) in nodes.enumerated() {
      var top = (node: node, place: place)
      while let left = open.last, left.node.isLeftHalf(with: top.node) {
        additions.append(Addition(into: left.place, from: top.place))
        top = (Node(first: left.node.first, level: left.node.level + 1), left.place)
        open.removeLast()
      }
      open.append(top)
    }
    // Where leaves are missing on the right, what there is goes up by itself.
    while open.count > 1 {
      let right = open.removeLast()
      additions.append(Addition(into: open[open.count - 1].place, from: right.place))
    }
    return additions
  }
}

/// The nodes that can be made of leaves in a row as they come, like the digits of a binary counter, and
/// where each is kept: the same places for the same leaves, so that others know where to look.
struct NodeStack {
  /// From the first leaf to the last.
  private(set) var nodes: [(node: ShareTree.Node, place: Int)] = []
  /// Where the nodes are that the leaf in hand is merged with, the nearest first: the last of them
  /// takes the sum. Empty where it is a node by itself.
  private(set) var merged: [Int] = []
  /// How many places there are, from 0.
  private(set) var places = 0
  private var free: [Int] = []

  /// The nodes of some leaves.
  init(_ leaves: Range<Int> = 0..<0) {
    for leaf in leaves { add(leaf) }
  }

  /// Forgets all leaves.
  mutating func removeAll() {
    nodes.removeAll(keepingCapacity: true)
    merged.removeAll(keepingCapacity: true)
    free.removeAll(keepingCapacity: true)
    places = 0
  }

  /// Takes the next leaf in hand.
  mutating func add(_ leaf: Int) {
    var node = ShareTree.Node(first: leaf)
    merged.removeAll(keepingCapacity: true)
    while let left = nodes.last, left.node.isLeftHalf(with: node) {
      node = ShareTree.Node(first: left.node.first, level: left.node.level + 1)
      merged.append(left.place)
      nodes.removeLast()
    }
    nodes.append((node, merged.last ?? free.popLast() ?? newPlace()))
    free += merged.dropLast()
  }

  private mutating func newPlace() -> Int {
    defer { places += 1 }
    return places
  }
}
