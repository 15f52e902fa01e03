import Activations

/// The samples of a file that need not fit in memory.
///
/// Shuffling is bounded: a window of rows is held, each sample is drawn from it at random, and its
/// place taken by the file's next row. A sample so comes out at most a window early, and as late as
/// chance will have it; a file sorted by class should be shuffled beforehand, unless the window
/// (64 MiB unless told otherwise) holds it whole. The memory is the window's; reading allocates
/// nothing once it is filled.
public final class StreamingSource<Scalar: ActivationScalar>: SampleSource {
  private let reader: any RowReader<Scalar>
  private let rows: RowSelection
  private let targetWidth: Int
  private let windowRows: Int
  private var nextRow = 0
  private var random: RandomStream?
  private var filled = 0
  private var windowInputs: [Scalar] = []
  private var windowClasses: [Int32] = []
  private var windowValues: [Scalar] = []
  private var windowWeights: [Double] = []

  /// The numbers in one sample's input.
  public let inputWidth: Int
  /// Whether a target is a class or numbers.
  public let targetKind: TargetKind
  /// The samples in an epoch.
  public let count: Int?
  /// The weights of the samples that were read last.
  public private(set) var weights: [Double] = []

  init(
    _ reader: any RowReader<Scalar>, rows: RowSelection, windowBytes: Int
  ) {
    self.reader = reader
    self.rows = rows
    inputWidth = reader.inputWidth
    targetKind = reader.targetKind
    targetWidth = reader.targetKind.rowWidth
    let count = rows.count
    self.count = count
    let rowBytes = (inputWidth + targetWidth) * MemoryLayout<Scalar>.stride
    windowRows = max(1, min(windowBytes / rowBytes, count))
  }

  /// Begins an epoch: in the file's order, or shuffled within the window.
  public func restart(shuffleSeed: UInt64?) throws(DataError) {
    try reader.rewind()
    nextRow = 0
    filled = 0
    random = shuffleSeed.map { RandomStream(seed: $0) }
    guard random != nil else { return }
    if windowInputs.isEmpty {
      windowInputs = [Scalar](repeating: 0, count: windowRows * inputWidth)
      switch targetKind {
      case .classes: windowClasses = [Int32](repeating: 0, count: windowRows)
      case .values: windowValues = [Scalar](repeating: 0, count: windowRows * targetWidth)
      }
    }
    windowWeights = []
    while filled < windowRows, try readIntoWindow(filled) { filled += 1 }
  }

  /// Reads the epoch's next samples.
  public func read(
    _ capacity: Int, inputs: UnsafeMutablePointer<Scalar>, targets: TargetBuffer<Scalar>
  ) throws(DataError) -> Int {
    var count = 0
    weights.removeAll(keepingCapacity: true)
    while count < capacity {
      let input = inputs + count * inputWidth
      let target = targets.advanced(by: count, width: targetWidth)
      if random == nil {
        guard try readSelected(input, target) else { break }
        if let weight = reader.weight { weights.append(weight) }
      } else {
        guard try drawFromWindow(input, target) else { break }
      }
      count += 1
    }
    return count
  }

  /// Reads the next row of the selection; false after the last.
  private func readSelected(
    _ input: UnsafeMutablePointer<Scalar>, _ target: TargetBuffer<Scalar>
  ) throws(DataError) -> Bool {
    while nextRow < rows.range.upperBound {
      let isWanted = rows.contains(nextRow)
      guard try reader.readRow(inputs: input, target: isWanted ? target : .none) else {
        return false
      }
      nextRow += 1
      if isWanted { return true }
    }
    return false
  }

  /// Reads the next row of the selection into a place of the window.
  private func readIntoWindow(_ place: Int) throws(DataError) -> Bool {
    guard try readRowIntoWindow(place) else { return false }
    if let weight = reader.weight {
      if place < windowWeights.count {
        windowWeights[place] = weight
      } else {
        windowWeights.append(weight)
      }
    }
    return true
  }

  private func readRowIntoWindow(_ place: Int) throws(DataError) -> Bool {
    try windowInputs.withUnsafeMutableBufferPointer { inputs throws(DataError) -> Bool in
      guard let input = inputs.baseAddress.map({ $0 + place * inputWidth }) else { return false }
      switch targetKind {
      case .classes:
        return try windowClasses.withUnsafeMutableBufferPointer { buffer throws(DataError) in
          try readSelected(input, buffer.baseAddress.map { .classes($0 + place) } ?? .none)
        }
      case .values:
        return try windowValues.withUnsafeMutableBufferPointer { buffer throws(DataError) in
          try readSelected(
            input, buffer.baseAddress.map { .values($0 + place * targetWidth) } ?? .none)
        }
      }
    }
  }

  /// Takes a sample out of the window and fills its place.
  private func drawFromWindow(
    _ input: UnsafeMutablePointer<Scalar>, _ target: TargetBuffer<Scalar>
  ) throws(DataError) -> Bool {
    guard filled > 0, let place = random?.below(filled) else { return false }
    copyFromWindow(place, input, target)
    if !windowWeights.isEmpty { weights.append(windowWeights[place]) }
    if try !readIntoWindow(place) {
      filled -= 1
      moveWithinWindow(from: filled, to: place)
    }
    return true
  }

  private func copyFromWindow(
    _ place: Int, _ input: UnsafeMutablePointer<Scalar>, _ target: TargetBuffer<Scalar>
  ) {
    Self.copy(windowInputs, place, width: inputWidth, to: input)
    switch target {
    case .classes(let output): output.pointee = windowClasses[place]
    case .values(let output): Self.copy(windowValues, place, width: targetWidth, to: output)
    case .none: break
    }
  }

  private static func copy(
    _ rows: [Scalar], _ row: Int, width: Int, to output: UnsafeMutablePointer<Scalar>
  ) {
    rows.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, width > 0 else { return }
      output.update(from: base + row * width, count: width)
    }
  }

  private func moveWithinWindow(from: Int, to: Int) {
    Self.move(&windowInputs, from: from, to: to, width: inputWidth)
    if !windowWeights.isEmpty { windowWeights[to] = windowWeights[from] }
    switch targetKind {
    case .classes: windowClasses[to] = windowClasses[from]
    case .values: Self.move(&windowValues, from: from, to: to, width: targetWidth)
    }
  }

  private static func move(_ rows: inout [Scalar], from: Int, to: Int, width: Int) {
    rows.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, width > 0 else { return }
      (base + to * width).update(from: base + from * width, count: width)
    }
  }
}

extension DataFile {
  /// All rows, for ``RowSelection/split(_:)``.
  public var rows: RowSelection { RowSelection(count: count) }

  /// A source that reads the file as it goes.
  ///
  /// - Parameters:
  ///   - rows: those of the file that belong to an epoch; all unless told otherwise.
  ///   - windowBytes: the memory for shuffling.
  /// - Throws: ``DataError`` where the file cannot be opened again.
  public func stream<Scalar: ActivationScalar>(
    _: Scalar.Type, rows: RowSelection? = nil, windowBytes: Int = 64 << 20
  ) throws(DataError) -> StreamingSource<Scalar> {
    StreamingSource(
      try reader(Scalar.self), rows: rows ?? self.rows, windowBytes: windowBytes)
  }
}
