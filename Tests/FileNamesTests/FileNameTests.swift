import FileNames
import Testing

@Suite struct FileNameTests {
  /// Any bytes come back, valid or not, those of the characters that stand for bytes included.
  @Test func everyNameComesBack() {
    var random = SystemRandomNumberGenerator()
    let pieces: [[UInt8]] = [
      [0xE9], [0xC3, 0xA9], [0xC3], [0xF4, 0x8F, 0xBE, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x8F], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF0, 0x9F, 0x98, 0x80], [0x2F], [0x41],
      [0x65, 0xCC, 0x81], [0xFF], [0xE2, 0x82],
    ]
    var seen: [[UInt8]: String] = [:]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...6, using: &random)).flatMap { _ in
        pieces.randomElement(using: &random)!
      }
      let name = String(fileNameBytes: bytes)
      #expect(name.fileNameBytes == bytes)
      #expect(name.fileName.map { UInt8(bitPattern: $0) } == bytes + [0])
      seen[bytes] = name
    }
    // No two names are alike, character by character.
    #expect(Set(seen.values.map { Array($0.utf8) }).count == seen.count)
  }

  @Test func namesInUTF8AreThemselves() {
    for text in ["", "plain", "é", "e\u{301}", "/tmp/名前.so", "😀"] {
      #expect(String(fileNameBytes: Array(text.utf8)).utf8.elementsEqual(text.utf8))
      #expect(text.fileNameBytes == Array(text.utf8))
    }
  }

  @Test func aByteIsShownAsOne() {
    let shown = String(fileNameBytes: [0x61, 0xE9, 0x0A]).unicodeScalars
      .map { $0.fileNameByte != nil || $0.value < 32 ? $0.escapedForDisplay : String($0) }
    #expect(shown.joined() == "a\\xE9\\n")
  }
}
