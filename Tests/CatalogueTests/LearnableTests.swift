import ActivationHost
import Activations
import Testing

/// The derivatives by learnable parameters and by the gate agree with differences of the values.
@Suite struct LearnableTests {
  static let learnable = Catalogue.names.filter {
    (try? Catalogue.activation($0).learnableParameters.isEmpty) == false
  }

  @Test func thereAreSome() {
    #expect(Self.learnable.contains("prelu") && Self.learnable.contains("rational"))
  }

  @Test(arguments: learnable)
  func gradientsOfParameters(_ name: String) throws {
    let activation = try Catalogue.activation(name)
    let layout = ParameterLayout(activation.parameters)
    let kernels = try activation.kernels(Double.self, layout: layout)
    var parameters: [Double] = layout.initialValues(activation.parameters)
    let step = 1e-6
    for x in Reference.inputs {
      let sums = gradients(kernels, x, parameters)
      for (index, parameter) in activation.parameters.enumerated() where parameter.isLearnable {
        let slot = layout.slots[index].offset, kept = parameters[slot]
        parameters[slot] = kept + step
        let above = value(kernels, x, parameters)
        parameters[slot] = kept - step
        let below = value(kernels, x, parameters)
        parameters[slot] = kept
        let slope = (above - below) / (2 * step)
        // What was in the sum before, 1, must still be in it.
        #expect(
          abs(sums[slot] - 1 - slope) <= 1e-7 * max(1, abs(slope)),
          "d\(name)/d\(parameter.name) at \(x): \(sums[slot] - 1), expected \(slope)")
      }
    }
  }

  @Test(arguments: Reference.gated.keys.sorted())
  func gradientsOfGates(_ name: String) throws {
    let evaluator = try ActivationEvaluator<Double>(Catalogue.activation(name), columns: 1)
    let x = Reference.inputs, gate = Array(x.reversed()), step = 1e-6
    let byX = try #require(evaluator.derivatives(x, gate: gate))
    let byGate = try #require(evaluator.gateDerivatives(x, gate: gate))
    for index in x.indices {
      func value(_ dx: Double, _ dgate: Double) -> Double {
        evaluator.values([x[index] + dx], gate: [gate[index] + dgate])[0]
      }
      let slopeX = (value(step, 0) - value(-step, 0)) / (2 * step)
      let slopeGate = (value(0, step) - value(0, -step)) / (2 * step)
      #expect(abs(byX[index] - slopeX) <= 1e-7 * max(1, abs(slopeX)), "d\(name)/dx")
      #expect(abs(byGate[index] - slopeGate) <= 1e-7 * max(1, abs(slopeGate)), "d\(name)/dgate")
    }
  }

  private func value(
    _ kernels: ActivationKernels<Double>, _ x: Double, _ parameters: [Double]
  ) -> Double {
    var y = 0.0
    withUnsafePointer(to: x) { x in
      parameters.withUnsafeBufferPointer {
        kernels.value(ActivationInputs(rows: 1, columns: 1, x: x, parameters: $0.baseAddress), &y)
      }
    }
    return y
  }

  /// dL/dP for dL/dy = 1, added to 1 each.
  private func gradients(
    _ kernels: ActivationKernels<Double>, _ x: Double, _ parameters: [Double]
  ) -> [Double] {
    let y = value(kernels, x, parameters), dy = 1.0
    var dx = 0.0
    var sums = [Double](repeating: 1, count: parameters.count)
    withUnsafePointer(to: x) { x in
      withUnsafePointer(to: y) { y in
        withUnsafePointer(to: dy) { dy in
          parameters.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
              kernels.gradient(
                ActivationInputs(
                  rows: 1, columns: 1, x: x, parameters: values.baseAddress, isTraining: true),
                ActivationGradients(y: y, dy: dy, dx: &dx, parameters: sums.baseAddress))
            }
          }
        }
      }
    }
    return sums
  }
}
