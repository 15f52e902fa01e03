/// What an affine map does to the outputs of the layer below, or to the network's inputs.
struct AffineMap {
  enum Form {
    /// y[i] = scale[i] x[i] + shift[i]
    case diagonal(scale: [Double], shift: [Double])
    /// y = x W + b, W of [inputs, outputs]
    case dense(weights: [Double], bias: [Double])
  }

  /// Which layer's outputs it reads: an index into the stages, 0 for the network's inputs.
  var base: Int
  var inputs: Int
  var outputs: Int
  var form: Form

  /// x itself.
  static func identity(base: Int, width: Int) -> AffineMap {
    AffineMap(
      base: base, inputs: width, outputs: width,
      form: .diagonal(
        scale: Array(repeating: 1, count: width), shift: Array(repeating: 0, count: width)))
  }

  /// This map, then y * scale + shift.
  func followed(by scale: [Double], _ shift: [Double]) -> AffineMap {
    var result = self
    switch form {
    case .diagonal(let own, let offset):
      result.form = .diagonal(
        scale: zip(own, scale).map { $0 * $1 },
        shift: zip(zip(offset, scale), shift).map { $0.0 * $0.1 + $1 })
    case .dense(let weights, let bias):
      var weights = weights
      if scale.contains(where: { $0 != 1 }) {
        for index in weights.indices { weights[index] *= scale[index % outputs] }
      }
      result.form = .dense(
        weights: weights, bias: zip(zip(bias, scale), shift).map { $0.0 * $0.1 + $1 })
    }
    return result
  }

  /// Some of the outputs, one after another.
  func columns(_ range: Range<Int>) -> AffineMap? {
    guard case .dense(let weights, let bias) = form else { return nil }
    var chosen: [Double] = []
    chosen.reserveCapacity(inputs * range.count)
    for row in 0..<inputs {
      chosen += weights[row * outputs + range.lowerBound..<row * outputs + range.upperBound]
    }
    return AffineMap(
      base: base, inputs: inputs, outputs: range.count,
      form: .dense(weights: chosen, bias: Array(bias[range])))
  }
}

/// A tensor of the graph that has a row for each sample: an elementwise function of affine maps of
/// one layer's outputs.
struct Signal {
  /// The extents beyond the batch's.
  var shape: [Int]
  /// The map whose result is the expression's input.
  var affine: Int
  /// The map whose result is the expression's gate.
  var gate: Int?
  var expression: Expression

  /// The only extent beyond the batch's; nil where there are others.
  var width: Int? { shape.count == 1 ? shape[0] : nil }
}

/// A layer that the graph has computed: its net inputs, and what its activation is.
struct ImportedStage {
  /// nil for the network's inputs.
  var affine: AffineMap?
  var gate: AffineMap?
  var activation: ImportedActivation?
  var width: Int
}

/// A value of the graph.
enum GraphValue {
  case constant(Constant)
  case signal(Signal)
  /// [1 - p, p] of a signal p of one column.
  case pair(Signal)
  /// The index of the greatest of a row, and what the row is of.
  indirect case classIndex(GraphValue)
  /// The name of the greatest.
  indirect case className(GraphValue, names: [String])
  /// Numbers by class name.
  indirect case named(GraphValue, names: [String])
  /// What depends on a node that was refused.
  case unknown
}
