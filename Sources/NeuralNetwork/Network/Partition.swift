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

  /// How many tiles of a batch a thread had better take through a layer before the next, while the
  /// layer's weights are in its cache: two, where their inputs and outputs leave room for these.
  func tilesTogether(_ rows: Int, widest: Int, threads: Int) -> Int {
    4 * tileRows * widest > 131_072 ? 1 : max(1, min(2, tiles(rows) / threads))
  }

  /// The samples of tile `index`.
  func rows(_ index: Int, of rows: Int) -> Range<Int> {
    index * tileRows..<min((index + 1) * tileRows, rows)
  }

  /// The rows of a weight matrix whose gradient is one task: as many as keep it in L2.
  static func weightRows(inputs: Int, columns: Int) -> Int {
    let rows = max(16, 131_072 / columns / 16 * 16)
    return min(inputs, rows)
  }
}
