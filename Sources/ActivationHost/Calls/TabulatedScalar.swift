import Activations
import Tabulation

/// A precision that there are tables of.
protocol TabulatedScalar: ActivationScalar {
  associatedtype Table: FunctionTable

  /// Fits a table to a double function.
  static func table(_ function: @escaping TabulatedFunction) throws(TabulationRefusal) -> Table

  /// y = f(x), or y = dy f(x) where dy is given, by the table, and by `fallback` where it leaves that
  /// to the function.
  static func run(
    _ table: Table, _ x: UnsafePointer<Self>, dy: UnsafePointer<Self>?,
    _ y: UnsafeMutablePointer<Self>, count: Int, fallback: UnsafePointer<TableFallback<Self>>)

  /// Whether two numbers are the same to the bit.
  static func isSame(_ one: Self, _ other: Self) -> Bool
}

extension Float: TabulatedScalar {
  static func table(
    _ function: @escaping TabulatedFunction
  ) throws(TabulationRefusal) -> ActivationTable { try ActivationTable(function) }

  @inline(__always)
  static func run(
    _ table: ActivationTable, _ x: UnsafePointer<Float>, dy: UnsafePointer<Float>?,
    _ y: UnsafeMutablePointer<Float>, count: Int, fallback: UnsafePointer<TableFallback<Float>>
  ) {
    table.run(
      x, dy: dy, y, count: count,
      call: { TableFallback<Float>.call($0, $1, $2, $3, $4) }, context: fallback)
  }

  static func isSame(_ one: Float, _ other: Float) -> Bool { one.bitPattern == other.bitPattern }
}

extension Double: TabulatedScalar {
  /// - Throws: also where each step of a table would be a call itself: it has some fifteen.
  static func table(
    _ function: @escaping TabulatedFunction
  ) throws(TabulationRefusal) -> DoubleTable {
    guard DoubleTable.isQuickHere else {
      throw TabulationRefusal("this processor has no fused multiply-add")
    }
    return try DoubleTable(function)
  }

  @inline(__always)
  static func run(
    _ table: DoubleTable, _ x: UnsafePointer<Double>, dy: UnsafePointer<Double>?,
    _ y: UnsafeMutablePointer<Double>, count: Int, fallback: UnsafePointer<TableFallback<Double>>
  ) {
    table.run(
      x, dy: dy, y, count: count,
      call: { TableFallback<Double>.call($0, $1, $2, $3, $4) }, context: fallback)
  }

  static func isSame(_ one: Double, _ other: Double) -> Bool {
    one.bitPattern == other.bitPattern
  }
}

/// A call of the plugin's own kernels, for what a table leaves out.
///
/// The parameters are those of the one call that it is made for.
struct TableFallback<Scalar: ActivationScalar> {
  let kernels: ActivationKernels<Scalar>
  let parameters: UnsafePointer<Scalar>?

  /// What a table calls: f(x), or dy f'(x) where dy is given. The context is a ``TableFallback``.
  static func call(
    _ context: UnsafeRawPointer?, _ x: UnsafePointer<Scalar>?, _ dy: UnsafePointer<Scalar>?,
    _ y: UnsafeMutablePointer<Scalar>?, _ count: Int
  ) {
    let fallback = context!.assumingMemoryBound(to: Self.self).pointee
    let inputs = ActivationInputs<Scalar>(
      rows: count, columns: 1, x: x, parameters: fallback.parameters)
    if let dy {
      fallback.kernels.gradient(inputs, ActivationGradients(y: nil, dy: dy, dx: y!))
    } else {
      fallback.kernels.value(inputs, y!)
    }
  }
}

extension ActivationKernels where Scalar: TabulatedScalar {
  /// These kernels, with tables in the place of calls where there are any.
  func tabulated(_ tables: RoleTables<Scalar>) -> ActivationKernels {
    let kernels = tables.forGradients == nil ? self : readingX
    var (value, gradient) = (self.value, self.gradient)
    if let values = tables.forValues {
      value = { inputs, y in
        guard let x = inputs.x, let table = values.form(inputs.parameters).table else {
          return kernels.value(inputs, y)
        }
        withUnsafePointer(to: TableFallback(kernels: kernels, parameters: inputs.parameters)) {
          Scalar.run(table, x, dy: nil, y, count: inputs.count, fallback: $0)
        }
      }
    }
    if let derivatives = tables.forGradients {
      gradient = { inputs, gradients in
        guard let x = inputs.x, let table = derivatives.form(inputs.parameters).table else {
          return kernels.gradient(inputs, gradients)
        }
        withUnsafePointer(to: TableFallback(kernels: kernels, parameters: inputs.parameters)) {
          Scalar.run(
            table, x, dy: gradients.dy, gradients.dx, count: inputs.count, fallback: $0)
        }
      }
    }
    return ActivationKernels(
      value: value, derivative: derivative, gradient: gradient,
      gradientInputs: kernels.gradientInputs)
  }

  /// These kernels with a gradient that reads x alone, as one by a table does: a y that it reads is
  /// computed again, a tile at a time.
  private var readingX: ActivationKernels {
    guard gradientInputs.contains(.y) else { return self }
    let (value, gradient, tile) = (self.value, self.gradient, 128)
    return ActivationKernels(
      value: value, derivative: derivative,
      gradient: { inputs, gradients in
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: tile) { y in
          let y = y.baseAddress!
          for first in stride(from: 0, to: inputs.count, by: tile) {
            let part = ActivationInputs(
              rows: min(tile, inputs.count - first), columns: 1, x: inputs.x.map { $0 + first },
              parameters: inputs.parameters)
            value(part, y)
            gradient(
              part,
              ActivationGradients(y: y, dy: gradients.dy + first, dx: gradients.dx + first))
          }
        }
      }, gradientInputs: .x)
  }
}
