import ActivationHost
import Activations
import Datasets
import NeuralNetwork
import Synchronization

/// What `hillock_model` is: a model in double, whatever it was trained in, and one worker.
final class ModelHandle: Sendable {
  let description: ModelDescription
  // @unchecked: only what holds the lock calls it.
  private struct Worker: @unchecked Sendable {
    let model: Model<Double>
    let predictor: Predictor<Double>
  }

  private let worker: Mutex<Worker>

  init(_ path: String, _ registry: Registry) throws {
    let file = try ModelFile.open(path)
    let policy = ActivationPolicy(searched: registry.searchPath.places.map(\.path))
    let model = try file.load(Double.self, policy: policy) { identity in
      if identity == IdentityActivation().identity { return (IdentityActivation(), nil) }
      do {
        let activation = try registry.activation(named: identity.name)
        return (activation, activation.library.path)
      } catch let error as HostError where error.code == .unknownActivation {
        return nil
      }
    }
    let made = model.preparation.columns.filter { !$0.isPlain }
    guard made.isEmpty else {
      throw CallError(
        description: "\(path): expected a model of numbers, found one whose inputs are made of "
          + made.map { DataError.quoted($0.name) }.joined(separator: ", ")
          + "; `hillock predict` takes it")
    }
    description = file.description
    // One thread, the caller's: a fork takes no others along.
    let predictor = try Predictor(model.network, pool: ThreadPool(threads: 1))
    worker = Mutex(Worker(model: model, predictor: predictor))
  }

  /// The outputs of samples, row by row.
  func outputs(_ x: UnsafePointer<Double>, rows: Int, into y: UnsafeMutablePointer<Double>) {
    let inputs = rows * description.architecture.inputs
    worker.withLock { worker in
      let preparation = worker.model.preparation
      // Targets are given back in their units.
      defer { preparation.targets?.undo(in: y, rows: rows) }
      guard let standardization = preparation.inputs else {
        return worker.predictor.predict(x, count: rows, into: y)
      }
      let standard = UnsafeMutablePointer<Double>.allocate(capacity: inputs)
      defer { standard.deallocate() }
      standard.initialize(from: x, count: inputs)
      standardization.apply(to: standard, rows: rows)
      worker.predictor.predict(standard, count: rows, into: y)
    }
  }

  /// Whether memory can hold so many samples.
  func has(_ rows: Int) -> Bool {
    let widest = description.architecture.layers.reduce(description.architecture.inputs) {
      max($0, $1.units)
    }
    return rows >= 0 && !rows.multipliedReportingOverflow(by: 8 * (widest + classes)).overflow
  }

  /// The loss that gives the outputs their meaning.
  var loss: Loss { description.training.options.loss ?? Loss(suiting: description.targets) }

  /// The classes; 0 where it predicts numbers.
  var classes: Int {
    if case .classes(let count) = description.targets { count } else { 0 }
  }
}

/// Loads a model.
@_cdecl("hillock_model_open")
public func hillockModelOpen(
  _ registry: UnsafeRawPointer?, _ path: UnsafePointer<CChar>?,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutableRawPointer? {
  reporting(error) {
    guard let registry = object(registry, RegistryHandle.self)?.registry, let path else {
      throw CallError(description: "expected a registry and a path, found NULL")
    }
    return handle(try ModelHandle(String(cString: path), registry))
  }
}

/// Closes a model.
@_cdecl("hillock_model_close")
public func hillockModelClose(_ model: UnsafeMutableRawPointer?) {
  close(model, ModelHandle.self)
}

/// The inputs of a sample.
@_cdecl("hillock_model_inputs")
public func hillockModelInputs(_ model: UnsafeRawPointer?) -> Int {
  object(model, ModelHandle.self)?.description.architecture.inputs ?? 0
}

/// The numbers that the network gives for a sample.
@_cdecl("hillock_model_outputs")
public func hillockModelOutputs(_ model: UnsafeRawPointer?) -> Int {
  object(model, ModelHandle.self)?.description.architecture.outputs ?? 0
}

/// The classes.
@_cdecl("hillock_model_classes")
public func hillockModelClasses(_ model: UnsafeRawPointer?) -> Int {
  object(model, ModelHandle.self)?.classes ?? 0
}

/// What the model says of itself.
@_cdecl("hillock_model_describe")
public func hillockModelDescribe(_ model: UnsafeRawPointer?) -> UnsafeMutablePointer<CChar>? {
  guard let model = object(model, ModelHandle.self) else { return nil }
  return unforked { (try? json(model.description)).flatMap(copied) }
}

/// The outputs of samples.
@_cdecl("hillock_model_outputs_f64")
public func hillockModelOutputsDouble(
  _ model: UnsafeMutableRawPointer?, _ x: UnsafePointer<Double>?, _ rows: Int,
  _ outputs: UnsafeMutablePointer<Double>?
) -> Int32 {
  guard let model = object(UnsafeRawPointer(model), ModelHandle.self), model.has(rows) else {
    return Status.invalid
  }
  guard rows > 0 else { return Status.done }
  guard let x, let outputs else { return Status.invalid }
  unforked { model.outputs(x, rows: rows, into: outputs) }
  return Status.done
}

/// The probabilities of samples.
@_cdecl("hillock_model_probabilities_f64")
public func hillockModelProbabilitiesDouble(
  _ model: UnsafeMutableRawPointer?, _ x: UnsafePointer<Double>?, _ rows: Int,
  _ probabilities: UnsafeMutablePointer<Double>?
) -> Int32 {
  guard let model = object(UnsafeRawPointer(model), ModelHandle.self), model.has(rows),
    model.classes > 0
  else { return Status.invalid }
  guard rows > 0 else { return Status.done }
  guard let x, let probabilities else { return Status.invalid }
  let width = model.description.architecture.outputs
  var outputs = [Double](repeating: 0, count: rows * width)
  return unforked {
    outputs.withUnsafeMutableBufferPointer { model.outputs(x, rows: rows, into: $0.baseAddress!) }
    for row in 0..<rows {
      let prediction = ClassPrediction(
        outputs: outputs[row * width..<(row + 1) * width], loss: model.loss)
      guard let shares = prediction.probabilities else { return Status.invalid }
      for (index, share) in shares.enumerated() {
        probabilities[row * model.classes + index] = share
      }
    }
    return Status.done
  }
}
