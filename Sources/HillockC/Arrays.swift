import Activations

/// What the gradient reads: 1 for x, 2 for y, and both their sum; 0 where there is no activation.
@_cdecl("hillock_activation_gradient_reads")
public func hillockGradientReads(_ activation: UnsafeRawPointer?) -> Int32 {
  guard let activation = object(activation, ActivationHandle.self) else { return 0 }
  // A gradient that is left to tables reads x in float32, and what the author wrote in float64.
  let inputs = activation.double.kernels.gradientInputs.union(
    activation.float?.kernels.gradientInputs ?? [])
  return (inputs.contains(.x) ? 1 : 0) + (inputs.contains(.y) ? 2 : 0)
}

/// The precisions in which its parameters have values: 1 for float32, 2 for float64, and both their sum.
@_cdecl("hillock_activation_precisions")
public func hillockActivationPrecisions(_ activation: UnsafeRawPointer?) -> Int32 {
  guard let activation = object(activation, ActivationHandle.self) else { return 0 }
  return (activation.float == nil ? 0 : 1) + 2
}

/// What it does otherwise in training: 1 where it asks whether it is trained, 2 where it draws.
@_cdecl("hillock_activation_training")
public func hillockActivationTraining(_ activation: UnsafeRawPointer?) -> Int32 {
  guard let activation = object(activation, ActivationHandle.self) else { return 0 }
  return (activation.asksForTraining ? 1 : 0) + (activation.isStochastic ? 2 : 0)
}

/// `hillock_value_f32`
@_cdecl("hillock_value_f32")
public func hillockValueFloat(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>?,
  _ gate: UnsafePointer<Float>?, _ parameters: UnsafePointer<Float>?,
  _ y: UnsafeMutablePointer<Float>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters
  ).value(activation, y)
}

/// `hillock_derivative_f32`
@_cdecl("hillock_derivative_f32")
public func hillockDerivativeFloat(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>?,
  _ gate: UnsafePointer<Float>?, _ parameters: UnsafePointer<Float>?,
  _ y: UnsafeMutablePointer<Float>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters
  ).derivative(activation, y)
}

/// `hillock_gradient_f32`
@_cdecl("hillock_gradient_f32")
public func hillockGradientFloat(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>?,
  _ gate: UnsafePointer<Float>?, _ parameters: UnsafePointer<Float>?,
  _ y: UnsafePointer<Float>?, _ dy: UnsafePointer<Float>?, _ dx: UnsafeMutablePointer<Float>?,
  _ dgate: UnsafeMutablePointer<Float>?, _ dparameters: UnsafeMutablePointer<Float>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters
  ).gradient(activation, y, dy, dx, dgate, dparameters)
}

/// `hillock_value_f64`
@_cdecl("hillock_value_f64")
public func hillockValueDouble(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>?,
  _ gate: UnsafePointer<Double>?, _ parameters: UnsafePointer<Double>?,
  _ y: UnsafeMutablePointer<Double>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters
  ).value(activation, y)
}

/// `hillock_derivative_f64`
@_cdecl("hillock_derivative_f64")
public func hillockDerivativeDouble(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>?,
  _ gate: UnsafePointer<Double>?, _ parameters: UnsafePointer<Double>?,
  _ y: UnsafeMutablePointer<Double>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters
  ).derivative(activation, y)
}

/// `hillock_gradient_f64`
@_cdecl("hillock_gradient_f64")
public func hillockGradientDouble(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>?,
  _ gate: UnsafePointer<Double>?, _ parameters: UnsafePointer<Double>?,
  _ y: UnsafePointer<Double>?, _ dy: UnsafePointer<Double>?, _ dx: UnsafeMutablePointer<Double>?,
  _ dgate: UnsafeMutablePointer<Double>?, _ dparameters: UnsafeMutablePointer<Double>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters
  ).gradient(activation, y, dy, dx, dgate, dparameters)
}

/// `hillock_training_value_f32`
@_cdecl("hillock_training_value_f32")
public func hillockTrainingValueFloat(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>?,
  _ gate: UnsafePointer<Float>?, _ parameters: UnsafePointer<Float>?, _ u: UnsafePointer<Float>?,
  _ y: UnsafeMutablePointer<Float>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters, isTraining: true, u: u
  ).value(activation, y)
}

/// `hillock_training_gradient_f32`
@_cdecl("hillock_training_gradient_f32")
public func hillockTrainingGradientFloat(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>?,
  _ gate: UnsafePointer<Float>?, _ parameters: UnsafePointer<Float>?, _ u: UnsafePointer<Float>?,
  _ y: UnsafePointer<Float>?, _ dy: UnsafePointer<Float>?, _ dx: UnsafeMutablePointer<Float>?,
  _ dgate: UnsafeMutablePointer<Float>?, _ dparameters: UnsafeMutablePointer<Float>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters, isTraining: true, u: u
  ).gradient(activation, y, dy, dx, dgate, dparameters)
}

/// `hillock_training_value_f64`
@_cdecl("hillock_training_value_f64")
public func hillockTrainingValueDouble(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>?,
  _ gate: UnsafePointer<Double>?, _ parameters: UnsafePointer<Double>?, _ u: UnsafePointer<Double>?,
  _ y: UnsafeMutablePointer<Double>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters, isTraining: true, u: u
  ).value(activation, y)
}

/// `hillock_training_gradient_f64`
@_cdecl("hillock_training_gradient_f64")
public func hillockTrainingGradientDouble(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>?,
  _ gate: UnsafePointer<Double>?, _ parameters: UnsafePointer<Double>?, _ u: UnsafePointer<Double>?,
  _ y: UnsafePointer<Double>?, _ dy: UnsafePointer<Double>?, _ dx: UnsafeMutablePointer<Double>?,
  _ dgate: UnsafeMutablePointer<Double>?, _ dparameters: UnsafeMutablePointer<Double>?
) -> Int32 {
  Operands(
    rows: rows, columns: columns, x: x, gate: gate, parameters: parameters, isTraining: true, u: u
  ).gradient(activation, y, dy, dx, dgate, dparameters)
}
