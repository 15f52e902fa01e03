import Charts
import Testing

@Suite struct SamplingTests {
  @Test func aKinkGetsAPointOfItsOwn() {
    let kink = 0.337
    let points = Series.points(over: -5...5) { $0.map { max(0, $0 - kink) } }
    for (left, right) in zip(points, points.dropFirst()) {
      let middle = (left.x + right.x) / 2
      #expect(abs(max(0, middle - kink) - (left.y + right.y) / 2) < 5 / 1500)
    }
    #expect(points.allSatisfy { !$0.y.isNaN })
    #expect(points.count < 600)
  }

  @Test func aJumpIsAGapAtItsPlace() throws {
    let points = Series.points(over: -5...5) { $0.map { $0 >= 0.123 ? 1 : 0 } }
    let gap = try #require(points.firstIndex { $0.y.isNaN })
    #expect(points.count { $0.y.isNaN } == 1)
    #expect(abs(points[gap].x - 0.123) < 1e-6)
    #expect(points[gap - 1].y == 0 && points[gap + 1].y == 1)
  }

  @Test func infiniteAndMissingValuesEndQuietly() {
    for value in [Double.infinity, .nan] {
      let points = Series.points(over: -1...1) { $0.map { $0 > 0.3 ? value : 1 } }
      #expect(points.count < 20_000)
    }
    let noise = Series.points(over: 0...1) {
      $0.map { ($0 * 1e9).truncatingRemainder(dividingBy: 1) }
    }
    #expect(noise.count <= 400 * 100)
  }

  @Test func aPoleRunsOutOfThePicture() {
    let points = Series.points(over: -1...1) { $0.map { 1 / $0 } }
    let panel = Panel(
      xLabel: "x", series: [Series(name: "1/x", style: .init(color: 0), points: points)],
      xRange: -1...1)
    #expect(panel.yRange.upperBound < 1000)
  }
}
