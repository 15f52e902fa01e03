import Activations
import CProcess
import FileNames

/// The rows of a table of text as numbers in a temporary file that nobody else sees: what does not fit
/// in memory is parsed once, not in every epoch.
struct RowSpool: Sendable {
  private let file: OpenFile
  fileprivate let inputWidth: Int
  fileprivate let targetKind: TargetKind
  fileprivate let count: Int
  fileprivate let isWeighted: Bool

  /// The numbers of a row: its inputs, its target, and its weight where it has one.
  fileprivate var rowWidth: Int { inputWidth + targetKind.rowWidth + (isWeighted ? 1 : 0) }

  /// Writes all rows of a file.
  ///
  /// - Parameter directory: where there is room for them.
  /// - Throws: ``DataError``: faults of the file, and with code `inputOutput` where there was no room.
  init(_ file: DataFile, in directory: String) throws(DataError) {
    (inputWidth, targetKind, count) = (file.inputWidth, file.targetKind, file.count)
    isWeighted = file.isWeighted
    let reader = try file.reader(Double.self)
    var row = [Double](
      repeating: 0, count: inputWidth + targetKind.rowWidth + (isWeighted ? 1 : 0))
    let rowBytes = row.count * MemoryLayout<Double>.stride
    var given = rowBytes
    self.file = try Spool(for: file.path, in: directory).filled { block throws(DataError) in
      var filled = 0
      while filled < block.count {
        if given == rowBytes {
          guard try Self.read(reader, into: &row) else { break }
          given = 0
        }
        let bytes = min(rowBytes - given, block.count - filled)
        row.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(rebasing: block[filled..<filled + bytes]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: $0[given..<given + bytes]))
        }
        given += bytes
        filled += bytes
      }
      return filled
    }
  }

  private static func read(
    _ reader: any RowReader<Double>, into row: inout [Double]
  ) throws(DataError) -> Bool {
    let width = reader.inputWidth
    var index: Int32 = 0
    let isRow = try row.withUnsafeMutableBufferPointer { row throws(DataError) -> Bool in
      guard let inputs = row.baseAddress else { return false }
      if case .values = reader.targetKind {
        return try reader.readRow(inputs: inputs, target: .values(inputs + width))
      }
      return try withUnsafeMutablePointer(to: &index) { index throws(DataError) in
        try reader.readRow(inputs: inputs, target: .classes(index))
      }
    }
    if case .classes = reader.targetKind { row[width] = Double(index) }
    if let weight = reader.weight { row[row.count - 1] = weight }
    return isRow
  }

  /// The directory among some that has room for a file's rows; nil where none has.
  ///
  /// One that lies in memory has none: memory is what there is too little of.
  static func place(for file: DataFile, in directories: [String]) -> String? {
    let (bytes, overflow) = file.count.multipliedReportingOverflow(
      by: (file.inputWidth + file.targetKind.rowWidth + 1) * MemoryLayout<Double>.stride)
    guard !overflow else { return nil }
    // Somebody else needs room as well.
    return directories.first { hillock_disk_room($0.fileName) / 10 * 9 > UInt64(bytes) }
  }

  /// The rows, in the file's order.
  func reader() -> any RowReader<Double> { SpoolRowReader(self, InputFile(file)) }
}

/// The rows of a ``RowSpool``.
private final class SpoolRowReader: RowReader {
  private let spool: RowSpool
  private let input: InputFile
  private let width: Int
  /// As many rows as are read at once.
  private var block: [Double]
  private var next = 0
  private var available = 0

  var inputWidth: Int { spool.inputWidth }
  var targetKind: TargetKind { spool.targetKind }
  var count: Int { spool.count }
  private(set) var weight: Double?

  init(_ spool: RowSpool, _ input: InputFile) {
    self.spool = spool
    self.input = input
    width = spool.rowWidth
    block = [Double](repeating: 0, count: max(1, 32_768 / width) * width)
  }

  func rewind() throws(DataError) {
    input.seek(to: 0)
    (next, available) = (0, 0)
  }

  func readRow(
    inputs: UnsafeMutablePointer<Double>, target: TargetBuffer<Double>
  ) throws(DataError) -> Bool {
    if next == available {
      let bytes = try block.withUnsafeMutableBufferPointer { block throws(DataError) in
        try input.read(into: UnsafeMutableRawBufferPointer(block))
      }
      (next, available) = (0, bytes / MemoryLayout<Double>.stride / width)
      if available == 0 { return false }
    }
    let targets = targetKind.rowWidth
    block.withUnsafeBufferPointer { block in
      guard let row = block.baseAddress.map({ $0 + next * width }) else { return }
      inputs.update(from: row, count: inputWidth)
      switch target {
      case .classes(let index): index.pointee = Int32(row[inputWidth])
      case .values(let values): values.update(from: row + inputWidth, count: targets)
      case .none: break
      }
      if spool.isWeighted { weight = row[width - 1] }
    }
    next += 1
    return true
  }
}

extension DataFile {
  /// Whether its rows are read as numbers from a temporary file.
  public var isSpooled: Bool { spool != nil }

  /// The file with its rows as numbers in a temporary file without a name, so that going through it
  /// again parses no text; this one where it is a matrix, or there is no room.
  ///
  /// - Parameters:
  ///   - directories: where to look for room, first of all; then `TMPDIR`, or `/tmp`. One that lies in
  ///     memory counts as one without.
  /// - Throws: ``DataError``: faults of the file.
  public func spooled(in directories: [String] = []) throws(DataError) -> DataFile {
    guard isText else { return self }
    var file = self
    guard let place = RowSpool.place(for: self, in: directories + [Spool.usualDirectory]) else {
      return file
    }
    do throws(DataError) {
      file.spool = try RowSpool(self, in: place)
    } catch  where error.code != .inputOutput {
      throw error
    } catch {
      // Whoever took the room meanwhile: the text is still there.
    }
    return file
  }
}
