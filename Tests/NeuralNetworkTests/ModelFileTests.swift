import Activations
import DataFixtures
import Datasets
import Foundation
import Glibc
import NeuralNetwork
import Testing

/// Models on disk: what is saved comes back to the bit, and only whole.
struct ModelFileTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private static let architecture = NetworkArchitecture(
    inputs: 5,
    layers: [
      LayerArchitecture(units: 7, activation: "prelu", perChannel: ["negative_slope"]),
      LayerArchitecture(units: 6, activation: "swiglu", dropout: 0.1),
      LayerArchitecture(units: 4, activation: "softplus", settings: ["beta": 0.1]),
      LayerArchitecture(units: 3, activation: "identity"),
    ])

  static func model<Scalar: ActivationScalar>(
    _: Scalar.Type, _ architecture: NetworkArchitecture = architecture, standardized: Bool = true
  ) throws -> Model<Scalar> {
    let network = try Network<Scalar>(
      architecture, seed: 8, activations: TestActivations.named)
    return try Model(
      network: network,
      preparation: Preparation(
        width: 5,
        inputs: standardized
          ? Standardization(mean: [0.1, 1, 2, 1e-3, -4], scale: [1, 1.0 / 3, 2, 5, 0.7]) : nil),
      targets: .classes(count: 3), featureNames: ["a", "b", "c", "d", "é \"quoted\"\n"],
      classNames: ["x", "y", "z"],
      training: TrainingRecord(
        options: TrainingOptions(loss: .huber(delta: 0.1), learningRate: 0.1, seed: .max),
        epochs: 3, samples: 10, loss: 0.25))
  }

  static func found(_ saved: ActivationIdentity) throws -> (any Activation, String?)? {
    (try TestActivations.named(saved.name), nil)
  }

  private func predictions<Scalar: ActivationScalar>(_ model: Model<Scalar>) throws -> [Scalar] {
    var random = RandomStream(seed: 77)
    let inputs = (0..<50 * 5).map { _ in Scalar(random.uniform() * 6 - 3) }
    var data = try Dataset(inputs: inputs, inputWidth: 5, targets: .values([], width: 0))
    if let standardization = model.preparation.inputs { data = try standardization.apply(to: data) }
    return try model.network.predict(data.inputs)
  }

  private func roundTrip<Scalar: ActivationScalar>(_: Scalar.Type) throws {
    let path = "\(directory.path)/\(Scalar.precision).safetensors"
    let model = try Self.model(Scalar.self)
    try model.save(to: path)
    let loaded = try ModelFile.open(path).load(Scalar.self, resolve: Self.found)
    #expect(loaded.description == model.description)
    #expect(loaded.preparation == model.preparation)
    #expect(loaded.network.tensors == model.network.tensors)
    #expect(try predictions(loaded) == predictions(model))
    #expect(loaded.substitutions.isEmpty)
    let first = try Data(contentsOf: URL(fileURLWithPath: path))
    try loaded.save(to: path)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == first)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 1)
  }

  @Test func aFloatModelComesBack() throws { try roundTrip(Float.self) }
  @Test func aDoubleModelComesBack() throws { try roundTrip(Double.self) }

  private func headerLength(_ bytes: [UInt8]) -> Int {
    bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// In memory there are gaps between rows of 512 bytes.
  @Test func theFileHoldsNoGaps() throws {
    let path = "\(directory.path)/wide.safetensors"
    let model = try Self.model(
      Float.self,
      NetworkArchitecture(widths: [5, 512, 3], activation: "tanh", outputActivation: "identity"),
      standardized: false)
    try model.save(to: path)
    let loaded = try ModelFile.open(path).load(Float.self, resolve: Self.found)
    #expect(loaded.network.tensors == model.network.tensors)
    #expect(try predictions(loaded) == predictions(model))
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(bytes.count == 8 + headerLength(bytes) + 4 * (5 * 512 + 512 + 512 * 3 + 3))
  }

  @Test func precisionsMayBeChanged() throws {
    let path = "\(directory.path)/m.safetensors"
    let model = try Self.model(Float.self, standardized: false)
    try model.save(to: path)
    let wide = try ModelFile.open(path).load(Double.self, resolve: Self.found)
    #expect(wide.preparation.inputs == nil)
    #expect(
      wide.network.tensors.map { $0.values.map { Float($0) } }
        == model.network.tensors.map(\.values))
    let difference = zip(try predictions(wide), try predictions(model)).map { abs($0 - Double($1)) }
    #expect(difference.max()! < 1e-5)
    try wide.save(to: path)
    let narrow = try ModelFile.open(path).load(Float.self, resolve: Self.found)
    #expect(narrow.network.tensors == model.network.tensors)
    #expect(try predictions(narrow) == predictions(model))
  }

  /// The file is what other readers of safetensors expect.
  @Test func theFileIsSafetensors() throws {
    let path = "\(directory.path)/m.safetensors"
    try Self.model(Float.self).save(to: path)
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    let length = headerLength(bytes)
    #expect((8 + length) % 64 == 0)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: Any])
    let metadata = try #require(json["__metadata__"] as? [String: String])
    #expect(metadata["hillock_version"] == "3")
    #expect(metadata["hillock_sha256"]?.count == 64)
    let weights = try #require(json["layers.1.weights"] as? [String: Any])
    #expect(weights["dtype"] as? String == "F32")
    #expect(weights["shape"] as? [Int] == [7, 12])
    let offsets = try #require(weights["data_offsets"] as? [Int])
    #expect(offsets[1] - offsets[0] == 7 * 12 * 4)
    #expect((json["standardization.mean"] as? [String: Any])?["dtype"] as? String == "F64")
  }

  @Test func whatCannotBeWrittenIsSaidAndLeavesNothing() throws {
    let model = try Self.model(Float.self)
    func message(_ path: String) -> String? {
      do throws(DataError) { try model.save(to: path) } catch { return "\(error)" }
      return nil
    }
    let missing = "\(directory.path)/none/m.safetensors"
    #expect(message(missing) == "\(missing): expected to write it, found No such file or directory")
    #expect(
      message("/dev/full") == "/dev/full: expected to write it, found No space left on device")
    let taken = "\(directory.path)/taken"
    try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: false)
    #expect(message(taken) == "\(taken): expected to write it, found Is a directory")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["taken"])
    #expect(message("/dev/null") == nil)
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func aSaveThatFailsLeavesTheOldFile() throws {
    let path = "\(directory.path)/m"
    try Data("old".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: DataError.self) {
      try AtomicFile.write(path) { file throws(DataError) in
        try file.write(Array(repeating: 7, count: 1 << 20))
        throw DataError(.inputOutput, expected: "to go on", found: "an interruption")
      }
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["m"])
  }

  @Test func aLinkIsFollowedAndPermissionsAreKept() throws {
    let path = "\(directory.path)/real"
    let link = "\(directory.path)/link"
    try Data("old".utf8).write(to: URL(fileURLWithPath: path))
    #expect(chmod(path, 0o640) == 0)
    #expect(symlink("real", link) == 0)
    try AtomicFile.write(link) { file throws(DataError) in try file.write("new".utf8) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test func whatIsReadIsNotOverwritten() throws {
    let data = "\(directory.path)/data.csv"
    try Data("a,b\n".utf8).write(to: URL(fileURLWithPath: data))
    #expect(symlink("data.csv", "\(directory.path)/link") == 0)
    #expect(Glibc.link(data, "\(directory.path)/second") == 0)
    for name in ["data.csv", "link", "second"] {
      let path = "\(directory.path)/\(name)"
      var message: String?
      do throws(DataError) {
        _ = try OutputPlace(path, sparing: ["\(directory.path)/nothing", data])
      } catch { message = "\(error)" }
      #expect(message == "\(path): expected another file to write to, found the input")
    }
    _ = try OutputPlace("\(directory.path)/model", sparing: [data])
    _ = try OutputPlace(data)
  }

  @Test func sizesThatDoNotFitTheNetwork() throws {
    let network = try Network<Float>(
      Self.architecture, seed: 8, activations: TestActivations.named)
    let training = TrainingRecord(options: TrainingOptions(), epochs: 0, samples: 0)
    func attempt(
      targets: TargetKind = .classes(count: 3), features: [String]? = nil, classes: [String]? = nil,
      width: Int = 5
    ) -> String? {
      do throws(DataError) {
        _ = try Model(
          network: network, preparation: Preparation(width: width), targets: targets,
          featureNames: features, classNames: classes, training: training)
      } catch { return "\(error)" }
      return nil
    }
    #expect(attempt() == nil)
    #expect(
      attempt(targets: .classes(count: 4))
        == "the model: expected a class for each of 3 outputs, found 4 classes")
    #expect(attempt(targets: .values(width: 2))?.contains("3 numbers a target") == true)
    #expect(attempt(features: ["a"])?.contains("5 feature names") == true)
    #expect(attempt(features: ["a", "b", "a", "c", "d"])?.contains("names that differ") == true)
    #expect(attempt(classes: ["a"])?.contains("3 class names") == true)
    #expect(attempt(width: 4) == "the model: expected 5 inputs, found 4")
    #expect(throws: DataError.self) {
      try Preparation(width: 5, inputs: Standardization(mean: [0], scale: [1]))
    }
  }
}
