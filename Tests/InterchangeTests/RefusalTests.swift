import Activations
import Datasets
import Formulas
import Foundation
import Interchange
import Testing

/// Softsign, written in Swift.
enum Softsign {
  static let activation = ElementwiseActivation(
    "softsign", value: { $0.x / (1 + abs($0.x)) },
    derivative: { 1 / ((1 + abs($0.x)) * (1 + abs($0.x))) })
}

/// What is no dense network, and what is no file at all.
@Suite struct RefusalTests {
  @Test func everyReasonIsGivenAtOnceByNode() throws {
    var file = ONNXFixture()
    file.dense("x", to: "z")
    file.add("LayerNormalization", "z", to: "n", name: "norm")
    file.add("Erfc", "z", to: "e", name: "far")
    file.add("Frobnicate", "z", to: "f", domain: "com.example", name: "own")
    file.add("Conv", "n", "z.w", to: "k", name: "after_norm")
    file.dense("z", to: "w")
    file.add("Add", "z", "w", to: "y", name: "residual")
    let refusals = file.refusals()
    #expect(refusals.map(\.node) == ["norm", "far", "own", "after_norm", "residual"])
    #expect(refusals.map(\.operation).contains("LayerNormalization"))
    #expect(refusals.last?.text.contains("residual") == true)
    let text = "\(ImportError(file: "m.onnx", reasons: refusals, others: 0))"
    #expect(text.contains("5 reasons") && text.contains("\"far\""))
  }

  @Test func anUnknownFormulaIsShownWithTheCommandForIt() throws {
    let refusals = try #require(
      {
        var file = ONNXFixture()
        file.dense("x", to: "z")
        file.add("Atan", "z", to: "t")
        file.add("Exp", "z", to: "e")
        file.add("Mul", "t", "e", to: "y")
        return file.refusals()
      }())
    #expect(refusals.count == 1)
    #expect(refusals[0].text.contains("hillock new NAME --formula \"atan(x) * exp(x)\""))
  }

  @Test(arguments: [
    ("x", [1]), ("x", [2, 2, 2]), ("q", [2, 2]),
  ])
  func shapesThatDoNotFitAreRefused(input: String, dims: [Int]) {
    var file = ONNXFixture()
    file.add("w", dims, Array(repeating: 1, count: dims.reduce(1, *)))
    file.add("MatMul", input, "w", to: "y", name: "product")
    #expect(file.refusals().first?.node == "product")
  }

  @Test func numbersThatAreNoneAreRefused() {
    for (name, values) in [
      ("W", [Float.infinity, 1, 1, 1]), ("b", [Float.infinity, 0]), ("b", [Float.nan, 0]),
    ] {
      var file = ONNXFixture()
      file.add("W", [2, 2], name == "W" ? values : [1, 2, 3, 4])
      file.add("b", [2], name == "b" ? values : [1, 2])
      file.add("Gemm", "x", "W", "b", to: "y", name: "layer")
      let refusals = file.refusals()
      #expect(refusals.map(\.node) == ["layer"])
      #expect(refusals.first?.text.contains("finite") == true)
    }
  }

  @Test func cyclesAndSelfCallsEnd() {
    var file = ONNXFixture()
    file.add("Add", "x", "b", to: "a")
    file.add("Add", "x", "a", to: "b")
    file.add("Identity", "b", to: "y")
    #expect(!file.refusals().isEmpty)

    var calls = ONNXFixture()
    calls.add("f", "x", to: "y", domain: "mine")
    calls.functions = [
      Message().adding(1, "f").adding(4, "in").adding(5, "out")
        .adding(7, ONNXFixture.node("f", ["in"], ["t"], domain: "mine"))
        .adding(7, ONNXFixture.node("f", ["t"], ["out"], domain: "mine")).adding(10, "mine")
    ]
    #expect(calls.refusals().contains { $0.text.contains("deep") })
  }

  @Test func expressionsThatDoubleThemselvesAreRefused() {
    var file = ONNXFixture()
    file.dense("x", to: "v0")
    for index in 0..<64 { file.add("Mul", "v\(index)", "v\(index)", to: "v\(index + 1)") }
    file.add("Identity", "v64", to: "y")
    #expect(file.refusals().contains { $0.text.contains("longer than any activation") })
  }

  @Test func constantsThatWouldFillTheMemoryAreRefused() {
    var file = ONNXFixture()
    // Each step spreads a constant over one more extent.
    file.add("c0", [64], Array(repeating: 1, count: 64))
    for index in 1..<7 {
      let dims = [64] + Array(repeating: 1, count: index)
      file.add("c\(index)", dims, Array(repeating: 1, count: 64))
      file.add("Add", index == 1 ? "c0" : "s\(index - 1)", "c\(index)", to: "s\(index)")
    }
    file.add("MatMul", "x", "s6", to: "y")
    #expect(file.refusals().contains { $0.text.contains("memory") })
  }

  @Test func externalDataStaysInTheModelsDirectory() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let inner = folder.appending(path: "models")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let numbers = Data(ONNXFixture.raw([9, 9, 1, 2, 3, 4] as [Float]))
    try numbers.write(to: inner.appending(path: "w.data"))
    try numbers.write(to: folder.appending(path: "outside.data"))
    try FileManager.default.createSymbolicLink(
      at: inner.appending(path: "link.data"),
      withDestinationURL: folder.appending(path: "outside.data"))

    func read(_ entries: [String: String]) throws -> [Double] {
      var file = ONNXFixture()
      file.initializers = [
        Message().adding(1, 2).adding(1, 2).adding(2, 1).adding(8, "w")
          .adding(each: entries.sorted { $0.key < $1.key }) {
            $0.adding(13, Message().adding(1, $1.key).adding(2, $1.value))
          }.adding(14, 1)
      ]
      file.add("MatMul", "x", "w", to: "y")
      let path = inner.appending(path: "m.onnx").path(percentEncoded: false)
      try Data(file.bytes).write(to: URL(filePath: path))
      return try ImportedNetwork(path, activations: []).layers[0].weights
    }
    let place = ["location": "w.data", "offset": "8", "length": "16"]
    #expect(try read(place) == [1, 2, 3, 4])
    for (key, value) in [
      ("location", "../outside.data"), ("location", "link.data"), ("location", "/etc/passwd"),
      ("location", ""), ("location", "none.data"), ("offset", "-8"), ("offset", "12"),
      ("length", "8"), ("offset", "9223372036854775807"),
    ] {
      #expect(throws: ImportError.self) { try read(place.merging([key: value]) { $1 }) }
    }
  }

  /// Class names, labels and shapes.
  private static var classes: ONNXFixture {
    var file = ONNXFixture()
    file.dense("x", to: "z")
    file.initializers.append(ONNXFixture.integers("rows", [-1, 2]))
    file.add("Reshape", "z", "rows", to: "w")
    file.add("Softmax", "w", to: "p")
    file.add("ArgMax", "p", to: "i", [("axis", .integer(1))])
    file.initializers.append(ONNXFixture.texts("names", ["ant", "bee"]))
    file.add("ArrayFeatureExtractor", "names", "i", to: "l", domain: "ai.onnx.ml")
    file.add(
      "ZipMap", "p", to: "q", [("classlabels_strings", .texts(["ant", "bee"]))],
      domain: "ai.onnx.ml")
    file.outputs = ["l", "q"]
    return file
  }

  /// A function of the file, constants that are computed, and a gate.
  private static var functions: ONNXFixture {
    var file = ONNXFixture()
    file.add("w", [2, 4], [1, 2, 3, 4, 5, 6, 7, 8])
    file.add("Transpose", "w", to: "t", [("perm", .integers([1, 0]))])
    file.nodes.append(
      ONNXFixture.node("Gemm", ["x", "t"], ["z"], [("transB", .integer(1))]))
    file.nodes.append(ONNXFixture.node("Split", ["z"], ["l", "r"], [("axis", .integer(-1))]))
    file.add("gate", "l", "r", to: "y", domain: "mine")
    file.domains.append("mine")
    file.functions = [
      Message().adding(1, "gate").adding(4, "a").adding(4, "b").adding(5, "out")
        .adding(7, ONNXFixture.node("Sigmoid", ["b"], ["s"]))
        .adding(7, ONNXFixture.node("Mul", ["a", "s"], ["out"]))
        .adding(9, Message().adding(1, "").adding(2, 20)).adding(10, "mine")
    ]
    return file
  }

  /// Every kind of damage gives a network or a refusal, never a trap. HILLOCK_DAMAGED says how many
  /// files; `Tests/damaged-onnx.sh` takes a million, within a limit of memory.
  @Test func damagedFilesAreReadOrRefused() throws {
    var silu = ONNXFixture()
    silu.dense("x", to: "z")
    silu.add("Sigmoid", "z", to: "s")
    silu.add("Mul", "z", "s", to: "a")
    silu.dense("a", to: "y")
    let sound = [silu, Self.classes, Self.functions].map(\.bytes)
    for bytes in sound { _ = try ONNXFixture.network(bytes) }
    var random = SeededGenerator(seed: 1)
    var refused = 0
    let count = ProcessInfo.processInfo.environment["HILLOCK_DAMAGED"].flatMap { Int($0) } ?? 10_000
    for index in 0..<count {
      var bytes = sound[index % sound.count]
      for _ in 0...Int(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] ^= 1 << UInt8(random.next() % 8)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 9)))
        default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      do { _ = try ONNXFixture.network(bytes) } catch { refused += 1 }
    }
    #expect(refused > count / 4 && refused < count)
  }
}
