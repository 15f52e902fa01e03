extension MatrixFile {
  /// The memory for some rows at once.
  private static let mostBytes = 32 << 20

  /// The same matrix row-major, of a file whose first index moves fastest (Fortran order).
  ///
  /// Some rows at a time are gathered from the columns, and written to a ``Spool``.
  func transposed() throws(DataError) -> MatrixFile {
    guard count > 0, width > 0 else { return self }
    let size = element.size
    let columns = columnPlaces
    let rows = max(1, min(count, Self.mostBytes / (width * size)))
    let input = InputFile(file)
    var block = [UInt8](repeating: 0, count: rows * width * size)
    var column = [UInt8](repeating: 0, count: rows * size)
    var next = 0
    var position = 0
    var filled = 0
    let spool = try Spool(for: path).filled { output throws(DataError) in
      if position == filled {
        let taken = min(rows, count - next)
        guard taken > 0 else { return 0 }
        for (place, source) in columns.enumerated() {
          input.seek(to: offset + (source * count + next) * size)
          let read = try column.withUnsafeMutableBufferPointer { buffer throws(DataError) in
            try input.read(
              into: UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(buffer)[
                  ..<(taken * size)]))
          }
          guard read == taken * size else {
            throw DataError(
              .malformed, file: path, expected: "\(taken * size) bytes", found: "\(read)",
              hint: "; was it changed meanwhile?")
          }
          for row in 0..<taken {
            for byte in 0..<size {
              block[(row * width + place) * size + byte] = column[row * size + byte]
            }
          }
        }
        next += taken
        (position, filled) = (0, taken * width * size)
      }
      let moved = min(filled - position, output.count)
      block.withUnsafeBytes {
        output.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[position..<position + moved]))
      }
      position += moved
      return moved
    }
    return try MatrixFile(spool, offset: 0, shape: shape, element: element)
  }

  /// Of each column of a row, in row-major order, which column of the file it is.
  private var columnPlaces: [Int] {
    let extents = Array(shape.dropFirst())
    return (0..<width).map { place in
      var rest = place
      var index = [Int](repeating: 0, count: extents.count)
      for axis in extents.indices.reversed() {
        index[axis] = rest % extents[axis]
        rest /= extents[axis]
      }
      var (source, stride) = (0, 1)
      for axis in extents.indices {
        source += index[axis] * stride
        stride *= extents[axis]
      }
      return source
    }
  }
}
