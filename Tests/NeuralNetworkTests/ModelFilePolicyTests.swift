import Activations
import DataFixtures
import Datasets
import NeuralNetwork
import Testing

/// A model is loaded with the activations that it was trained with, or with the user's leave.
struct ModelFilePolicyTests {
  /// An activation under another identity.
  private struct Renamed: Activation {
    var identity: ActivationIdentity
    var base: any Activation
    var form: ActivationForm { base.form }
    var parameters: [ActivationParameter] { base.parameters }
    var isStochastic: Bool { base.isStochastic }
    func kernels<Scalar: ActivationScalar>(
      _ scalar: Scalar.Type, layout: ParameterLayout
    ) throws -> ActivationKernels<Scalar> { try base.kernels(scalar, layout: layout) }
  }

  let directory: TemporaryDirectory
  let path: String
  let saved = ActivationIdentity(
    name: "relu", version: "1.0.0", sha256: String(repeating: "a1", count: 32))

  init() throws {
    directory = try TemporaryDirectory()
    path = "\(directory.path)/m.safetensors"
    let relu = Renamed(identity: saved, base: TestActivations.relu)
    let network = try Network<Float>(
      NetworkArchitecture(widths: [2, 3, 3, 1], activation: "relu")
    ) { $0 == "relu" ? relu : try TestActivations.named($0) }
    try Model(
      network: network, preparation: Preparation(width: 2), targets: .values(width: 1),
      featureNames: nil, classNames: nil,
      training: TrainingRecord(options: TrainingOptions(), epochs: 0, samples: 0)
    ).save(to: path)
  }

  private func load(
    _ found: ActivationIdentity?, _ policy: ActivationPolicy
  ) throws -> Model<Float> {
    try ModelFile.open(path).load(Float.self, policy: policy) { identity in
      guard identity.name == "relu" else {
        return (try TestActivations.named(identity.name), nil)
      }
      return found.map { (Renamed(identity: $0, base: TestActivations.relu), "/p/relu.so") }
    }
  }

  private func message(_ found: ActivationIdentity?, _ policy: ActivationPolicy) -> String? {
    do {
      _ = try load(found, policy)
      return nil
    } catch { return String("\(error)".dropFirst(directory.path.count + 1)) }
  }

  @Test func theSameActivationIsLoaded() throws {
    #expect(try load(saved, ActivationPolicy()).substitutions.isEmpty)
  }

  @Test func aMissingOneIsNamedWithWhereItWasSought() {
    #expect(
      message(nil, ActivationPolicy(searched: ["/p", "/usr/lib/hillock"]))
        == "m.safetensors: expected the activation relu 1.0.0 (sha256:a1a1a1a1a1a1), with which "
        + "this model was trained, found none of that name in /p, /usr/lib/hillock; "
        + "--allow-different-plugin would accept another version of it, were there one")
  }

  @Test func aDifferentOneIsRefusedUnlessAllowed() throws {
    var other = saved
    other.sha256 = String(repeating: "b2", count: 32)
    #expect(
      message(other, ActivationPolicy())
        == "m.safetensors: expected the activation relu 1.0.0 (sha256:a1a1a1a1a1a1), with which "
        + "this model was trained, found relu 1.0.0 (sha256:b2b2b2b2b2b2) of /p/relu.so, whose "
        + "SHA-256 differs; --allow-different-plugin would use it all the same, and predictions "
        + "may change")
    other.version = "2.0.0"
    let model = try load(other, ActivationPolicy(allowsDifferent: true))
    #expect(
      model.substitutions.map(\.description)
        == ["relu 2.0.0 (sha256:b2b2b2b2b2b2) of /p/relu.so, whose version and SHA-256 differ"])
    #expect(model.description.activations[0].identity == saved)
  }

  @Test func allowingDifferentOnesDoesNotConjureThem() {
    #expect(message(nil, ActivationPolicy(allowsDifferent: true)) != nil)
  }
}
