import CTabulation
import Foundation
import Tabulation
import Testing

/// A function and what a table must make of it.
struct Sample: Sendable, CustomTestStringConvertible {
  let name: String
  let function: @Sendable (Double) -> Double
  var testDescription: String { name }
}

private let smooth = [
  Sample(name: "x atan e^x") { $0 * atan(exp($0)) },
  Sample(name: "silu") { $0 / (1 + exp(-$0)) },
  Sample(name: "silu', with a root near -1.28") { x in
    (1 + x * exp(-x) / (1 + exp(-x))) / (1 + exp(-x))
  },
  Sample(name: "gelu") { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) },
  Sample(name: "gelu', with a root near -.75") { x in
    0.5 * erfc(-x / 2.0.squareRoot()) + x * exp(-x * x / 2) * 0.3989422804014327
  },
  Sample(name: "e^-x^2, which underflows beyond 10") { exp(-$0 * $0) },
  Sample(name: "tanh") { tanh($0) },
  Sample(name: "relu, with a kink at 0") { $0 > 0 ? $0 : 0 },
  Sample(name: "a kink at 1/3") { $0 > 1.0 / 3 ? $0 : 2 * $0 - 1.0 / 3 },
  Sample(name: "a jump at .3") { $0 > 0.3 ? $0 + 2 : exp($0) },
  Sample(name: "NaN below -1") { log1p($0) },
  Sample(name: "x + sin^2 x") { $0 + sin($0) * sin($0) },
  Sample(name: "e^(x - e^x), which vanishes at once") { exp($0 - exp($0)) },
  Sample(name: "hardswish, with kinks at -3 and 3") { $0 * min(max($0 + 3, 0), 6) / 6 },
  Sample(name: "softshrink, 0 around 0") { $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : 0 },
  Sample(name: "|x|, even with a kink at 0") { abs($0) },
  Sample(name: "x e^(-x^2 / 2), odd") { $0.isInfinite ? 0 : $0 * exp(-$0 * $0 / 2) },
  Sample(name: "its slope, even with roots at -1 and 1") { x in
    x.isInfinite ? 0 : (1 - x * x) * exp(-x * x / 2)
  },
  Sample(name: "odd with a jump at 0") { $0.sign == .minus ? $0 - 1 : $0 + 1 },
  Sample(name: "x / (1 + |x|), with a kink at 0 in its slope's slope") { $0 / (1 + abs($0)) },
]

/// The function itself, for what the table leaves out.
private final class Original: Sendable {
  let function: @Sendable (Double) -> Double
  init(_ function: @escaping @Sendable (Double) -> Double) { self.function = function }

  static let call: ActivationTable.Call = { context, x, dy, y, count in
    let original = Unmanaged<Original>.fromOpaque(context!).takeUnretainedValue()
    for index in 0..<count {
      let value = original.function(Double(x![index]))
      y![index] = Float(dy.map { Double($0[index]) * value } ?? value)
    }
  }
}

extension ActivationTable {
  fileprivate func values(
    _ x: [Float], dy: [Float]? = nil, of function: @escaping @Sendable (Double) -> Double,
    level: hillock_table_level? = nil
  ) -> [Float] {
    let original = Original(function)
    var y = [Float](repeating: .nan, count: x.count)
    withExtendedLifetime(original) {
      let context = UnsafeRawPointer(Unmanaged.passUnretained(original).toOpaque())
      if let dy {
        run(x, dy: dy, &y, count: x.count, call: Original.call, context: context, level: level)
      } else {
        run(x, dy: nil, &y, count: x.count, call: Original.call, context: context, level: level)
      }
    }
    return y
  }
}

/// Floats of every exponent and sign, the special ones, and many where inputs lie.
private let inputs: [Float] = {
  var generator = SystemRandomNumberGenerator()
  var inputs: [Float] = [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
  for border in -256...256 {
    for x in [Float(border) / 2, Float(border) / 16] { inputs += [x, x.nextUp, x.nextDown] }
  }
  for exponent in -40..<40 {
    let x = Float(sign: .plus, exponent: exponent, significand: 1)
    inputs += [x, x.nextUp, x.nextDown, -x, -x.nextUp, -x.nextDown]
  }
  for root in [Float(1) / 3, 0.3, -0.7517915, -1.2784645, 0.5, -0.5, 3, -3] {
    inputs += [root, root.nextUp, root.nextDown, root.nextUp.nextUp]
  }
  for bits in stride(from: UInt32(0), to: .max - 40_000, by: 40_009) {
    inputs.append(Float(bitPattern: bits))
  }
  inputs += (0..<60_000).map { _ in Float.random(in: -8...8, using: &generator) }
  inputs += (0..<20_000).map { _ in Float.random(in: -140...140, using: &generator) }
  return inputs
}()

@Suite struct TableTests {
  @Test(arguments: smooth)
  func everyResultIsWithinOneUlpOfTheFunction(_ sample: Sample) throws {
    let table = try ActivationTable { $0.map(sample.function) }
    #expect(table.worstError <= 1)
    for (x, y) in zip(inputs, table.values(inputs, of: sample.function)) {
      let truth = sample.function(Double(x)), rounded = Float(truth)
      if rounded.isNaN || rounded.isInfinite || x == 0 || abs(x) == .infinity {
        #expect(y.bitPattern == rounded.bitPattern || (y.isNaN && rounded.isNaN), "at \(x)")
      } else if abs(Double(y) - truth) > Double(rounded.ulp) {
        Issue.record("\(sample.name) at \(x): \(y), not \(rounded)")
        return
      }
    }
  }

  /// Beside a root the polynomial's terms cancel, in floats that no drawn input meets.
  @Test func floatsBesideARootAreWithinOneUlpOfTheFunction() throws {
    for step in 1...40 {
      let constant = Double(step) / 8 + 0.0137
      let function: @Sendable (Double) -> Double = { $0 * $0 * $0 - constant }
      let table = try ActivationTable { $0.map(function) }
      let root = Float(cbrt(constant))
      let x = (-8...8).map { root + Float($0) * root.ulp }
      for (x, y) in zip(x, table.values(x, of: function)) {
        #expect(ActivationTable.ulps(y, function(Double(x))) <= 1, "x^3 - \(constant) at \(x)")
      }
    }
  }

  @Test(arguments: smooth)
  func everyLevelGivesTheSameBitsAtAnyPlace(_ sample: Sample) throws {
    let table = try ActivationTable { $0.map(sample.function) }
    let again = try ActivationTable { $0.map(sample.function) }
    let dy = inputs.indices.map { Float($0 % 7) - 2.7 }
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
    let table = try ActivationTable { $0.map(function) }
    let expected = table.values(inputs, of: function)
    let original = Original(function)
    var buffer = inputs
    withExtendedLifetime(original) {
      let context = UnsafeRawPointer(Unmanaged.passUnretained(original).toOpaque())
      buffer.withUnsafeMutableBufferPointer {
        table.run(
          $0.baseAddress!, dy: nil, $0.baseAddress!, count: $0.count, call: Original.call,
          context: context)
      }
    }
    #expect(zip(buffer, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
  }

  /// A table is quick only where it does not call: a kink must not leave a segment to the function.
  @Test(arguments: smooth.filter { $0.name != "NaN below -1" && !$0.name.contains("vanishes") })
  func nothingWhereInputsLieIsLeftToTheFunction(_ sample: Sample) throws {
    let table = try ActivationTable { $0.map(sample.function) }
    var generator = SystemRandomNumberGenerator()
    let x = (0..<20_000).map { _ in Float.random(in: -8...8, using: &generator) }
    var y = x
    table.run(
      x, dy: nil, &y, count: x.count,
      call: { _, _, _, y, count in for index in 0..<count { y![index] = .nan } }, context: nil)
    #expect(y.allSatisfy { !$0.isNaN })
  }

  @Test func whatNoTableCanHoldIsRefused() {
    var state: UInt64 = 1
    func refusal(_ function: @escaping (Double) -> Double) -> String? {
      do throws(TabulationRefusal) {
        _ = try ActivationTable { $0.map(function) }
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
