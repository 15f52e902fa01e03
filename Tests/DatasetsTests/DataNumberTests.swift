import Activations
import DataFixtures
import Datasets
import Testing

/// Numbers in text are rounded correctly, in both precisions.
struct DataNumberTests {
  private func check<Scalar: ActivationScalar>(_: Scalar.Type, _ texts: [String]) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("n.csv", "x,y\n" + texts.map { "\($0),0\n" }.joined())
    let read = try DataFile.open(path).load(Scalar.self).inputs
    #expect(read.count == texts.count)
    for (text, value) in zip(texts, read) {
      let expected = try #require(Scalar(text))
      #expect(value == expected && value.sign == expected.sign, "\(text)")
    }
  }

  @Test func randomNumbersReadAsTheStandardLibraryReadsThem() throws {
    var random = RandomStream(seed: 7)
    var texts = ["0", "-0", "00012", "1e22", "9007199254740993", "0.1", ".5", "5.", "+3", "1E-5"]
    // The halfway points of two floats, and their neighbours, where rounding twice would be wrong.
    texts += ["16777217", "16777217.0000001", "16777216.9999999", "0.00012207031981768086"]
    for _ in 0..<20_000 {
      let digits = 1 + random.below(19)
      var text = (0..<digits).map { _ in String(random.below(10)) }.joined()
      let point = random.below(digits + 1)
      text.insert(".", at: text.index(text.startIndex, offsetBy: point))
      if random.below(2) == 0 { text = "-" + text }
      if random.below(4) == 0 { text += "e\(random.below(40) - 20)" }
      texts.append(text)
    }
    for _ in 0..<5000 {
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()) & 0x3FFF_FFFF)
      texts.append(String((Double(float) + Double(float.nextUp)) / 2))
    }
    try check(Double.self, texts)
    try check(Float.self, texts)
  }
}
