import Activations

/// What the functions return.
enum Status {
  static let done: Int32 = 0
  static let invalid: Int32 = 1
  static let unusable: Int32 = 2
}

/// The precisions that an array may have.
protocol ArrayScalar: ActivationScalar {
  /// The kernels of this precision, where the activation's parameters have values in it.
  static func prepared(_ activation: ActivationHandle) -> PreparedKernels<Self>?
}

extension Float: ArrayScalar {
  static func prepared(_ activation: ActivationHandle) -> PreparedKernels<Float>? {
    activation.float
  }
}

extension Double: ArrayScalar {
  static func prepared(_ activation: ActivationHandle) -> PreparedKernels<Double>? {
    activation.double
  }
}

/// A matrix of inputs with what goes with it, as a caller gives it.
struct Operands<Scalar: ArrayScalar> {
  var rows: Int
  var columns: Int
  var x: UnsafePointer<Scalar>?
  var gate: UnsafePointer<Scalar>?
  var parameters: UnsafePointer<Scalar>?
  /// Whether this is part of training.
  var isTraining = false
  /// Random numbers, in training, of an activation that draws.
  var u: UnsafePointer<Scalar>?

  /// The random numbers that are there at once where the caller gives none.
  private static var together: Int { 4096 }

  /// Whether they are what an activation takes; x may be missing where nothing reads it.
  func suit(_ activation: ActivationHandle, readingX: Bool = true) -> Bool {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow else { return false }
    return count == 0
      || (x != nil || !readingX) && (gate != nil) == (activation.form == .gated)
        && (u != nil) == (isTraining && activation.isStochastic)
  }

  /// Calls `body` with the inputs of a kernel, and with the place in the arrays where they begin.
  ///
  /// Once for all; of an activation that draws and is not trained for some rows at a time, with 1/2 in
  /// the place of random numbers.
  private func with(
    _ activation: ActivationHandle, _ prepared: PreparedKernels<Scalar>,
    _ body: (ActivationInputs<Scalar>, Int) -> Void
  ) {
    prepared.parameters.withUnsafeBufferPointer { own in
      let parameters = self.parameters ?? (own.isEmpty ? nil : own.baseAddress)
      guard activation.isStochastic, u == nil else {
        return body(
          ActivationInputs(
            rows: rows, columns: columns, x: x, gate: gate, u: u, parameters: parameters,
            isTraining: isTraining), 0)
      }
      // What is no row may be divided anywhere.
      let (height, width) = activation.form == .row ? (rows, columns) : (rows * columns, 1)
      let most = min(height, max(1, Self.together / width))
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: most * width) { halves in
        halves.initialize(repeating: 0.5)
        for first in stride(from: 0, to: height, by: most) {
          let place = first * width
          body(
            ActivationInputs(
              rows: min(most, height - first), columns: width, x: x.map { $0 + place },
              gate: gate.map { $0 + place }, u: UnsafePointer(halves.baseAddress),
              parameters: parameters), place)
        }
      }
    }
  }

  /// y = f(x)
  func value(
    _ activation: UnsafeRawPointer?, _ y: UnsafeMutablePointer<Scalar>?
  ) -> Int32 {
    guard let activation = object(activation, ActivationHandle.self), suit(activation) else {
      return Status.invalid
    }
    guard rows * columns > 0 else { return Status.done }
    guard let y else { return Status.invalid }
    guard let prepared = Scalar.prepared(activation) else { return Status.unusable }
    with(activation, prepared) { prepared.kernels.value($0, y + $1) }
    return Status.done
  }

  /// y = df/dx
  func derivative(
    _ activation: UnsafeRawPointer?, _ y: UnsafeMutablePointer<Scalar>?
  ) -> Int32 {
    guard let activation = object(activation, ActivationHandle.self), suit(activation) else {
      return Status.invalid
    }
    guard let prepared = Scalar.prepared(activation) else { return Status.unusable }
    guard let derivative = prepared.kernels.derivative else { return Status.invalid }
    guard rows * columns > 0 else { return Status.done }
    guard let y else { return Status.invalid }
    with(activation, prepared) { derivative($0, y + $1) }
    return Status.done
  }

  /// dx = dy f'(x), and what goes with it; y is computed where it is read and not given.
  func gradient(
    _ activation: UnsafeRawPointer?, _ y: UnsafePointer<Scalar>?, _ dy: UnsafePointer<Scalar>?,
    _ dx: UnsafeMutablePointer<Scalar>?, _ dgate: UnsafeMutablePointer<Scalar>?,
    _ dparameters: UnsafeMutablePointer<Scalar>?
  ) -> Int32 {
    guard let activation = object(activation, ActivationHandle.self) else { return Status.invalid }
    guard let prepared = Scalar.prepared(activation) else { return Status.unusable }
    let kernels = prepared.kernels
    let readsX = y == nil || kernels.gradientInputs.contains(.x)
    guard suit(activation, readingX: readsX) else { return Status.invalid }
    let count = rows * columns
    guard count > 0 else { return Status.done }
    guard let dy, let dx, (dgate != nil) == (activation.form == .gated) else {
      return Status.invalid
    }
    func run(_ y: UnsafePointer<Scalar>?) {
      with(activation, prepared) { inputs, place in
        kernels.gradient(
          inputs,
          ActivationGradients(
            y: y.map { $0 + place }, dy: dy + place, dx: dx + place,
            dgate: dgate.map { $0 + place }, parameters: dparameters))
      }
    }
    guard y == nil, kernels.gradientInputs.contains(.y) else {
      run(y)
      return Status.done
    }
    let values = UnsafeMutablePointer<Scalar>.allocate(capacity: count)
    defer { values.deallocate() }
    with(activation, prepared) { kernels.value($0, values + $1) }
    run(UnsafePointer(values))
    return Status.done
  }
}
