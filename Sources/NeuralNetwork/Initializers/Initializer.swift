import Activations

/// How the weights of a new network are drawn: N(0, s^2), with s by rule; biases are zero.
public enum Initializer: String, Codable, Sendable, CaseIterable {
  /// s^2 = 2 / (inputs + columns). Source: Glorot, Bengio (2010).
  case xavier
  /// s^2 = 2 / inputs. Source: He, Zhang, Ren, Sun (2015).
  case he
  /// s^2 = 1 / inputs. Source: LeCun, Bottou, Orr, Müller (1998).
  case lecun
  /// By what the activation below does to N(0, 1), measured; see ``ActivationGain``.
  ///
  /// s^2 = 2 / (inputs * g + columns * h), where g is the activation's mean square E[f(z)^2] and h
  /// its mean squared slope E[f'(z)^2]: halfway between the variance that keeps the net inputs'
  /// size from layer to layer, 1 / (inputs * g), and the one that keeps the gradients',
  /// 1 / (columns * h). With tanh or relu that is close to Xavier's and He's rules; an activation
  /// that nobody has heard of starts as well. The first layer, whose inputs are data and which
  /// passes no gradient on, takes 1 / inputs.
  case measured
}

extension Initializer {
  /// The variance of the weights of a layer of shape `[inputs, columns]`.
  ///
  /// - Parameter below: the gain of the activation that makes this layer's inputs; nil for data.
  func variance(inputs: Int, columns: Int, below: ActivationGain?) -> Double {
    switch self {
    case .xavier: 2 / Double(inputs + columns)
    case .he: 2 / Double(inputs)
    case .lecun: 1 / Double(inputs)
    case .measured:
      if let below {
        if let slope = below.meanSquareSlope {
          2 / (Double(inputs) * below.meanSquare + Double(columns) * slope)
        } else {
          1 / (Double(inputs) * below.meanSquare)
        }
      } else {
        1 / Double(inputs)
      }
    }
  }
}
