import Activations
import CIsolation
import Synchronization

/// What a process of a plugin's own runs.
public enum IsolatedServing {
  private struct Kernels {
    var floats: [ActivationKernels<Float>] = []
    var doubles: [ActivationKernels<Double>] = []
  }

  private static let plugin = Mutex<Result<PluginActivation, HostError>?>(nil)
  private static let kernels = Mutex(Kernels())

  /// Loads the activation, and serves calls of it until the host is gone. Where it cannot be loaded,
  /// the host is told why.
  ///
  /// - Parameters:
  ///   - path: the library's file.
  ///   - sha256: of the file that the host described.
  ///   - name: the activation's.
  ///   - rings: how many calls may be made at a time.
  /// - Throws: ``HostError`` `loadFailed` where there is no host.
  public static func run(
    path: String, sha256: String, name: String, rings: Int
  ) throws(HostError) {
    let loaded: Result<PluginActivation, HostError>
    do throws(HostError) {
      loaded = .success(try load(path: path, sha256: sha256, name: name))
    } catch {
      loaded = .failure(error)
    }
    plugin.withLock { $0 = loaded }
    hillock_rings_serve(UInt32(clamping: rings)) { ring in
      guard let ring else { return }
      let isDouble = ring.pointee.is_double != 0
      if ring.pointee.operation == HILLOCK_RING_PREPARE.rawValue {
        IsolatedServing.prepare(ring, isDouble: isDouble)
        return
      }
      let number = Int(ring.pointee.kernel)
      if isDouble {
        IsolatedServing.call(ring, IsolatedServing.kernels.withLock { $0.doubles[number] })
      } else {
        IsolatedServing.call(ring, IsolatedServing.kernels.withLock { $0.floats[number] })
      }
    }
    throw HostError(.loadFailed, "serves a plugin to no process", file: path)
  }

  private static func load(
    path: String, sha256: String, name: String
  ) throws(HostError) -> PluginActivation {
    let library = try LibraryDescription.read(path: path)
    guard library.sha256 == sha256,
      let activation = library.activations.first(where: { $0.name == name })
    else { throw HostError(.loadFailed, "has changed since it was described", file: path) }
    return try PluginActivation(library: library, activation: activation)
  }

  private static func prepare(_ ring: UnsafeMutablePointer<hillock_ring>, isDouble: Bool) {
    let words = Ring.text(ring).split(separator: ",").map(String.init)
    let channels = words.first.flatMap { Int($0) } ?? 1
    do throws(HostError) {
      guard let plugin = try plugin.withLock({ $0 })?.get() else { return }
      let layout = ParameterLayout(
        plugin.parameters, channels: channels, perChannel: Set(words.dropFirst()))
      if isDouble {
        describe(try plugin.kernels(Double.self, layout: layout), \.doubles, ring)
      } else {
        describe(try plugin.kernels(Float.self, layout: layout), \.floats, ring)
      }
    } catch {
      ring.pointee.succeeded = 0
      Ring.setText(ring, error.lines)
    }
  }

  private static func describe<Scalar: ActivationScalar>(
    _ made: ActivationKernels<Scalar>,
    _ list: WritableKeyPath<Kernels, [ActivationKernels<Scalar>]>,
    _ ring: UnsafeMutablePointer<hillock_ring>
  ) {
    let number = kernels.withLock { kernels in
      kernels[keyPath: list].append(made)
      return kernels[keyPath: list].count - 1
    }
    ring.pointee.kernel = UInt32(number)
    ring.pointee.has_derivative = made.derivative == nil ? 0 : 1
    ring.pointee.gradient_inputs = UInt32(made.gradientInputs.rawValue)
    ring.pointee.succeeded = 1
  }

  private static func call<Scalar: ActivationScalar>(
    _ ring: UnsafeMutablePointer<hillock_ring>, _ kernels: ActivationKernels<Scalar>
  ) {
    func buffer(_ index: hillock_ring_buffer_index) -> UnsafeMutablePointer<Scalar> {
      Ring.buffer(ring, index, Scalar.self)
    }
    let present = ring.pointee.present
    func optional(_ index: hillock_ring_buffer_index) -> UnsafeMutablePointer<Scalar>? {
      present & (1 << index.rawValue) == 0 ? nil : buffer(index)
    }
    func source(_ index: hillock_ring_buffer_index) -> UnsafePointer<Scalar>? {
      optional(index).map { UnsafePointer($0) }
    }
    let inputs = ActivationInputs<Scalar>(
      rows: Int(ring.pointee.rows), columns: Int(ring.pointee.columns), x: source(HILLOCK_RING_X),
      gate: source(HILLOCK_RING_GATE), u: source(HILLOCK_RING_U),
      parameters: source(HILLOCK_RING_PARAMETERS), isTraining: ring.pointee.is_training != 0)
    switch hillock_ring_operation(rawValue: ring.pointee.operation) {
    case HILLOCK_RING_VALUE: kernels.value(inputs, buffer(HILLOCK_RING_Y))
    case HILLOCK_RING_DERIVATIVE: kernels.derivative?(inputs, buffer(HILLOCK_RING_Y))
    default:
      kernels.gradient(
        inputs,
        ActivationGradients(
          y: source(HILLOCK_RING_Y), dy: UnsafePointer(buffer(HILLOCK_RING_DY)),
          dx: buffer(HILLOCK_RING_DX), dgate: optional(HILLOCK_RING_DGATE),
          parameters: optional(HILLOCK_RING_GRADIENTS)))
    }
  }
}
