import Activations
import Datasets

/// What one layer does with samples: the spread of its values, the units that learn nothing, and
/// the size of its gradient.
public struct LayerInspection: Sendable, Hashable, Codable {
  /// Mean, standard deviation and extremes of the numbers of a layer.
  public struct Spread: Sendable, Hashable, Codable {
    /// The mean.
    public var mean: Double
    /// The standard deviation (divided by n).
    public var deviation: Double
    /// The smallest.
    public var lowest: Double
    /// The largest.
    public var highest: Double
    /// The counts of 40 intervals of the same width from ``lowest`` to ``highest``.
    public var histogram: [Int]

    init(_ values: [Double]) {
      let values = values.filter(\.isFinite)
      let count = Double(max(values.count, 1))
      let mean = values.reduce(0, +) / count
      self.mean = mean
      deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      (lowest, highest) = (low, high)
      var histogram = [Int](repeating: 0, count: 40)
      for value in values {
        let place = high > low ? (value - low) / (high - low) * 40 : 0
        histogram[min(Int(place), 39)] += 1
      }
      self.histogram = histogram
    }
  }

  /// The activation's name.
  public var activation: String
  /// How many units.
  public var units: Int
  /// z = x W + b; of a gated layer those of x.
  public var netInputs: Spread
  /// f(z)
  public var outputs: Spread
  /// The share of the units whose f'(z) is 0 at every sample; nil of a row form.
  public var deadShare: Double?
  /// The share of the units that are not dead, but whose |f'(z)| is below 0.01 at 95 of 100 samples
  /// or more; nil of a row form.
  public var saturatedShare: Double?
  /// The Euclidean norm of dL/dW, for the mean loss L over the samples.
  public var gradientNorm: Double
}

extension Network {
  /// Looks at what each layer does with the first samples of a source, up to 512.
  ///
  /// - Parameters:
  ///   - source: the samples; restarted first.
  ///   - loss: nil for what suits the targets.
  /// - Throws: ``NetworkError`` where the data does not suit the network or has no samples, and what
  ///   the source throws.
  public func inspect(
    _ source: any SampleSource<Scalar>, loss: Loss? = nil, pool: ThreadPool = .allCores
  ) throws -> [LayerInspection] {
    let loss = loss ?? Loss(suiting: source.targetKind)
    try check(source, loss: loss)
    let capacity = max(1, min(TrainingStep<Scalar>.largestPart, source.count ?? .max))
    let batch = SampleBatch(of: source, capacity: capacity)
    try source.restart(shuffleSeed: nil)
    let rows = try batch.read(source)
    guard rows > 0 else {
      throw NetworkError(.unsuitableData, "the data has no samples to look at")
    }
    let step = try TrainingStep(
      self, loss: loss, optimizer: nil, batch: capacity, clipNorm: nil, seed: 0, pool: pool)
    _ = step.run(
      inputs: batch.inputs, targets: batch.targets, rows: rows, step: 0, learningRate: 0)
    var input = [Scalar](UnsafeBufferPointer(start: batch.inputs, count: rows * layers[0].inputs))
    return layers.map { layer in
      let pass = InspectedPass(
        layer, rows: rows, input: input, network: parameters.start, numerics: step.numerics)
      input = pass.outputs
      let squares = step.gradients.map { Self.squares(of: layer, in: $0) } ?? 0
      let units = pass.slopes.map { pass.idleUnits(Self.doubles($0)) }
      return LayerInspection(
        activation: layer.activation.name, units: layer.units,
        netInputs: .init(Self.doubles(pass.netInputs)),
        outputs: .init(Self.doubles(pass.outputs)),
        deadShare: units.map { Double($0.dead) / Double(layer.units) },
        saturatedShare: units.map { Double($0.saturated) / Double(layer.units) },
        gradientNorm: squares.squareRoot())
    }
  }

  /// The sum of the squares of the gradient of a layer's weights.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func squares(of layer: Layer<Scalar>, in gradients: AlignedBuffer<Scalar>)
    -> Double
  {
    var squares = 0.0
    for row in 0..<layer.inputs {
      let first = layer.weights + row * layer.weightStride
      for place in first..<first + layer.columns {
        squares += Double(gradients.start[place]) * Double(gradients.start[place])
      }
    }
    return squares
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func doubles(_ values: [Scalar]) -> [Double] { values.map { Double($0) } }
}

/// One layer's net inputs, outputs and slopes, each `[rows, units]`.
private struct InspectedPass<Scalar: ActivationScalar> {
  let rows: Int
  let units: Int
  let netInputs: [Scalar]
  let outputs: [Scalar]
  /// f'(z); nil of a row form, whose derivative is a matrix.
  let slopes: [Scalar]?

  init(
    _ layer: Layer<Scalar>, rows: Int, input: [Scalar], network: UnsafeMutablePointer<Scalar>,
    numerics: NumericKernels<Scalar>
  ) {
    let count = rows * layer.units
    func buffer(_ isWanted: Bool = true) -> AlignedBuffer<Scalar> {
      AlignedBuffer(count: isWanted ? count : 0)
    }
    let (x, y, dx, dy) = (buffer(), buffer(), buffer(), buffer())
    let (gate, dgate) = (buffer(layer.isGated), buffer(layer.isGated))
    let u = buffer(layer.isStochastic)
    u.start.update(repeating: 0.5, count: u.count)
    dy.start.update(repeating: 1, count: count)
    let products = LayerProducts(layer, rows: rows, workers: 1, packs: false, passesDown: false)
    let random = layer.isStochastic ? UnsafePointer(u.start) : nil
    input.withUnsafeBufferPointer { input in
      guard let base = input.baseAddress else { return }
      layer.forward(
        ForwardBlock(
          rows: rows, input: base, netInput: x.start, gate: layer.isGated ? gate.start : nil,
          output: y.start, u: random, isTraining: false, worker: 0),
        products: products, network: network, numerics: numerics)
    }
    layer.kernels.gradient(
      ActivationInputs(
        rows: rows, columns: layer.units, x: UnsafePointer(x.start),
        gate: layer.isGated ? UnsafePointer(gate.start) : nil, u: random,
        parameters: UnsafePointer(network + layer.parameters)),
      ActivationGradients(
        y: UnsafePointer(y.start), dy: UnsafePointer(dy.start), dx: dx.start,
        dgate: layer.isGated ? dgate.start : nil))
    self.rows = rows
    units = layer.units
    netInputs = x.array
    outputs = y.array
    slopes = layer.activation.form == .row ? nil : dx.array
  }

  /// How many units have no slope at all, and how many nearly none.
  func idleUnits(_ slopes: [Double]) -> (dead: Int, saturated: Int) {
    var (dead, saturated) = (0, 0)
    for unit in 0..<units {
      var (none, small) = (0, 0)
      for row in 0..<rows {
        let slope = abs(slopes[row * units + unit])
        if slope == 0 { none += 1 }
        if slope < 0.01 { small += 1 }
      }
      if none == rows {
        dead += 1
      } else if small * 100 >= 95 * rows {
        saturated += 1
      }
    }
    return (dead, saturated)
  }
}
