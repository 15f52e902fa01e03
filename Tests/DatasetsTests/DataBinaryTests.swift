import Activations
import DataFixtures
import Datasets
import Foundation
import Testing

/// `.npy` and IDX files: every type and version, hostile headers.
struct DataBinaryTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func npy(
    _ type: String, _ shape: String, _ bytes: [UInt8], version: UInt8 = 1, fortran: String = "False"
  ) throws -> String {
    let header = "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': \(shape), }\n"
    let length = UInt8(header.utf8.count)
    let lengthBytes = version == 1 ? [length, 0] : [length, 0, 0, 0]
    let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
    return try directory.file("x.npy", start + lengthBytes + Array(header.utf8) + bytes)
  }

  private func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      let text = "\(error)"
      #expect(!text.contains("\n"))
      return text.hasPrefix(directory.path)
        ? String(text.dropFirst(directory.path.count + 1)) : text
    }
  }

  private func bytes<T>(_ values: [T]) -> [UInt8] { values.withUnsafeBytes(Array.init) }

  @Test func typesOfNumpyArrays() throws {
    func read(_ type: String, _ data: [UInt8]) throws -> [Double] {
      try NumpyFile.read(npy(type, "(2,)", data), as: Double.self).values
    }
    #expect(try read("|u1", [0, 255]) == [0, 255])
    #expect(try read("|i1", [127, 128]) == [127, -128])
    #expect(try read("<i2", [0xFE, 0xFF, 1, 0]) == [-2, 1])
    #expect(try read(">u2", [0xFE, 0xFF, 0, 1]) == [0xFEFF, 1])
    #expect(try read("<i4", bytes([Int32(-5), 7])) == [-5, 7])
    #expect(try read("<u4", bytes([UInt32.max, 7])) == [4_294_967_295, 7])
    #expect(try read("<i8", bytes([Int64(-5), 1 << 40])) == [-5, 0x1p40])
    #expect(try read("<f4", bytes([Float(0.1), -.infinity])) == [Double(Float(0.1)), -.infinity])
    #expect(try read("<f8", bytes([0.1, -2])) == [0.1, -2])
    #expect(try read(">f8", bytes([0.1, -2].map { $0.bitPattern.bigEndian })) == [0.1, -2])
    #expect(try NumpyFile.precision(of: npy("<f4", "(0,)", [])) == .float32)
    #expect(try NumpyFile.precision(of: npy("<i4", "(0,)", [])) == .float64)
    #expect(try NumpyFile.precision(of: npy("|u1", "(0,)", [])) == .float32)
  }

  @Test(arguments: [UInt8(1), 2, 3])
  func versionsAndShapes(_ version: UInt8) throws {
    let data = (0..<24).map { UInt8($0) }
    let cube = try NumpyFile.read(npy("|u1", "(2, 3, 4)", data, version: version), as: Float.self)
    #expect(cube.shape == [2, 3, 4])
    #expect(cube.values == data.map { Float($0) })
    #expect(
      try NumpyFile.read(npy("|u1", "()", [9], version: version), as: Float.self).shape.isEmpty)
    let empty = try NumpyFile.read(npy("|u1", "(4000000000, 0)", []), as: Float.self)
    #expect(empty.values.isEmpty && empty.shape == [4_000_000_000, 0])
  }

  @Test func writtenArraysReadBackBitForBit() throws {
    func check<Scalar: ActivationScalar>(_: Scalar.Type, _ shape: [Int]) throws {
      let count = shape.reduce(1, *)
      var random = RandomStream(seed: UInt64(count))
      let values = (0..<count).map { _ in Scalar(random.uniform() - 0.5) }
      let path = "\(directory.path)/out.npy"
      let array = NumpyArray(shape: shape, values: values)
      try array.write(to: path)
      #expect(try NumpyFile.precision(of: path) == Scalar.precision)
      #expect(try NumpyFile.read(path, as: Scalar.self) == array)
    }
    for shape in [[], [0], [5], [3, 4], [2, 0, 3], [100, 70, 11]] {
      try check(Float.self, shape)
      try check(Double.self, shape)
    }
  }

  @Test func hostileHeaders() throws {
    func fault(_ type: String, _ shape: String, _ data: [UInt8] = [], fortran: String = "False")
      -> String?
    {
      message {
        _ = try NumpyFile.read(npy(type, shape, data, fortran: fortran), as: Float.self)
      }
    }
    #expect(
      fault("<f4", "(2, 2)", [0])
        == "x.npy: expected 16 bytes of numbers for the shape [2, 2], found 1")
    #expect(fault("<f4", "(4611686018427387904, 4)")?.contains("expected fewer bytes") == true)
    #expect(fault("<f4", "(9223372036854775807, 9223372036854775807, 0)") != nil)
    #expect(fault("<f4", "(99999999999999999999,)")?.contains("expected a header with") == true)
    #expect(fault("<f4", "(-1,)")?.contains("expected a header with") == true)
    #expect(
      fault("<c8", "(1,)", [0])
        == "x.npy: expected numbers of type f2, f4, f8, b1, or i or u with 1, 2, 4 or 8 bytes, "
        + "found \"<c8\"")
    #expect(fault("O", "(1,)") != nil && fault("", "(1,)") != nil && fault("<f4", "(1") != nil)
    let long = try directory.file(
      "long.npy", [0x93] + Array("NUMPY".utf8) + [2, 0] + [255, 255, 255, 255, 0])
    #expect(
      message { _ = try NumpyFile.precision(of: long) }
        == "long.npy: expected a header of at most 65536 bytes, found 4294967295")
  }

  /// Every prefix of a good file and 20,000 mutations of it: an array or an error.
  @Test func mutatedNumpyFiles() throws {
    let good = try Array(
      Data(
        contentsOf: URL(
          fileURLWithPath: npy("<f4", "(2, 3)", bytes([Float](repeating: 1, count: 6))))))
    var random = RandomStream(seed: 3)
    let path = "\(directory.path)/mutant.npy"
    var errors = 0
    for round in 0..<4000 {
      var mutant = good
      if round < good.count {
        mutant.removeLast(good.count - round)
      } else {
        for _ in 0...random.below(4) {
          mutant[random.below(mutant.count)] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      try Data(mutant).write(to: URL(fileURLWithPath: path))
      do throws(DataError) { _ = try NumpyFile.read(path, as: Double.self) } catch { errors += 1 }
    }
    #expect(errors > good.count)
  }

  @Test func numpySamplesWithALabelColumnOrFile() throws {
    let path = "\(directory.path)/samples.npy"
    try NumpyArray<Float>(shape: [3, 3], values: [1, 2, 7, 3, 4, 9, 5, 6, 7]).write(to: path)
    let file = try DataFile.open(path)
    let data = try file.load(Double.self)
    #expect(data.inputs == [1, 2, 3, 4, 5, 6])
    #expect(data.targets == .classes([0, 1, 0], count: 2) && data.classNames == ["7", "9"])
    let first = try DataFile.open(
      path, options: DataOptions(label: ColumnReference("0"), labelKind: .numbers))
    #expect(try first.load(Float.self).targets == .values([1, 3, 5], width: 1))
    #expect(try readAll(first.stream(Float.self)).inputs == [2, 7, 4, 9, 6, 7])
    let labels = "\(directory.path)/labels.npy"
    try NumpyArray<Double>(shape: [3, 2], values: [0.5, 1, 2, 3, 4, 5]).write(to: labels)
    let apart = try DataFile.open(path, options: DataOptions(labelsPath: labels)).load(Float.self)
    #expect(apart.inputWidth == 3 && apart.targets == .values([0.5, 1, 2, 3, 4, 5], width: 2))
    try NumpyArray<Double>(shape: [2], values: [0.5, 1]).write(to: labels)
    #expect(
      message { _ = try DataFile.open(path, options: DataOptions(labelsPath: labels)) }
        == "labels.npy: expected 3 labels, one a row of inputs, found 2")
    #expect(
      message { _ = try DataFile.open(path, options: DataOptions(label: ColumnReference("digit"))) }
        == "samples.npy: expected a column \"digit\", found columns 0 to 2")
    try NumpyArray<Float>(shape: [2, 2], values: [1, 2, .nan, 4]).write(to: path)
    #expect(
      message {
        _ = try DataFile.open(path, options: DataOptions(missing: .refuse)).load(Float.self)
      }
        == "samples.npy: column 1: expected a finite number, found nan in row 2")
    #expect(try DataFile.open(path).load(Float.self).inputs[1].isNaN)
    #expect(
      message {
        _ = try DataFile.open(path, options: DataOptions(classNames: ["2", "5"])).load(Float.self)
      }
        == "samples.npy: column 2: expected a class: \"2\", \"5\", found 4.0 in row 2")
    try NumpyArray<Float>(shape: [0, 2], values: []).write(to: path)
    #expect(
      message { _ = try DataFile.open(path) }
        == "samples.npy: expected rows of data, found the shape [0, 2]")
  }

  /// 2^53 and 2^53 + 1 are one double.
  @Test func labelsThatADoubleConfusesAreRefused() throws {
    let labels: [Int64] = [1 << 53, 1 << 53 + 1, 1 << 53]
    let path = try npy("<i8", "(3, 2)", bytes(labels.flatMap { [Int64(7), $0] }))
    #expect(
      message { _ = try DataFile.open(path, options: DataOptions(labelKind: .classes)) }
        == "x.npy: expected labels below 2^53, which doubles tell apart, found a greater one in row 1"
    )
    let exact = try npy("<i8", "(3, 2)", bytes([7, 1 << 53 - 1, 7, 3, 7, 3] as [Int64]))
    let data = try DataFile.open(exact, options: DataOptions(labelKind: .classes)).load(Double.self)
    #expect(data.classNames == ["3", "9007199254740991"])
  }

  @Test func imagesFindTheirLabels() throws {
    let images = try directory.file(
      "t-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 255])
    #expect(message { _ = try DataFile.open(images) }?.hasPrefix("t-labels-idx1-ubyte") == true)
    #expect(try DataFile.open(images, options: DataOptions(label: nil)).load(Float.self).count == 3)
    _ = try directory.file("t-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 4, 1, 4])
    let data = try DataFile.open(images).load(Float.self)
    #expect(data.inputs == [1, 2, 3, 4, 5, 255] && data.inputWidth == 2)
    #expect(data.targets == .classes([1, 0, 1], count: 2) && data.classNames == ["1", "4"])
    _ = try directory.file("t-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 4, 1])
    #expect(
      message { _ = try DataFile.open(images) }
        == "t-labels-idx1-ubyte: expected 3 labels, one a row of inputs, found 2")
    let huge = try directory.file("h", [0, 0, 14, 2, 255, 255, 255, 255, 255, 255, 255, 255])
    #expect(message { _ = try DataFile.open(huge, options: DataOptions(label: nil)) } != nil)
    let short = try directory.file("s", [0, 0, 8, 200, 0, 0])
    #expect(
      message { _ = try DataFile.open(short, options: DataOptions(label: nil)) }
        == "s: expected a header of 804 bytes, found the end of the file after 6")
  }

  @Test func otherFilesAreNamed() throws {
    let archive = try directory.file("d.npz", [0x50, 0x4B, 3, 4])
    #expect(
      message { _ = try DataFile.open(archive) }
        == "d.npz: expected a whole ZIP archive, found no directory of its members")
    let cut = try directory.file("d.csv.gz", [0x1F, 0x8B, 8, 0])
    #expect(
      message { _ = try DataFile.open(cut) }
        == "d.csv.gz: expected data that gzip has packed, found the end of the file in the middle of it"
    )
    let binary = try directory.file("d.bin", [1, 2, 0, 4])
    #expect(
      message { _ = try DataFile.open(binary) }
        == "d.bin: expected CSV, IDX, .npy or .npz, found other binary data")
  }
}
