import ActivationHost
import Activations
import Foundation
import Testing

@Suite("Calls: elementwise")
struct CallsElementwiseTests {
  static let sigmoid = """
    double activation_value(double x) { return 1 / (1 + exp(-x)); }
    double activation_derivative(double x) {
      double s = activation_value(x);
      return s * (1 - s);
    }
    """

  @Test("A bare double sigmoid has full precision in float64 and float32")
  func bareSigmoidIsExact() throws {
    let activation = try TestPlugin(Self.sigmoid).load()
    let x: [Double] = samples(1000)
    let s = x.map { 1 / (1 + exp(-$0)) }
    let doubles = try outcome(activation, x: x, columns: 10, dy: x)
    for i in x.indices where !x[i].isNaN {
      #expect(doubles.value[i] == s[i])
      #expect(doubles.derivative?[i] == s[i] * (1 - s[i]))
      #expect(doubles.dx[i].isNaN || doubles.dx[i] == s[i] * (1 - s[i]) * x[i])
    }
    let narrow: [Float] = samples(1000)
    let floats = try outcome(activation, x: narrow, columns: 10, dy: narrow)
    for i in narrow.indices where !narrow[i].isNaN {
      let s = 1 / (1 + exp(-Double(narrow[i])))
      #expect(floats.value[i] == Float(s))
      #expect(floats.derivative?[i] == Float(s * (1 - s)))
    }
    for i in x.indices where x[i].isNaN {
      #expect(doubles.value[i].isNaN && doubles.dx[i].isNaN)
      #expect(floats.value[i].isNaN && floats.dx[i].isNaN)
    }
  }
}
