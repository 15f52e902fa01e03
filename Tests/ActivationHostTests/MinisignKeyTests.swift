import ActivationHost
import Testing

/// Locks that must be signed. The key and the signatures are minisign 0.11's own.
@Suite struct MinisignKeyTests {
  private static let key = "RWQM2yujsh+sr+vaaG8wvmCSe3o3/ZarYUxyBfD6auQ7NErFENKd8Obn"
  private static let lock = """
    {
      "plugins" : [

      ],
      "schema" : "hillock-lock/1"
    }

    """
  private static let hashed = """
    untrusted comment: signature from minisign secret key
    RUQM2yujsh+sr2f2WuTOxCn/xm8jvu4dcFeXk0qk+fpObfUQZRTgGOfA8Pdn7ZBs2a30lG4/tayOXVa/dH/sL05y/i9ZQEG1IAI=
    trusted comment: signed for a test
    kydqrImem94CKOOc5kqrAlQbCjwo+XUi2eZnJebgfveFlWLr2zRE/6YRZZ34ktqTg7eFW76QRyGYG/UwaTFIDQ==

    """
  /// As `minisign -l` makes it: over the file itself.
  private static let legacy = """
    untrusted comment: signature from minisign secret key
    RWQM2yujsh+srx1FotiEffvxcoqfgzCqtu+UdVSqsGwUKwUgVR4FLKE7PojwT1T8x8q/Q4dTQYURcbGhnpzjmCphT7auqIF6fAg=
    trusted comment: signed for a test
    CpXIbqK6DZ1YV5DOb6C3HzGh1/sqzdHL1PYeYGFLPjWjoEwl9oQbz3FoPTp3iNoFKOveZzE45N1/FOPDKwmhDA==

    """
  private static let another = """
    untrusted comment: signature from minisign secret key
    RUQkdC1KiGXKEO98+TN742lP/PCFmqWPGBupqyL2IGO+S1q7tFDsQ88gyIWzEQ3FNdr0L51bj2DkpC3xlaOd9vo/TZNF/zDjowE=
    trusted comment: signed for a test
    Yognm8w7uzqLlhk88/E/fvwPlkE7jV50BksCcT0JSRRQzqNo3bikUQ7aXrltMGz8LwpP7HwlJ4NSpH2NlQ5qBw==

    """

  /// Reads a lock with a signature beside it, both of these texts.
  private func read(lock: String = Self.lock, signature: String?) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(lock.utf8, to: ProjectLock.fileName)
    if let signature {
      try directory.write(
        signature.utf8, to: ProjectLock.fileName + ProjectLock.signatureExtension)
    }
    let key: MinisignKey = try #require(MinisignKey(Self.key))
    _ = try ProjectLock.read(path: path, signedBy: key)
  }

  private func refuses(_ word: String, lock: String = Self.lock, signature: String?) {
    let error = #expect(throws: HostError.self) { try read(lock: lock, signature: signature) }
    #expect(
      error?.code == .notTrusted && error?.description.contains(word) == true,
      "\(String(describing: error))")
  }

  @Test func bothFormsOfSignaturesAreTaken() throws {
    try read(signature: Self.hashed)
    try read(signature: Self.legacy)
    try read(signature: Self.hashed.replacing("\n", with: "\r\n"))
  }

  @Test func whatIsNotSignedByTheKeyIsRefused() {
    refuses("is not signed", signature: nil)
    refuses("one by the key 10CA65884A2D7424", signature: Self.another)
    refuses("was changed", lock: Self.lock + " ", signature: Self.hashed)
    refuses("was changed", lock: Self.lock + " ", signature: Self.legacy)
    refuses("something else", signature: "")
    refuses("something else", signature: Self.key)
  }

  /// Each character of a signature counts, but for the comment that says it is not trusted.
  @Test(arguments: [hashed, legacy])
  func everyCharacterOfASignatureCounts(signature: String) {
    let lines = signature.split(separator: "\n").map(String.init)
    for line in 1..<4 {
      for place in stride(from: 0, to: lines[line].count, by: 7) {
        var changed = Array(lines[line])
        changed[place] = changed[place] == "A" ? "B" : "A"
        var text = lines
        text[line] = String(changed)
        #expect(throws: HostError.self) { try read(signature: text.joined(separator: "\n")) }
      }
    }
  }

  @Test func aKeyIsTextOrTheFileOfOne() throws {
    let directory = try TemporaryDirectory()
    let text = "untrusted comment: minisign public key AFAC1FB2A32BDB0C\n\(Self.key)\n"
    let key = try MinisignKey(contentsOf: directory.write(text.utf8, to: "key.pub"))
    #expect(key == MinisignKey(Self.key))
    #expect(key.name == "AFAC1FB2A32BDB0C")
    for wrong in ["", "RWQ", String(Self.key.dropLast(4)), "A" + Self.key.dropFirst(), Self.hashed]
    {
      #expect(MinisignKey(wrong) == nil, "\(wrong)")
      let file = try directory.write(wrong.utf8, to: "wrong.pub")
      #expect(throws: HostError.self) { try MinisignKey(contentsOf: file) }
    }
  }

  @Test func aKeyWithoutALockIsRefused() throws {
    let directory = try TemporaryDirectory()
    let key: MinisignKey = try #require(MinisignKey(Self.key))
    #expect(try ProjectLock.nearest(to: directory.path) == nil)
    #expect(throws: HostError.self) {
      try ProjectLock.nearest(to: directory.path, signedBy: key)
    }
  }
}
