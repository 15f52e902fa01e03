import Activations
import Judging
import Testing

@Suite struct InputPlanTests {
  @Test(arguments: [NumberFormat.bfloat16, .float16])
  func halvesAreLookedAtWhole(format: NumberFormat) {
    let plan = InputPlan(format, level: .quick, seed: 3)
    let all = (0..<plan.blockCount).flatMap { plan.block($0) }
    #expect(Set(all).count == 1 << 16)
    #expect(plan.count == 1 << 16)
  }

  /// No stretch of the length of two strata is without a point, whatever the seed.
  @Test(arguments: [NumberFormat.float32, .float64], [UInt64(1), 2, 3])
  func everyBinadeOfASampleHasItsEndsAndNoGaps(format: NumberFormat, seed: UInt64) {
    let plan = InputPlan(format, level: .quick, seed: seed)
    let bits = (0..<plan.blockCount).flatMap { plan.block($0) }
    #expect(bits.count == plan.count)
    #expect(abs(Double(bits.count) / 0x1p16 - 1) < 0.1)
    let stored = UInt64(format.digits - 1)
    let positive = bits.filter { $0 < format.infinity }.sorted()
    let binades = Dictionary(grouping: positive) { $0 >> stored }
    #expect(binades.count == Int(format.infinity >> stored))
    for (binade, points) in binades {
      #expect(points.first == binade << stored)
      #expect(points.last == (binade + 1) << stored - 1)
      let widest = zip(points, points.dropFirst()).map { $1 - $0 }.max()!
      #expect(widest <= 2 * (1 << stored) / UInt64(points.count - 2) + 1)
    }
    #expect(Set(bits.filter { format.value($0).isNaN }).count == 2)
    #expect(bits.contains(format.infinity))
  }

  @Test func allFloatsAreBlocksInTheirOrder() {
    let plan = InputPlan(.float32, level: .exhaustive, seed: 1)
    #expect(plan.blockCount << 16 == 1 << 32)
    #expect(plan.block(3).first == 3 << 16)
  }
}
