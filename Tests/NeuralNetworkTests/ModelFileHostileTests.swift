import Activations
import DataFixtures
import Datasets
import Foundation
import NeuralNetwork
import Testing

/// Model files that lie: an error in one line, never a trap, never much memory.
struct ModelFileHostileTests {
  let directory: TemporaryDirectory
  let good: [UInt8]
  let headerLength: Int
  /// The same as version 1 has it: without a checksum, so that what else is wrong comes to light.
  let unsealed: [UInt8]

  init() throws {
    directory = try TemporaryDirectory()
    let path = "\(directory.path)/good.safetensors"
    try ModelFileTests.model(Float.self).save(to: path)
    good = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    headerLength = good[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    var header = String(decoding: good[8..<8 + headerLength], as: UTF8.self)
    header.replace(/"hillock_sha256":"[0-9a-f]{64}",/, with: "")
    header = header.replacingOccurrences(
      of: "\"hillock_version\":\"3\"", with: "\"hillock_version\":\"1\"")
    unsealed =
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8)
      + good[(8 + headerLength)...]
  }

  /// Opens and loads; the error's text, or nil where the model is sound.
  private func fault(_ bytes: [UInt8]) throws -> String? {
    let path = try directory.file("bad.safetensors", bytes)
    do {
      _ = try ModelFile.open(path).load(Float.self, resolve: ModelFileTests.found)
      return nil
    } catch let error as DataError {
      let text = "\(error)"
      #expect(!text.contains("\n"))
      #expect(text.utf8.count < 2000)
      return String(text.dropFirst(directory.path.count + 1))
    } catch is TestActivations.Missing {
      return "no such activation"
    }
  }

  private func file(_ header: String, data: Int = 0) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
      + Array(header.utf8) + [UInt8](repeating: 0, count: data)
  }

  private var unsealedHeader: String {
    let length = unsealed[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    return String(decoding: unsealed[8..<8 + length], as: UTF8.self)
  }

  /// The unsealed file with a text of its header replaced.
  private func replaced(_ old: String, _ new: String) throws -> String? {
    let header = unsealedHeader
    try #require(header.contains(old))
    let changed = header.replacingOccurrences(of: old, with: new)
    return try fault(file(changed) + good[(8 + headerLength)...])
  }

  @Test func truncatedAtEveryByteOfTheHeaderAndSomeOfTheData() throws {
    #expect(try fault(good) == nil)
    for length in Array(stride(from: 0, to: 8 + headerLength, by: 7)) + [good.count - 1] {
      #expect(try fault(Array(good[..<length])) != nil)
    }
    #expect(try fault(good + [0]) != nil)
  }

  @Test(arguments: [
    ("{}", 0, "expected a model saved by hillock"),
    ("[]", 0, "expected a JSON object as the header"),
    ("{\"a\":1}", 0, "expected a safetensors header in JSON"),
    ("{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2, "of type F32 or F64"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "a begin and an end"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "a begin and an end"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "none negative"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "to have 8 bytes"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "expected 4 bytes of"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "to begin at byte 0"),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}", 4,
      "to fit in memory"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e300],\"data_offsets\":[0,4]}}", 4,
      "expected a safetensors header in JSON"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6, "to begin at byte 4"
    ),
    ("{\"__metadata__\":{\"hillock_version\":1}}", 0, "expected a safetensors header in JSON"),
    (
      "{\"__metadata__\":{\"hillock_version\":\"4\",\"hillock_model\":\"{}\"}}", 0,
      "expected a model of version 1 to 3, found version \"4\""
    ),
    (
      "{\"__metadata__\":{\"hillock_version\":\"1\",\"hillock_model\":\"{}\"}}", 0,
      "expected a description of the model"
    ),
  ])
  func headers(_ header: String, _ data: Int, _ expected: String) throws {
    let found = try #require(try fault(file(header, data: data)))
    #expect(found.contains(expected), "\(found)")
  }

  @Test func aHeaderThatIsDeepOrLong() throws {
    let deep = String(repeating: "[", count: 1 << 20)
    #expect(try fault(file("{\"a\":\(deep)")) != nil)
    #expect(try fault([255, 255, 255, 255, 255, 255, 255, 255, 0x7B]) != nil)
    #expect(try fault([0, 0, 0, 2, 0, 0, 0, 0, 0x7B])?.contains("header of 2 to") == true)
  }

  @Test func descriptionsThatCannotBe() throws {
    #expect(try replaced("\\\"inputs\\\":5", "\\\"inputs\\\":6")?.contains("6 inputs") == true)
    #expect(
      try replaced("\\\"inputs\\\":5", "\\\"inputs\\\":-5")?.contains("an architecture") == true)
    #expect(try replaced("\\\"units\\\":7", "\\\"units\\\":1000000000") != nil)
    #expect(
      try replaced("\\\"units\\\":7", "\\\"units\\\":1000")?
        .contains("numbers for the architecture") == true)
    #expect(try replaced("\\\"units\\\":7", "\\\"units\\\":9223372036854775807") != nil)
    #expect(try replaced("\\\"units\\\":4", "\\\"units\\\":3")?.contains("shape") == true)
    #expect(try replaced("layers.0.bias", "layers.9.bias")?.contains("layers.9.bias") == true)
    #expect(
      try replaced("standardization.scale", "standardization.scala")?
        .contains("one without the other") == true)
    #expect(try replaced("\\\"beta\\\":0.1", "\\\"gamma\\\":0.1")?.contains("gamma") == true)
    #expect(
      try replaced("\\\"negative_slope\\\":0.25", "\\\"negative_slope\\\":7")?
        .contains("expected in [0, 1]") == true)
  }

  @Test func weightsThatAreNoNumbers() throws {
    var bytes = unsealed
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
    #expect(try fault(bytes)?.contains("expected finite numbers of float32") == true)
  }

  @Test func modelsOfVersionOneAreRead() throws { #expect(try fault(unsealed) == nil) }

  @Test func aModelOfOneClassIsRefused() throws {
    let one = try replaced("{\\\"count\\\":3}", "{\\\"count\\\":1}")
    #expect(one?.contains("expected at least two classes, found 1") == true, "\(one ?? "")")
  }

  @Test func aChecksumThatIsMissingIsMissed() throws {
    let found = try fault(
      file(unsealedHeader.replacingOccurrences(of: "\"1\"", with: "\"2\""))
        + good[(8 + headerLength)...])
    #expect(found?.contains("expected a checksum") == true, "\(found ?? "")")
  }

  /// Every bit of the file is under the checksum.
  @Test func everyChangedBitIsRefused() throws {
    var random = RandomStream(seed: 4)
    for _ in 0..<400 {
      var mutant = good
      mutant[random.below(mutant.count)] ^= 1 << UInt8(random.below(8))
      #expect(try fault(mutant) != nil)
    }
    var weight = good
    weight[good.count - 2] ^= 1
    #expect(try fault(weight)?.contains("the file is damaged") == true)
  }

  /// Seeded mutations of bytes, digits and lengths. Each that is not the file itself is refused.
  @Test func mutations() throws {
    var random = RandomStream(seed: 2024)
    var refused = 0
    let rounds = ProcessInfo.processInfo.environment["HILLOCK_FUZZ"].flatMap(Int.init) ?? 1500
    for _ in 0..<rounds {
      let mutant = mutated(good, &random)
      if mutant == good { continue }
      #expect(try fault(mutant) != nil)
      // Without the checksum many would pass; none traps.
      if try fault(mutated(unsealed, &random)) != nil { refused += 1 }
    }
    #expect(refused > rounds / 2)
  }

  /// Some bytes and digits changed, some removed: mostly in the header, where the lies are.
  private func mutated(_ original: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    let header = 8 + original[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    var mutant = original
    for _ in 0...random.below(6) {
      let place = random.below(random.below(8) == 0 ? mutant.count : header)
      switch random.below(5) {
      case 0: mutant[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: mutant[place] ^= 1 << UInt8(random.below(8))
      case 2: mutant[place] = Array("0123456789{}[]\",:-eE\\.nul ".utf8)[random.below(26)]
      case 3: mutant.remove(at: place)
      default:
        let digits = mutant.indices.filter { $0 >= 8 && $0 < header && mutant[$0] &- 48 < 10 }
        if !digits.isEmpty {
          mutant[digits[random.below(digits.count)]] = 48 + UInt8(random.below(10))
        }
      }
      if mutant.count < header { break }
    }
    return mutant
  }
}
