import ActivationHost
import Activations
import Datasets
import NeuralNetwork
import Tabulation
import Testing

/// Activations whose float32 functions are left to tables: these stand where they lie in registers,
/// are as right as what they replace, and learn as well.
@Suite struct LeftToTablesTests {
  static let names = Catalogue.names.filter {
    (try? Catalogue.description($0).text("tables")) ?? nil != nil
  }

  @Test func theyAreThese() {
    #expect(Self.names == ["log_sigmoid", "silu", "softplus"])
  }

  private func tabulated(_ name: String) throws -> PluginActivation {
    let plain = try Catalogue.activation(name)
    var registry = try Registry(searchPath: SearchPath(explicit: [plain.library.path]))
    registry.usesTables = true
    return try registry.activation(named: name)
  }

  @Test(arguments: names)
  func theFormIsATableInRegisters(_ name: String) throws {
    let activation = try tabulated(name)
    let forms = try #require(activation.computedForms())
    let left = try #require(activation.description.text("tables"))
    for (role, form) in [("value", forms.value), ("derivative", forms.gradient)] {
      switch form {
      case .table(let table):
        #expect(left.contains(role) && ActivationTable.isInRegistersHere)
        #expect(table.worstError <= 1)
      case .function(let reason):
        #expect(!left.contains(role) || !ActivationTable.isInRegistersHere, "\(role): \(reason)")
        #expect(reason == ComputedForm.hasArrayForm)
      }
    }
  }

  /// Values, and gradients as training takes them, against the functions in double.
  @Test(arguments: names)
  func resultsAreRight(_ name: String) throws {
    let activation = try tabulated(name)
    let layout = ParameterLayout(activation.parameters)
    let kernels = try activation.kernels(Float.self, layout: layout)
    let settings: [Float] = layout.initialValues(activation.parameters, overrides: [:])
    let x = (0..<4001).map { Float($0 - 2000) / 61 }
    let exact = try activation.withoutTables().evaluate(x.map(Double.init))
    let (values, slopes) = (exact.values, try #require(exact.derivatives))
    var (y, gradients) = (x, [Float](repeating: 1, count: x.count))
    x.withUnsafeBufferPointer { x in
      settings.withUnsafeBufferPointer { settings in
        y.withUnsafeMutableBufferPointer { y in
          gradients.withUnsafeMutableBufferPointer { dx in
            let inputs = ActivationInputs(
              rows: x.count, columns: 1, x: x.baseAddress, parameters: settings.baseAddress)
            kernels.value(inputs, y.baseAddress!)
            kernels.gradient(
              inputs,
              ActivationGradients(
                y: UnsafePointer(y.baseAddress!), dy: UnsafePointer(dx.baseAddress!),
                dx: dx.baseAddress!))
          }
        }
      }
    }
    // One that is computed from the value is as exact as the rounded value lets it be.
    let isOfX = kernels.gradientInputs == .x
    for (index, value) in values.enumerated() {
      #expect(abs(Double(y[index]) - value) <= Double(Float(value).ulp), "\(name) at \(x[index])")
    }
    for (index, slope) in slopes.enumerated() {
      let unit = Double(Float(slope).ulp)
      #expect(
        abs(Double(gradients[index]) - slope) <= (isOfX ? unit : max(unit, 0x1p-23)),
        "\(name) at \(x[index])")
    }
    if ActivationTable.isInRegistersHere { #expect(isOfX) }
  }

  @Test(arguments: names)
  func trainingReachesTheSameAccuracy(_ name: String) throws {
    let file = try DataFile.open(
      "\(Catalogue.package)/Sources/CDigits/digits.csv", options: DataOptions(label: .last))
    let parts = try file.load(Float.self).split(.last(360))
    let standardization = try Standardization(DatasetSource(parts.training))
    let training = try standardization.apply(to: parts.training)
    let test = try standardization.apply(to: parts.heldOut)
    func accuracy(_ activation: PluginActivation) throws -> Double {
      let network = try Network<Float>(
        NetworkArchitecture(widths: [64, 32, 10], activation: name), seed: 1,
        activations: { name -> any Activation in
          name == "identity" ? IdentityActivation() : activation
        })
      _ = try Trainer(network, options: TrainingOptions(epochs: 10, batch: 32, seed: 1))
        .train(on: DatasetSource(training))
      let evaluation = try network.evaluate(DatasetSource(test))
      return try #require(evaluation.accuracy)
    }
    let activation = try tabulated(name)
    let (left, own) = (try accuracy(activation), try accuracy(activation.withoutTables()))
    // Within two of 360 samples: last bits differ.
    #expect(left >= 0.85 && abs(left - own) < 0.006, "\(left), \(own)")
  }
}
