import Activations
import Datasets
import Foundation

/// A directory for one test's files, removed with the last reference.
package final class TemporaryDirectory: Sendable {
  package let path: String

  package init() throws {
    let name = "hillock-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  package func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let file = "\(path)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Writes a text and returns its path.
  package func file(_ name: String, _ text: String) throws -> String { try file(name, text.utf8) }
}

/// Reads a source from where it stands to the epoch's end, in batches of `batch`.
package func readAll<Scalar: ActivationScalar>(
  _ source: any SampleSource<Scalar>, batch: Int = 7
) throws -> (inputs: [Scalar], classes: [Int32], values: [Scalar]) {
  var all: (inputs: [Scalar], classes: [Int32], values: [Scalar]) = ([], [], [])
  var inputs = [Scalar](repeating: 0, count: batch * source.inputWidth)
  var classes = [Int32](repeating: -1, count: batch)
  let width = source.targetKind.outputWidth
  var values = [Scalar](repeating: 0, count: batch * width)
  while true {
    let count = try inputs.withUnsafeMutableBufferPointer { inputs in
      try classes.withUnsafeMutableBufferPointer { classes in
        try values.withUnsafeMutableBufferPointer { values in
          let targets: TargetBuffer<Scalar> =
            switch source.targetKind {
            case .classes: .classes(classes.baseAddress!)
            case .values: values.baseAddress.map { .values($0) } ?? .none
            }
          return try source.read(batch, inputs: inputs.baseAddress!, targets: targets)
        }
      }
    }
    if count == 0 { return all }
    all.inputs += inputs[..<(count * source.inputWidth)]
    switch source.targetKind {
    case .classes: all.classes += classes[..<count]
    case .values: all.values += values[..<(count * width)]
    }
  }
}

/// The digits that the command holds, in the package that this file belongs to.
package let digitsPath = URL(fileURLWithPath: #filePath)
  .appendingPathComponent("../../../Sources/CDigits/digits.csv").standardized.path
