import ActivationHost
import Activations
import FoundationEssentials

/// What `hillock_registry` is.
final class RegistryHandle: Sendable {
  let registry: Registry

  init(_ registry: Registry) { self.registry = registry }
}

/// The kernels of one precision, and the values of the parameters that go with them.
struct PreparedKernels<Scalar: ActivationScalar>: Sendable {
  let kernels: ActivationKernels<Scalar>
  let parameters: [Scalar]

  init(_ activation: PluginActivation, _ values: [String: Double]) throws {
    let layout = ParameterLayout(activation.parameters)
    kernels = try activation.kernels(Scalar.self, layout: layout)
    parameters = layout.initialValues(activation.parameters, overrides: values)
  }
}

/// What `hillock_activation` is.
final class ActivationHandle: Sendable {
  let form: ActivationForm
  /// Whether it takes a random number for each element.
  let isStochastic: Bool
  /// Whether it is told when it is trained.
  let asksForTraining: Bool
  /// nil where a parameter has a value that float32 does not have.
  let float: PreparedKernels<Float>?
  let double: PreparedKernels<Double>

  init(_ activation: PluginActivation, _ values: [String: Double]) throws {
    _ = try activation.validatedParameters(values)
    let hasFloat = (try? activation.validatedParameters(values, in: .float32)) != nil
    form = activation.form
    isStochastic = activation.isStochastic
    asksForTraining = activation.asksForTraining
    float = hasFloat ? try PreparedKernels(activation, values) : nil
    double = try PreparedKernels(activation, values)
  }
}

/// Opens the plugins of some directories.
@_cdecl("hillock_registry_open")
public func hillockRegistryOpen(
  _ directories: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  reporting(error) {
    var places: [String] = []
    for index in 0..<max(count, 0) {
      guard let directory = directories?[index] else {
        throw CallError(description: "directory \(index): expected a path, found NULL")
      }
      places.append(String(cString: directory))
    }
    var registry = try Registry(
      searchPath: SearchPath(explicit: places),
      policy: LoadingPolicy(
        trustsAll: false, quarantine: Quarantine.usualPath().map(Quarantine.init), lock: nil))
    registry.usesTables = true
    return handle(RegistryHandle(registry))
  }
}

/// Closes a registry.
@_cdecl("hillock_registry_close")
public func hillockRegistryClose(_ registry: UnsafeMutableRawPointer?) {
  close(registry, RegistryHandle.self)
}

/// The names of all that is available.
@_cdecl("hillock_registry_names")
public func hillockRegistryNames(_ registry: UnsafeRawPointer?) -> UnsafeMutablePointer<CChar>? {
  guard let registry = object(registry, RegistryHandle.self)?.registry else { return nil }
  return unforked {
    copied(registry.entries.filter { $0.status == .available }.map(\.name).joined(separator: "\n"))
  }
}

/// What a plugin says of an activation.
@_cdecl("hillock_registry_describe")
public func hillockRegistryDescribe(
  _ registry: UnsafeRawPointer?, _ name: UnsafePointer<CChar>?,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutablePointer<CChar>? {
  reporting(error) {
    let (library, activation) = try found(registry, name)
    return try copied(json(Description(library, activation)))
  } ?? nil
}

/// Loads an activation.
@_cdecl("hillock_activation_open")
public func hillockActivationOpen(
  _ registry: UnsafeRawPointer?, _ name: UnsafePointer<CChar>?,
  _ parameters: UnsafePointer<UnsafePointer<CChar>?>?, _ values: UnsafePointer<Double>?,
  _ count: Int, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  reporting(error) {
    let (_, activation) = try found(registry, name)
    guard let registry = object(registry, RegistryHandle.self)?.registry else {
      throw CallError(description: "expected a registry, found NULL")
    }
    var settings: [String: Double] = [:]
    for index in 0..<max(count, 0) {
      guard let parameter = parameters?[index], let values else {
        throw CallError(description: "parameter \(index): expected a name, found NULL")
      }
      settings[String(cString: parameter)] = values[index]
    }
    return handle(
      try ActivationHandle(registry.activation(named: activation.name), settings))
  }
}

/// Closes an activation.
@_cdecl("hillock_activation_close")
public func hillockActivationClose(_ activation: UnsafeMutableRawPointer?) {
  close(activation, ActivationHandle.self)
}

/// What one output depends on.
@_cdecl("hillock_activation_form")
public func hillockActivationForm(_ activation: UnsafeRawPointer?) -> Int32 {
  switch object(activation, ActivationHandle.self)?.form {
  case .elementwise, nil: 0
  case .gated: 1
  case .row: 2
  }
}

/// How many parameters an activation has.
@_cdecl("hillock_activation_parameter_count")
public func hillockActivationParameterCount(_ activation: UnsafeRawPointer?) -> Int {
  object(activation, ActivationHandle.self)?.double.parameters.count ?? 0
}

private func found(
  _ registry: UnsafeRawPointer?, _ name: UnsafePointer<CChar>?
) throws -> (library: LibraryDescription, activation: ActivationDescription) {
  guard let registry = object(registry, RegistryHandle.self)?.registry, let name else {
    throw CallError(description: "expected a registry and a name, found NULL")
  }
  return try registry.find(String(cString: name))
}

/// A value as JSON in which infinities are texts.
func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// An activation as `hillock_registry_describe` tells of it.
private struct Description: Encodable {
  struct Parameter: Encodable {
    var name: String
    var defaultValue: Double
    var low: Double
    var high: Double
    var isLearnable: Bool
    var summary: String

    enum CodingKeys: String, CodingKey {
      case name, low, high, summary
      case defaultValue = "default"
      case isLearnable = "learnable"
    }
  }

  var name: String
  var path: String
  var sha256: String
  var form: String
  var aliases: [String]
  var parameters: [Parameter]
  var records: [String: String]

  init(_ library: LibraryDescription, _ activation: ActivationDescription) {
    name = activation.name
    path = library.path
    sha256 = library.sha256
    form = activation.form.rawValue
    aliases = activation.aliases
    parameters = activation.parameters.map {
      Parameter(
        name: $0.name, defaultValue: $0.defaultValue, low: $0.interval.low,
        high: $0.interval.high, isLearnable: $0.isLearnable, summary: $0.summary)
    }
    records = Dictionary(activation.records.map { ($0.key, $0.text) }) { first, _ in first }
  }
}
