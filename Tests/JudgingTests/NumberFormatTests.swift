import Activations
import Formulas
import Judging
import Testing

@Suite struct NumberFormatTests {
  @Test(arguments: NumberFormat.allCases)
  func bitsAndNumbersAreOne(format: NumberFormat) {
    for x in [0, 1, -1.5, 0.375, format.smallest, -format.greatest, .infinity] {
      #expect(format.value(format.bits(x)) == x)
      #expect(format.rounded(x) == x)
    }
    #expect(format.bits(.infinity) == format.infinity)
    #expect(format.value(format.infinity - 1) == format.greatest)
    #expect(format.value(1) == format.smallest)
  }

  @Test func theLimitsAreThoseOfTheStandards() {
    #expect(NumberFormat.float16.greatest == 65504)
    #expect(NumberFormat.float16.smallest == 0x1p-24)
    #expect(NumberFormat.bfloat16.greatest == 0x1.FEp127)
    #expect(NumberFormat.bfloat16.smallest == 0x1p-133)
    #expect(NumberFormat.float32.greatest == Double(Float.greatestFiniteMagnitude))
    #expect(NumberFormat.float64.smallest == .leastNonzeroMagnitude)
  }

  /// Against the nearest of all 32,768 numbers of a sign, found by looking at each.
  @Test(arguments: [NumberFormat.bfloat16, .float16])
  func roundingIsToTheNearestAndTiesToEven(format: NumberFormat) {
    for bits in stride(from: UInt64(0), to: format.infinity - 1, by: 37) {
      let (low, high) = (format.value(bits), format.value(bits + 1))
      let middle = low / 2 + high / 2
      #expect(format.rounded(middle) == (bits % 2 == 0 ? low : high))
      #expect(format.rounded(middle.nextDown) == low)
      #expect(format.rounded(middle.nextUp) == high)
      #expect(format.rounded(-middle.nextUp) == -high)
    }
    #expect(format.rounded(format.greatest * 1.5) == .infinity)
  }

  @Test func errorsAreInUnitsOfTheTruthsBinade() {
    func error(_ got: Double, _ truth: Double, _ format: NumberFormat) -> Double {
      format.error(got, TrueValue(kind: .number, head: truth))
    }
    #expect(error(1.0078125, 1, .bfloat16) == 1)
    #expect(error(1, 1 + 0x1p-12, .float16) == 0.25)
    #expect(error(0, 0x1p-24, .float16) == 1)
    #expect(error(.infinity, 65519, .float16) == .infinity)
    #expect(error(.infinity, 65520, .float16) == 0)
    #expect(error(65504, 65520, .float16) == 1)
    #expect(error(-.infinity, 65520, .float16) == .infinity)
    #expect(error(.nan, 1, .float32) == .infinity)
  }
}
