/// How the work on a batch is cut into tiles: by its shape alone, so that the same batch gives the
/// same bits whatever the number of threads.
struct Partition {
  /// The samples of a tile, but for the last.
  let tileRows: Int
  /// Whether a batch is work enough for more than one thread.
  let isShared: Bool

  /// Where a whole batch is less work than this, cutting it costs more than a second core gives.
  private static let leastWork = 4_000_000
  /// What a matrix product needs to be at its best, and what fits beside its neighbours in L2.
  private static let mostRows = 128

  /// The scalars that stay in L2 beside others: 512 KB of floats.
  private static let cached = 131_072

  /// The partition of a batch.
  ///
  /// - Parameter work: the multiplications that a sample takes.
  init(rows: Int, work: Int) {
    let whole = rows.multipliedReportingOverflow(by: work)
    isShared = whole.overflow || whole.partialValue > Self.leastWork
    if isShared {
      // At least two tiles from 32 samples on, in steps of a vector.
      tileRows = min(max(16, (rows + 31) / 32 * 16), Self.mostRows)
    } else {
      tileRows = min(rows, 4 * Self.mostRows)
    }
  }

  /// How many tiles `rows` samples make.
  func tiles(_ rows: Int) -> Int { (rows + tileRows - 1) / tileRows }

  /// How many tiles a thread takes through a layer before the next, while the layer's weights are in
  /// its cache: two, where that leaves no other thread without. This changes no bits.
  ///
  /// - Parameter widest: the units of the widest layer.
  func tilesTogether(_ rows: Int, widest: Int, threads: Int) -> Int {
    threads == 1 || tiles(rows).isMultiple(of: 2 * threads) ? mostTogether(widest: widest) : 1
  }

  /// Two where the outputs of two tiles, and of two layers, leave the weights room in L2.
  func mostTogether(widest: Int) -> Int { 4 * tileRows * widest <= Self.cached ? 2 : 1 }

  /// The samples of tile `index`.
  func rows(_ index: Int, of rows: Int) -> Range<Int> {
    index * tileRows..<min((index + 1) * tileRows, rows)
  }

  /// The scalars of a gradient that are worth a task of their own.
  private static let leastBlock = 16_384

  /// The rows of a weight matrix whose gradient is one task, in steps of 16: as many as keep it in
  /// L2, but about half of them at most, so that a second thread finds work, unless that is very
  /// little.
  static func weightRows(inputs: Int, columns: Int) -> Int {
    func steps(_ rows: Int) -> Int { max(16, rows / 16 * 16) }
    let half = max(steps((inputs + 1) / 2 + 15), steps(leastBlock / columns + 15))
    return min(inputs, steps(cached / columns), half)
  }
}
