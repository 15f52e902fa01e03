import Activations

/// A network prepared for prediction: all memory that it takes is there from the start.
///
/// Not thread-safe; it follows its network's weights as they change.
public struct Predictor<Scalar: ActivationScalar> {
  private let work: PredictionWork<Scalar>

  /// Prepares to predict in batches.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - batch: how many samples most calls will have; more and fewer work as well.
  ///   - pool: whose threads share the work.
  /// - Throws: ``NetworkError`` with code `.missingLibrary` where there is no matrix product.
  public init(_ network: Network<Scalar>, batch: Int = 256, pool: ThreadPool = .allCores) throws {
    try MatrixProduct.load()
    work = PredictionWork(network, batch: batch, pool: pool)
  }

  /// Computes the outputs `[count, outputs]` of `count` samples `[count, inputs]`. Allocates
  /// nothing.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func predict(
    _ inputs: UnsafePointer<Scalar>, count: Int, into outputs: UnsafeMutablePointer<Scalar>
  ) {
    work.predict(inputs, count: count, into: outputs)
  }
}

extension Network {
  /// The multiplications that one sample takes, forward.
  var work: Int { layers.reduce(0) { $0 + $1.weightCount } }
  /// The units of the widest layer.
  var widest: Int { layers.reduce(1) { max($0, $1.units) } }

  /// The outputs of samples, row-major: `[count, inputs]` to `[count, outputs]`.
  ///
  /// A loop over single samples does better with a ``Predictor`` of its own.
  ///
  /// - Throws: ``NetworkError`` with code `.unsuitableData` where `inputs` is not a whole number of
  ///   samples, or `.missingLibrary`.
  public func predict(_ inputs: [Scalar], pool: ThreadPool = .allCores) throws -> [Scalar] {
    let width = architecture.inputs
    guard inputs.count.isMultiple(of: width) else {
      throw NetworkError(
        .unsuitableData, "expected samples of \(width) inputs, found \(inputs.count) numbers")
    }
    let count = inputs.count / width
    let predictor = try Predictor(self, batch: count, pool: pool)
    return [Scalar](unsafeUninitializedCapacity: count * architecture.outputs) { buffer, made in
      inputs.withUnsafeBufferPointer { inputs in
        guard let source = inputs.baseAddress, let target = buffer.baseAddress else { return }
        predictor.predict(source, count: count, into: target)
        made = count * architecture.outputs
      }
    }
  }
}
