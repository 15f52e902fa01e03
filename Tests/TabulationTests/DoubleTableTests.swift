import CTabulation
import Foundation
import Tabulation
import Testing

/// A double function and how much of where inputs lie its table must not leave to it.
private struct DoubleSample: Sendable, CustomTestStringConvertible {
  let name: String
  /// Whether nothing in [-4, 4] may be left to the function.
  var isWhole = true
  let function: @Sendable (Double) -> Double
  var testDescription: String { name }

  init(_ name: String, isWhole: Bool = true, _ function: @escaping @Sendable (Double) -> Double) {
    (self.name, self.isWhole, self.function) = (name, isWhole, function)
  }
}

private let samples = [
  DoubleSample("x atan e^x") { $0 * atan(exp($0)) },
  DoubleSample("silu") { $0 / (1 + exp(-$0)) },
  DoubleSample("silu', with a root near -1.28") { x in
    (1 + x * exp(-x) / (1 + exp(-x))) / (1 + exp(-x))
  },
  DoubleSample("gelu") { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) },
  DoubleSample("gelu', with a root near -.75") { x in
    0.5 * erfc(-x / 2.0.squareRoot()) + x * exp(-x * x / 2) * 0.3989422804014327
  },
  DoubleSample("softplus") { log1p(exp($0)) },
  DoubleSample("tanh, odd") { tanh($0) },
  DoubleSample("e^-x^2, even, which vanishes beyond 27") { exp(-$0 * $0) },
  DoubleSample("relu, with a kink at 0") { $0 > 0 ? $0 : 0 },
  DoubleSample("hardswish, with kinks at -3 and 3", isWhole: false) {
    $0 * min(max($0 + 3, 0), 6) / 6
  },
  DoubleSample("a jump at -1") { $0 >= -1 ? $0 + 2 : exp($0) },
  DoubleSample("odd with a jump at 0") { $0.sign == .minus ? $0 - 1 : $0 + 1 },
  DoubleSample("a kink at 1/3", isWhole: false) { $0 > 1.0 / 3 ? $0 : 2 * $0 - 1.0 / 3 },
  DoubleSample("a jump of 10^-12 at .3", isWhole: false) {
    exp($0) * ($0 > 0.3 ? 1 + 1e-12 : 1)
  },
  DoubleSample("exact next to its root at 1", isWhole: false) { ($0 - 1) * exp($0) },
  DoubleSample("NaN below -1", isWhole: false) { log1p($0) },
  DoubleSample("x tanh x, a square next to 0", isWhole: false) { $0 * tanh($0) },
  DoubleSample("right below 1/1000, noisy above", isWhole: false) {
    abs($0) < 1e-3 ? expm1($0) : exp($0) - 1
  },
  DoubleSample("x^2 / (1 + x^2), NaN at infinity", isWhole: false) { $0 * $0 / (1 + $0 * $0) },
]

/// The function itself, for what the table leaves out.
private final class DoubleOriginal: Sendable {
  let function: @Sendable (Double) -> Double
  init(_ function: @escaping @Sendable (Double) -> Double) { self.function = function }

  static let call: DoubleTable.Call = { context, x, dy, y, count in
    let original = Unmanaged<DoubleOriginal>.fromOpaque(context!).takeUnretainedValue()
    for index in 0..<count {
      let value = original.function(x![index])
      y![index] = dy.map { $0[index] * value } ?? value
    }
  }
}

extension DoubleTable {
  fileprivate func values(
    _ x: [Double], dy: [Double]? = nil, of function: @escaping @Sendable (Double) -> Double,
    level: hillock_table_level? = nil
  ) -> [Double] {
    let original = DoubleOriginal(function)
    var y = [Double](repeating: .nan, count: x.count)
    withExtendedLifetime(original) {
      let context = UnsafeRawPointer(Unmanaged.passUnretained(original).toOpaque())
      func run(_ dy: UnsafePointer<Double>?) {
        self.run(
          x, dy: dy, &y, count: x.count, call: DoubleOriginal.call, context: context, level: level)
      }
      if let dy { run(dy) } else { run(nil) }
    }
    return y
  }
}

/// Doubles of every exponent and sign, the special ones, and many where inputs lie.
private let inputs: [Double] = {
  var generator = SystemRandomNumberGenerator()
  var inputs: [Double] = [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
  for border in -160...160 {
    for x in [Double(border) / 2, Double(border) / 16] { inputs += [x, x.nextUp, x.nextDown] }
  }
  for exponent in stride(from: -1074, through: 1023, by: 3) {
    let x = Double(sign: .plus, exponent: exponent, significand: 1)
    inputs += [x, x.nextUp, x.nextDown, -x, -x.nextUp, -x.nextDown]
  }
  for root in [1.0 / 3, 0.3, -0.7517915, -1.2784645, 1] {
    for distance in [0, 1e-9, -1e-9, 1e-4, -1e-4] { inputs.append(root + distance) }
    inputs += [root.nextUp, root.nextDown]
  }
  // Long enough for groups of vectors that lie in the core alone.
  inputs += (0..<4000).map { _ in Double.random(in: -3.9...3.9, using: &generator) }
  inputs += (0..<60_000).map { _ in Double.random(in: -8...8, using: &generator) }
  inputs += (0..<20_000).map { _ in Double.random(in: -140...140, using: &generator) }
  return inputs
}()

@Suite struct DoubleTableTests {
  @Test(arguments: samples)
  private func everyResultIsWithinTwoUlpOfTheFunction(_ sample: DoubleSample) throws {
    let table = try DoubleTable { $0.map(sample.function) }
    #expect(table.worstError <= DoubleTable.tolerance)
    for (x, y) in zip(inputs, table.values(inputs, of: sample.function)) {
      let truth = sample.function(x)
      if truth.isNaN || truth.isInfinite || x == 0 || abs(x) == .infinity {
        #expect(y.bitPattern == truth.bitPattern || (y.isNaN && truth.isNaN), "at \(x)")
      } else if table.error(of: y, at: x, truth) > DoubleTable.tolerance + 0.5 {
        Issue.record("\(sample.name) at \(x): \(y), not \(truth)")
        return
      }
    }
  }

  /// Beside what a function scatters by: one that is right to the last digit leaves it nothing.
  @Test func aQuietFunctionsTableIsWithinThreeUlpOfIt() throws {
    for (name, function) in samples.map({ ($0.name, $0.function) })
    where ["silu", "softplus", "tanh, odd", "x atan e^x"].contains(name) {
      let table = try DoubleTable { $0.map(function) }
      #expect(try #require(table.functionScatter) < 1, "\(name)")
      for (x, y) in zip(inputs, table.values(inputs, of: function)) where abs(x) < 8 {
        let truth = function(x)
        #expect(abs(y - truth) <= 3 * truth.ulp, "\(name) at \(x)")
      }
    }
  }

  /// Noise of 16 ULP, the same each time: the table is nearer to what was meant than the function.
  @Test func aTableAveragesNoise() throws {
    @Sendable func meant(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    @Sendable func noisy(_ x: Double) -> Double {
      let hash = (x.bitPattern &* 0x9E37_79B9_7F4A_7C15) >> 40
      let y = meant(x)
      return y + (Double(hash) * 0x1p-23 - 1) * 16 * y.ulp
    }
    let table = try DoubleTable { $0.map { noisy($0) } }
    var generator = SystemRandomNumberGenerator()
    let x = (0..<20_000).map { _ in Double.random(in: -4...4, using: &generator) }
    let y = table.values(x, of: { noisy($0) })
    func deviation(_ results: [Double]) -> Double {
      let errors = zip(x, results).map { ($1 - meant($0)) / meant($0).ulp }
      return (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    }
    #expect(deviation(y) < 0.6 * deviation(x.map { noisy($0) }))
    #expect(try #require(table.functionScatter) > 5)
  }

  @Test(arguments: samples)
  private func everyLevelGivesTheSameBitsAtAnyPlace(_ sample: DoubleSample) throws {
    let table = try DoubleTable { $0.map(sample.function) }
    let again = try DoubleTable { $0.map(sample.function) }
    let dy = inputs.indices.map { Double($0 % 7) - 2.7 }
    let best = hillock_table_best_level()
    for factor in [nil, dy] {
      let reference = table.values(
        inputs, dy: factor, of: sample.function, level: hillock_table_plain)
      for rawValue in hillock_table_plain.rawValue...best.rawValue {
        let level = hillock_table_level(rawValue)
        for shift in [0, 1, 5, 16] {
          let shifted = again.values(
            Array(inputs[shift...]), dy: factor.map { Array($0[shift...]) }, of: sample.function,
            level: level)
          let differs = zip(shifted, reference[shift...]).contains {
            $0.bitPattern != $1.bitPattern && !($0.isNaN && $1.isNaN)
          }
          #expect(!differs, "level \(rawValue) from \(shift)")
        }
      }
    }
  }

  @Test func resultsMayTakeThePlaceOfInputs() throws {
    let function: @Sendable (Double) -> Double = { $0 / (1 + exp(-$0)) }
    let table = try DoubleTable { $0.map(function) }
    let expected = table.values(inputs, of: function)
    let original = DoubleOriginal(function)
    var buffer = inputs
    withExtendedLifetime(original) {
      let context = UnsafeRawPointer(Unmanaged.passUnretained(original).toOpaque())
      buffer.withUnsafeMutableBufferPointer {
        table.run(
          $0.baseAddress!, dy: nil, $0.baseAddress!, count: $0.count, call: DoubleOriginal.call,
          context: context)
      }
    }
    #expect(zip(buffer, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
  }

  /// A table is quick only where it does not call.
  @Test(arguments: samples.filter(\.isWhole))
  private func nothingWhereInputsLieIsLeftToTheFunction(_ sample: DoubleSample) throws {
    let table = try DoubleTable { $0.map(sample.function) }
    var generator = SystemRandomNumberGenerator()
    let x = (0..<20_000).map { _ in Double.random(in: -4...4, using: &generator) }
    var y = x
    table.run(
      x, dy: nil, &y, count: x.count,
      call: { _, _, _, y, count in for index in 0..<count { y![index] = .nan } }, context: nil)
    #expect(y.allSatisfy { !$0.isNaN })
  }

  /// Of a function that overflows on its way to a finite value the table gives what it gave.
  @Test(arguments: [
    DoubleSample("x (1 + erf(x / sqrt 2)) / 2") { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 },
    DoubleSample("-2 x e^-x^2") { -2 * $0 * exp(-$0 * $0) },
  ])
  private func whatOverflowsIsLeftToTheFunction(_ sample: DoubleSample) throws {
    let x = [0x1p1022, 0x1p1023, .greatestFiniteMagnitude].flatMap { [$0, -$0] }
    let table = try DoubleTable { $0.map(sample.function) }
    for (given, y) in zip(x, table.values(x, of: sample.function)) {
      let own = sample.function(given)
      #expect(y == own || (y.isNaN && own.isNaN), "\(y) instead of \(own) at \(given)")
    }
  }

  @Test func whatNoTableCanHoldIsRefused() {
    var state: UInt64 = 1
    func refusal(_ function: @escaping (Double) -> Double) -> String? {
      do throws(TabulationRefusal) {
        _ = try DoubleTable { $0.map(function) }
        return nil
      } catch { return error.description }
    }
    #expect(refusal { sin(50 * $0) } != nil)
    #expect(
      refusal { x in
        state = state &* 6_364_136_223_846_793_005 &+ 1
        return x + Double(state >> 40) * 0x1p-24
      } != nil)
    // Smooth by itself, but another function each time that it is asked for.
    var calls = 0.0
    #expect(
      refusal { x in
        calls += 1
        return x + calls
      } != nil)
  }
}
