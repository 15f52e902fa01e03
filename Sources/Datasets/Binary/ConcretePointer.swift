import Activations

/// A pointer to numbers whose type is known when this is compiled.
///
/// Generic code that another module calls is not specialized: it would look up how to convert and
/// compare for every single number. The inner loops of this module therefore call their generic
/// functions through this, with the one or the other type.
enum ConcretePointer {
  case float(UnsafeMutablePointer<Float>)
  case double(UnsafeMutablePointer<Double>)

  /// The same pointer.
  init<Scalar: ActivationScalar>(_ pointer: UnsafeMutablePointer<Scalar>) {
    // The memory holds `Scalar`s, and these are the two types that `Scalar` can be.
    let raw = UnsafeMutableRawPointer(pointer)
    switch Scalar.precision {
    case .float32: self = .float(raw.assumingMemoryBound(to: Float.self))
    case .float64: self = .double(raw.assumingMemoryBound(to: Double.self))
    }
  }
}
