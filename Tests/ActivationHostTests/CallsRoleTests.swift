import ActivationHost
import Activations
import Dispatch
import Foundation
import Synchronization
import Testing

@Suite("Calls: every role")
struct CallsRoleTests {
  /// `roles.c`, compiled once for all tests.
  static let roles = Result {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Plugins/roles.c")
    return try TestPlugin(String(contentsOf: file, encoding: .utf8))
  }

  static func load(_ name: String, _ path: CallPath = .fastest) throws -> PluginActivation {
    try roles.get().load(name, path)
  }

  /// 1; an odd row; more than a tile in one row; more than a tile in many.
  static let shapes = [(1, 1), (3, 7), (2, 600), (90, 10)]

  private func check<Scalar: ActivationScalar>(
    _ reference: Reference, _ scalar: Scalar.Type, perChannel: Set<String> = [],
    isTraining: Bool = false
  ) throws {
    let activation = try Self.load(reference.name)
    let tolerance =
      Scalar.precision == .float32 || reference.name == "arrays"
        || reference.name == "product_mixed" ? 2e-6 : 1e-14
    for (rows, columns) in Self.shapes {
      let matrix = Matrix<Scalar>(rows: rows, columns: columns)
      let layout = ParameterLayout(
        activation.parameters, channels: columns, perChannel: perChannel)
      var parameters: [Scalar] = layout.initialValues(activation.parameters)
      for slot in layout.slots where slot.isPerChannel {
        for channel in 0..<slot.count { parameters[slot.offset + channel] += Scalar(channel) / 64 }
      }
      var sums = [Double](repeating: 1, count: layout.count)
      let got = try outcome(
        activation, matrix, perChannel: perChannel, parameters: parameters,
        isTraining: isTraining)
      let derivatives = try #require(got.derivative)
      #expect(got.dgate.isEmpty == (activation.form != .gated))
      var wrong: [String] = []
      for i in matrix.x.indices {
        let channel = i % columns
        let expected = reference.function(
          Reference.Element(
            x: Double(matrix.x[i]), gate: Double(matrix.gate[i]), u: Double(matrix.u[i]),
            isTraining: isTraining,
            parameters: layout.slots.map {
              Double(parameters[$0.offset + ($0.isPerChannel ? channel : 0)])
            }))
        func isNear(_ got: Scalar, _ expected: Double) -> Bool {
          abs(Double(got) - expected) <= tolerance * max(1, abs(expected))
        }
        let isRight =
          isNear(got.value[i], expected.value)
          && isNear(derivatives[i], expected.derivative)
          && isNear(got.dx[i], expected.derivative * Double(matrix.dy[i]))
          && (got.dgate.isEmpty || isNear(got.dgate[i], expected.gate * Double(matrix.dy[i])))
        if !isRight {
          wrong.append("\(rows)x\(columns)[\(i)], x = \(matrix.x[i]), y = \(got.value[i])")
        }
        for (slot, partial) in zip(layout.slots, expected.partials) {
          sums[slot.offset + (slot.isPerChannel ? channel : 0)] += partial * Double(matrix.dy[i])
        }
      }
      #expect(wrong.isEmpty, "\(reference) in \(Scalar.precision): \(wrong.prefix(3))")
      for (got, expected) in zip(got.sums, sums) {
        #expect(abs(Double(got) - expected) <= tolerance * 100, "\(reference.name)")
      }
    }
  }

  @Test("Value, derivative, gradients and sums are right", arguments: Reference.all)
  func isRight(reference: Reference) throws {
    try check(reference, Float.self)
    try check(reference, Double.self)
    try check(reference, Float.self, isTraining: true)
    try check(reference, Double.self, isTraining: true)
  }

  @Test(
    "So they are with a value of each parameter for each channel",
    arguments: Reference.all.filter { !$0.parameters.isEmpty })
  func isRightPerChannel(reference: Reference) throws {
    let names = try Self.load(reference.name).parameters.map(\.name)
    for perChannel in [Set(names), Set(names.prefix(1))] {
      try check(reference, Float.self, perChannel: perChannel)
      try check(reference, Double.self, perChannel: perChannel)
    }
  }

  @Test("A typed call and libffi agree to the bit", arguments: Reference.all)
  func typedEqualsLibffi(reference: Reference) throws {
    func compare<Scalar: ActivationScalar>(_ scalar: Scalar.Type) throws {
      for (rows, columns) in Self.shapes {
        let matrix = Matrix<Scalar>(rows: rows, columns: columns)
        let typed = try outcome(Self.load(reference.name), matrix, isTraining: true)
        let libffi = try outcome(Self.load(reference.name, .libffi), matrix, isTraining: true)
        #expect(typed == libffi, "\(reference.name) \(Scalar.precision) \(rows)x\(columns)")
      }
    }
    try compare(Float.self)
    try compare(Double.self)
  }

  @Test("Buffers may be overwritten in place", arguments: Reference.all)
  func mayAlias(reference: Reference) throws {
    func compare<Scalar: ActivationScalar>(_ scalar: Scalar.Type) throws {
      let matrix = Matrix<Scalar>(rows: 7, columns: 90)
      let activation = try Self.load(reference.name)
      let apart = try outcome(activation, matrix)
      #expect(try outcome(activation, matrix, aliasing: .gradientInPlace) == apart)
      #expect(try outcome(activation, matrix, aliasing: .inputInPlace) == apart)
    }
    try compare(Float.self)
    try compare(Double.self)
  }

  @Test("A row is computed whole, in both precisions, however long")
  func rows() throws {
    func check<Scalar: ActivationScalar>(_ scalar: Scalar.Type, tolerance: Double) throws {
      for (rows, columns) in Self.shapes + [(2, 5000)] {
        for perChannel in [Set<String>(), ["shift"]] {
          let activation = try Self.load("centred")
          let matrix = Matrix<Scalar>(rows: rows, columns: columns)
          let got = try outcome(activation, matrix, perChannel: perChannel)
          #expect(got.derivative == nil)
          #expect(
            got == (try outcome(Self.load("centred", .libffi), matrix, perChannel: perChannel)))
          var sums = [Double](repeating: 1, count: got.sums.count)
          for row in 0..<rows {
            let range = row * columns..<(row + 1) * columns
            let mean = matrix.x[range].reduce(0) { $0 + Double($1) } / Double(columns)
            let slope = matrix.dy[range].reduce(0) { $0 + Double($1) } / Double(columns)
            for i in range {
              let (x, dy) = (Double(matrix.x[i]), Double(matrix.dy[i]))
              #expect(abs(Double(got.value[i]) - (x - mean)) <= tolerance)
              #expect(abs(Double(got.dx[i]) - (dy - slope)) <= tolerance)
              sums[0] += dy * (x - mean)
              sums[perChannel.isEmpty ? 1 : 1 + i % columns] += dy
            }
          }
          for (got, expected) in zip(got.sums, sums) {
            #expect(abs(Double(got) - expected) <= tolerance * 100)
          }
        }
      }
    }
    try check(Float.self, tolerance: 1e-5)
    try check(Double.self, tolerance: 1e-11)
  }

  @Test("A row function with one value cannot take one for each channel, and says so")
  func rowsRefuseChannels() throws {
    let activation = try Self.load("centred")
    let layout = ParameterLayout(activation.parameters, channels: 4, perChannel: ["scale"])
    let error = #expect(throws: HostError.self) {
      try activation.kernels(Double.self, layout: layout)
    }
    #expect(error?.code == .missingFunction)
    #expect(error?.activation == "centred")
  }

  @Test("What the gradient reads is the training form's: the array's, before the scalar's")
  func gradientInputs() throws {
    func inputs(_ name: String) throws -> [GradientInputs] {
      let activation = try Self.load(name)
      let layout = ParameterLayout(activation.parameters)
      return [
        try activation.kernels(Float.self, layout: layout).gradientInputs,
        try activation.kernels(Double.self, layout: layout).gradientInputs,
      ]
    }
    #expect(try inputs("complete") == [.y, .y])
    #expect(try inputs("of_y") == [.y, .y])
    #expect(try inputs("of_both") == [[.x, .y], [.x, .y]])
    #expect(try inputs("scaled") == [.x, .x])
    #expect(try inputs("product") == [.x, .x])
    #expect(try inputs("leaky") == [.x, .x])
  }

  @Test("The derivative is of x where it can be: exact far out, where y is 1 already")
  func derivativeOfX() throws {
    let far = try #require(try Self.load("complete").evaluate([Float(1e8)]).derivatives?.first)
    #expect(abs(far / 1e-16 - 1) < 1e-6)
    // And where only y is there, it keeps the function's own precision on the way.
    let ofY = try #require(try Self.load("of_y").evaluate([Float(1e8)]).derivatives?.first)
    #expect(abs(ofY / 1e-16 - 1) < 1e-6)
  }

  @Test("Only what draws random numbers is stochastic; only what has a gate is gated")
  func forms() throws {
    #expect(try Self.load("noisy").isStochastic)
    #expect(try !Self.load("leaky").isStochastic)
    #expect(try Self.load("product").form == .gated)
    #expect(try Self.load("centred").form == .row)
    #expect(try Self.load("leaky").learnableParameters.map(\.name) == ["a", "b"])
  }

  @Test("No rows, or no columns: nothing is called", arguments: Reference.all.map(\.name))
  func empty(name: String) throws {
    let activation = try Self.load(name)
    for (rows, columns) in [(0, 5), (0, 1)] {
      let got = try outcome(activation, Matrix<Double>(rows: rows, columns: columns))
      #expect(got.value.isEmpty && got.sums.allSatisfy { $0 == 1 })
    }
  }

  @Test("Many threads at once compute the same bits", arguments: Reference.all.map(\.name))
  func concurrent(name: String) throws {
    let activation = try Self.load(name)
    let matrix = Matrix<Float>(rows: 40, columns: 30)
    let alone = try outcome(activation, matrix)
    let agreements = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 32) { _ in
      if let got = try? outcome(activation, matrix), got == alone {
        agreements.withLock { $0 += 1 }
      }
    }
    #expect(agreements.withLock { $0 } == 32)
  }
}
