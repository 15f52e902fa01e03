import DataFixtures
import Datasets
import Testing

/// Parts for cross-validation.
struct FoldsTests {
  @Test func everySampleIsHeldOutOnce() throws {
    let folds = try Folds(
      Targets<Float>.values([Float](repeating: 0, count: 23), width: 1), count: 4, seed: 3)
    let parts = (0..<4).map(folds.samples)
    #expect(parts.flatMap(\.self).sorted() == Array(0..<23))
    #expect(parts.map(\.count).sorted() == [5, 6, 6, 6])
    let other = try Folds(
      Targets<Float>.values([Float](repeating: 0, count: 23), width: 1), count: 4, seed: 4)
    #expect(folds != other)
  }

  @Test func classesAreInAllPartsAlike() throws {
    let labels = (0..<90).map { Int32($0 < 60 ? 0 : $0 < 85 ? 1 : 2) }
    let folds = try Folds(Targets<Float>.classes(labels, count: 3), count: 5, seed: 1)
    for part in 0..<5 {
      let own = folds.samples(of: part).map { labels[$0] }
      #expect([0, 1, 2].map { label in own.count { $0 == label } } == [12, 5, 1])
    }
  }

  @Test func groupsStayTogether() throws {
    let groups = (0..<60).map { "g\($0 * $0 % 13)" }
    let labels = (0..<60).map { Int32($0 % 2) }
    let folds = try Folds(
      Targets<Float>.classes(labels, count: 2), groups: groups, count: 3, seed: 1)
    for group in Set(groups) {
      let parts = Set((0..<60).filter { groups[$0] == group }.map { folds.parts[$0] })
      #expect(parts.count == 1)
    }
    #expect(Set(folds.parts).count == 3)
    #expect(throws: DataError.self) {
      try Folds(
        Targets<Float>.classes(labels, count: 2), groups: groups, count: 20, seed: 1)
    }
  }

  /// A stream holds out the rows that are held out in memory.
  @Test func rowsAreHeldOutInMemoryAndStreaming() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<30).map { "\($0),\($0 % 7).5\n" }.joined()
    let file = try DataFile.open(directory.file("t.csv", "a,y\n" + rows))
    let heldOut = HeldOut.rows([2, 3, 17, 29])
    let memory = try TrainingData<Double>(file, test: heldOut, standardizes: false)
    let stream = try TrainingData<Double>(
      file, test: heldOut, standardizes: false, memoryLimit: 0)
    for data in [memory, stream] {
      #expect(try readAll(try #require(data.test)).inputs == [2, 3, 17, 29])
      try data.training.restart(shuffleSeed: nil)
      #expect(try readAll(data.training).inputs.count == 26)
    }
    for wrong in [[], [3, 2], [-1], [30], Array(0..<30)] {
      #expect(throws: DataError.self) { try TrainingData<Double>(file, test: .rows(wrong)) }
    }
  }
}
