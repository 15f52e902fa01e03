/// Different texts, numbered in the order in which they came, and found by their bytes.
///
/// A dictionary of strings would make a string of every field that is looked up.
struct LevelTable: Sendable {
  /// The texts, as UTF-8, one after another.
  private var bytes: [UInt8] = []
  /// Where each text ends.
  private var ends: [Int] = []
  /// The numbers of texts by their hash, -1 where there is none; a power of two of them.
  private var slots: [Int32] = Array(repeating: -1, count: 16)

  init() {}

  init(_ levels: [String]) {
    for level in levels { insert(level) }
  }

  var count: Int { ends.count }

  /// The bytes that all texts take.
  var size: Int { bytes.count }

  /// The texts in their order.
  var levels: [String] {
    ends.indices.map { String(decoding: bytes[start(of: $0)..<ends[$0]], as: UTF8.self) }
  }

  /// The number of a text; nil where it is none of these.
  func index(of text: UnsafeBufferPointer<UInt8>) -> Int? {
    let found = slots[slot(of: text)]
    return found < 0 ? nil : Int(found)
  }

  /// The number of a text, which is added where it is new.
  @discardableResult
  mutating func insert(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    let slot = slot(of: text)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    slots[slot] = Int32(clamping: count)
    bytes += text
    ends.append(bytes.count)
    if count * 2 > slots.count { grow() }
    return count - 1
  }

  /// The number of a text, which is added where it is new.
  @discardableResult
  mutating func insert(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { insert($0) }
  }

  func index(of text: String) -> Int? {
    var text = text
    return text.withUTF8 { index(of: $0) }
  }

  private func start(of index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }

  /// Where the text is, or would be.
  private func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
    // FNV-1a. Source: G. Fowler, L. C. Noll, K.-P. Vo.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
    while slots[slot] >= 0, !isLevel(Int(slots[slot]), text) { slot = (slot + 1) & mask }
    return slot
  }

  private func isLevel(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = start(of: index)
    guard ends[index] - start == text.count else { return false }
    for place in 0..<text.count where bytes[start + place] != text[place] { return false }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for index in ends.indices {
      let place = bytes.withUnsafeBufferPointer { bytes -> Int in
        slot(of: UnsafeBufferPointer(rebasing: bytes[start(of: index)..<ends[index]]))
      }
      slots[place] = Int32(clamping: index)
    }
  }
}
