import Activations
import DataFixtures
import Datasets
import Testing

/// Data sets in memory: their checks, splits and epochs.
struct DataSetTests {
  private static func numbered(_ count: Int) throws -> Dataset<Float> {
    try Dataset(
      inputs: (0..<count * 2).map { Float($0) }, inputWidth: 2,
      targets: .classes((0..<count).map { Int32($0) }, count: max(count, 1)))
  }

  @Test func sizesMustFitTogether() {
    func message(_ make: () throws -> Dataset<Double>) -> String? {
      do { _ = try make() } catch { return "\(error)" }
      return nil
    }
    #expect(
      message { try Dataset(inputs: [1, 2, 3], inputWidth: 2, targets: .values([], width: 0)) }
        == "expected rows of 2 inputs, found 3 numbers")
    #expect(
      message { try Dataset(inputs: [1, 2], inputWidth: 1, targets: .classes([0, 2], count: 2)) }
        == "expected class indices from 0 to 1, found 2")
    #expect(
      message { try Dataset(inputs: [1], inputWidth: 1, targets: .values([1], width: .max)) }
        != nil)
    #expect(
      message { try Dataset(inputs: [1], inputWidth: 0, targets: .values([], width: 0)) }
        == "expected at least one input, found 0")
  }

  @Test func splits() throws {
    let data = try Self.numbered(10)
    let (training, last) = try data.split(.last(3))
    #expect(last.targets == .classes([7, 8, 9], count: 10))
    #expect(training.inputs == (0..<14).map { Float($0) })
    let (rest, share) = try data.split(.share(0.3, seed: 5))
    #expect(rest.count == 7 && share.count == 3)
    guard case .classes(let a, _) = rest.targets, case .classes(let b, _) = share.targets else {
      throw Unexpected()
    }
    #expect(a == a.sorted() && b == b.sorted())
    #expect(Set(a + b) == Set(0..<10))
    #expect(try data.split(.share(0.3, seed: 5)).heldOut == share)
    #expect(try data.split(.share(0.3, seed: 6)).heldOut != share)
    for bad in [HeldOut.last(0), .last(10), .last(-1), .share(0, seed: 1), .share(.nan, seed: 1)] {
      #expect(throws: DataError.self) { try data.split(bad) }
    }
  }

  @Test func anEpochGivesEachSampleOnceInTheSeedsOrder() throws {
    let source = DatasetSource(try Self.numbered(50))
    #expect(try readAll(source).classes == Array(0..<50))
    #expect(try readAll(source).classes.isEmpty)
    source.restart(shuffleSeed: 3)
    let first = try readAll(source)
    #expect(first.classes != Array(0..<50) && first.classes.sorted() == Array(0..<50))
    #expect(first.inputs == first.classes.flatMap { [Float($0 * 2), Float($0 * 2 + 1)] })
    source.restart(shuffleSeed: 3)
    #expect(try readAll(source, batch: 50).classes == first.classes)
    source.restart(shuffleSeed: 4)
    #expect(try readAll(source).classes != first.classes)
    source.restart(shuffleSeed: nil)
    #expect(try readAll(source).classes == Array(0..<50))
  }
}

/// The random stream that everything drawn at random comes from.
struct DataRandomStreamTests {
  @Test func positionsAreCounters() {
    var stream = RandomStream(seed: 1, stream: 2)
    let start = stream
    let drawn = (0..<100).map { _ in stream.next() }
    #expect(drawn == (0..<100).map { start.bits(at: $0) })
    var skipped = start
    skipped.skip(60)
    #expect(skipped.next() == drawn[60])
    #expect(Set(drawn).count == 100)
    var other = RandomStream(seed: 1, stream: 3)
    #expect(other.next() != drawn[0])
  }

  /// A chi-squared test at about the 10^-6 level, of every order of four elements.
  @Test func everyOrderIsEquallyLikely() {
    var random = RandomStream(seed: 11)
    var counts: [[Int]: Int] = [:]
    let trials = 24_000
    for _ in 0..<trials {
      var order = [0, 1, 2, 3]
      random.shuffle(&order)
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 24)
    let expected = Double(trials) / 24
    let chi = counts.values.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    #expect(chi / expected < 70)
  }

  @Test func uniformNumbersHaveTheMomentsOfUniformNumbers() {
    var random = RandomStream(seed: 12)
    let numbers = (0..<100_000).map { _ in random.uniform() }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = numbers.reduce(0, +) / 100_000
    let square = numbers.reduce(0) { $0 + $1 * $1 } / 100_000
    #expect(abs(mean - 0.5) < 0.005)
    #expect(abs(square - 1.0 / 3) < 0.005)
  }
}
