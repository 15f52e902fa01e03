import Activations
import Datasets
import FoundationEssentials

/// A model's file: a safetensors file whose tensors are the network's, and whose metadata say what
/// network that is.
///
/// Opening reads and checks all but the weights, and needs no activation; loading makes the network.
public struct ModelFile: Sendable {
  /// The version of the metadata that this code writes, and the highest that it reads. From 2 on a
  /// checksum is part of the file, from 3 on what the columns of the data are.
  public static let version = 3
  /// How a model is told from other files.
  public static let kind = FileKind("a model", holding: "\"\(modelKey)\"")
  /// The tensors that standardize inputs.
  static let inputNames = (mean: "standardization.mean", scale: "standardization.scale")
  /// The tensors that standardize targets.
  static let targetNames = (mean: "targets.mean", scale: "targets.scale")
  private static let versionKey = "hillock_version"
  private static let modelKey = "hillock_model"

  /// The path as it was given.
  public let path: String
  /// What the file says of its network.
  public let description: ModelDescription
  /// Whether it must have a checksum.
  private let isSealed: Bool

  /// Opens a model and checks what it says.
  ///
  /// - Throws: ``DataError`` where it cannot be read, is no model, is of a later version, or says
  ///   what cannot be.
  public static func open(_ path: String) throws(DataError) -> ModelFile {
    try ModelFile(SafetensorsFile(path))
  }

  private init(_ file: SafetensorsFile) throws(DataError) {
    path = file.path
    let metadata = file.header.metadata
    guard let versionText = metadata[Self.versionKey], let text = metadata[Self.modelKey] else {
      throw DataError(
        .malformed, file: path, expected: "a model saved by hillock",
        found: "a safetensors file without \(Self.versionKey) and \(Self.modelKey)")
    }
    guard let version = Int(versionText), (1...Self.version).contains(version) else {
      throw DataError(
        .malformed, file: path, expected: "a model of version 1 to \(Self.version)",
        found: "version \(DataError.quoted(versionText))")
    }
    isSealed = version >= 2
    do {
      description = try JSONDecoder().decode(ModelDescription.self, from: Data(text.utf8))
    } catch {
      throw DataError(
        .malformed, file: path, expected: "a description of the model in \(Self.modelKey)",
        found: SafetensorsHeader.reason(error))
    }
    try description.validate(path: path)
    try checkSize(file.header)
  }

  /// Loads the network and its weights.
  ///
  /// The precision need not be the one that the model was trained in: float32 weights are exact in
  /// float64, and float64 ones are rounded.
  ///
  /// - Parameters:
  ///   - policy: whether an activation may differ from the one that the model was trained with.
  ///   - resolve: finds the activation of an identity's name, and where it is; nil where there is
  ///     none. Called once for each different identity.
  /// - Throws: ``DataError`` where the file is not what its header says or an activation is missing
  ///   or different, and what `resolve` throws.
  public func load<Scalar: ActivationScalar>(
    _: Scalar.Type, policy: ActivationPolicy = ActivationPolicy(),
    resolve: (ActivationIdentity) throws -> (activation: any Activation, path: String?)?
  ) throws -> Model<Scalar> {
    let file = try SafetensorsFile(path)
    let opened = try ModelFile(file)
    try file.checkSeal(isRequired: opened.isSealed)
    let description = opened.description
    var found: [ActivationIdentity: any Activation] = [:]
    var substitutions: [ActivationSubstitution] = []
    var architecture = description.architecture
    for (index, saved) in description.activations.enumerated() {
      architecture.layers[index].settings = saved.parameters
      guard found[saved.identity] == nil else { continue }
      let resolved = try resolve(saved.identity)
      let substitution = try policy.check(
        saved: saved.identity, found: resolved?.activation.identity, path: resolved?.path,
        file: path)
      if let substitution { substitutions.append(substitution) }
      found[saved.identity] = resolved?.activation
    }
    var activations = description.activations.map { found[$0.identity] }.makeIterator()
    let tensors = file.header.tensors
    let own = [
      Self.inputNames.mean, Self.inputNames.scale, Self.targetNames.mean, Self.targetNames.scale,
    ]
    let preparation = try preparation(file)
    do {
      // The weights are about to be replaced: the initializer is the one that measures nothing.
      let network = try Network<Scalar>(architecture, initializer: .lecun) { name in
        guard case let activation?? = activations.next() else {
          preconditionFailure("a layer without an activation: \(name)")
        }
        return activation
      }
      try network.setTensors(
        tensors.filter { !own.contains($0.name) }.map { try file.read($0, as: Scalar.self) })
      return Model(
        network: network, preparation: preparation, description: description,
        substitutions: substitutions)
    } catch let error as NetworkError {
      throw DataError(
        .mismatch, file: path, expected: "a network as described", found: error.message)
    }
  }

  private func preparation(_ file: SafetensorsFile) throws(DataError) -> Preparation {
    let inputs = description.architecture.inputs
    do throws(DataError) {
      return try Preparation(
        columns: description.inputColumns
          ?? (0..<inputs).map { InputColumn(name: "\($0)") },
        inputs: standardization(file, Self.inputNames, width: inputs),
        targets: standardization(
          file, Self.targetNames, width: description.architecture.outputs))
    } catch {
      var error = error
      error.file = path
      throw error
    }
  }

  private func standardization(
    _ file: SafetensorsFile, _ names: (mean: String, scale: String), width: Int
  ) throws(DataError) -> Standardization? {
    let mean = file.header.tensors.first { $0.name == names.mean }
    let scale = file.header.tensors.first { $0.name == names.scale }
    if mean == nil && scale == nil { return nil }
    guard let mean, let scale else {
      throw DataError(
        .mismatch, expected: "\(names.mean) and \(names.scale)", found: "one without the other")
    }
    let result = try Standardization(
      mean: file.read(mean, as: Double.self).values,
      scale: file.read(scale, as: Double.self).values)
    try result.check(inputWidth: width)
    return result
  }

  /// Checks that the file has at least as many numbers as the architecture needs, so that a few
  /// bytes cannot ask for a machine's memory.
  private func checkSize(_ header: SafetensorsHeader) throws(DataError) {
    let held = header.tensors.reduce(0) { $0 + $1.bytes.count / $1.precision.size }
    var needed = 0
    var width = description.architecture.inputs
    for layer in description.architecture.layers {
      // No overflow: the architecture has been validated.
      needed += (width + 1) * layer.units
      width = layer.units
    }
    guard needed <= held else {
      throw DataError(
        .mismatch, file: path, expected: "\(needed) numbers for the architecture",
        found: "\(held)")
    }
  }

  static func metadata(
    _ description: ModelDescription, path: String
  ) throws(DataError) -> [String: String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let json = String(decoding: try encoder.encode(description), as: UTF8.self)
      return [versionKey: "\(version)", modelKey: json]
    } catch {
      throw DataError(
        .notFinite, file: path, expected: "a description of finite numbers", found: "\(error)")
    }
  }
}
