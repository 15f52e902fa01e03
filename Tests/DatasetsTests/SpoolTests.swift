import DataFixtures
import Datasets
import Foundation
import Testing

/// Tables of text whose rows lie as numbers in a temporary file.
struct SpoolTests {
  let directory: TemporaryDirectory
  /// Where there is room: the directory, or the one of this file where that lies in memory.
  private var places: [String] {
    ["/nowhere", directory.path, URL(filePath: #filePath).deletingLastPathComponent().path]
  }

  init() throws { directory = try TemporaryDirectory() }

  /// The same samples in the same order, bit by bit, as from the text.
  @Test(arguments: [DataOptions.LabelKind.classes, .numbers])
  func aSpoolGivesTheSameSamples(_ kind: DataOptions.LabelKind) throws {
    let rows = (0..<700).map { row in
      "\(Double(row) / 7),\(row % 11 == 0 ? "" : "\(row % 5)"),\(["hill", "old town", "NA"][row % 3]),\(row % 4)"
    }
    let path = try directory.file("t.csv", "a,b,c,y\n" + rows.joined(separator: "\n") + "\n")
    let file = try DataFile.open(path, options: DataOptions(labelKind: kind))
    let spooled = try file.spooled(in: places)
    #expect(spooled.isSpooled && !file.isSpooled)
    for seed in [nil, 3, 4] as [UInt64?] {
      var samples: [[[Double]]] = []
      for file in [file, spooled] {
        let data = try TrainingData<Float>(
          file, test: .share(0.2, seed: 1), validation: .share(0.2, seed: 2), memoryLimit: 1)
        try samples.append(
          [data.training, data.validation, data.test].map { source in
            guard let source else { return [] }
            try source.restart(shuffleSeed: seed)
            let all = try readAll(source)
            return all.inputs.map(Double.init) + all.values.map(Double.init)
              + all.classes.map(Double.init)
          })
      }
      #expect(samples[0] == samples[1])
      #expect(samples[0].allSatisfy { $0.count > 100 })
    }
    // Nobody else sees the file.
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["t.csv"])
  }

  @Test func aMatrixNeedsNone() throws {
    let array = NumpyArray<Float>(shape: [4, 2], values: [1, 0, 2, 1, 3, 0, 4, 1])
    try array.write(to: directory.path + "/t.npy")
    #expect(try !DataFile.open(directory.path + "/t.npy").spooled(in: [directory.path]).isSpooled)
  }

  /// What is wrong in the text is said with its place, as without a spool.
  @Test func faultsKeepTheirPlace() throws {
    let path = try directory.file("t.csv", "a,y\n1,1\n2,2\n")
    let options = DataOptions(labelKind: .numbers)
    let file = try DataFile.open(path, options: options)
    try Data("a,y\n1,1\nx,2\n".utf8).write(to: URL(filePath: path))
    #expect {
      try file.spooled(in: places)
    } throws: {
      "\($0)".contains("line 3, column 1 (\"a\"): expected a number, found \"x\"")
    }
  }
}
