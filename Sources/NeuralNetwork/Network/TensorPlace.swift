import Activations

/// Where a tensor lies in a network's one buffer of parameters, and in those of gradients and
/// optimizer state, which have the same layout.
struct TensorPlace {
  let name: String
  /// The extents, outermost first.
  let shape: [Int]
  /// Where the first value lies.
  let start: Int
  /// From row to row.
  let rowStride: Int

  var columns: Int { shape.last ?? 1 }
  var rows: Int { shape.dropLast().reduce(1, *) }
  var count: Int { rows * columns }

  /// Where value `index` lies, in the order of the rows.
  func offset(of index: Int) -> Int {
    start + index / columns * rowStride + index % columns
  }

  /// The values in a buffer, in the order of the rows.
  func values<Scalar: ActivationScalar>(in buffer: UnsafePointer<Scalar>) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: count) { result, made in
      for row in 0..<rows {
        let source = UnsafeBufferPointer(start: buffer + start + row * rowStride, count: columns)
        _ = UnsafeMutableBufferPointer(rebasing: result[(row * columns)...])
          .initialize(from: source)
      }
      made = count
    }
  }

  /// Sets the values in a buffer.
  func set<Scalar: ActivationScalar>(_ values: [Scalar], in buffer: UnsafeMutablePointer<Scalar>) {
    values.withUnsafeBufferPointer { values in
      guard let source = values.baseAddress else { return }
      for row in 0..<rows {
        (buffer + start + row * rowStride).update(from: source + row * columns, count: columns)
      }
    }
  }
}
