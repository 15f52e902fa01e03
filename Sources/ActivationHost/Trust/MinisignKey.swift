import CCrypto
import FoundationEssentials

/// A public key of minisign, and what it has signed: Ed25519 over a file, or over its BLAKE2b-512.
///
/// The form of keys and signatures: <https://jedisct1.github.io/minisign/>.
public struct MinisignKey: Sendable, Equatable {
  /// The key's number, which a signature states.
  private let number: [UInt8]
  /// An Ed25519 key.
  private let point: [UInt8]

  /// Why a signature is none.
  enum Objection: Equatable {
    /// The text has not the form of a signature.
    case isNoSignature
    /// Another key was used.
    case isOfAnotherKey(String)
    /// The file is not the one that was signed, or the signature or its comment was changed.
    case doesNotFit
  }

  /// The largest file that can be a key or a signature.
  static let largestFile = 1 << 16

  /// A key as minisign prints it, or as the file of one has it: in the line after a comment.
  ///
  /// Nil where the text is neither.
  public init?(_ text: String) {
    let lines = Self.lines(text)
    guard let last = lines.last, lines.count == 1 || lines.count == 2 && Self.isComment(lines[0]),
      let bytes = Self.bytes(last, count: 42),
      bytes[..<2] == [UInt8(ascii: "E"), UInt8(ascii: "d")]
    else { return nil }
    number = Array(bytes[2..<10])
    point = Array(bytes[10...])
  }

  /// The key in a file of minisign's.
  ///
  /// - Throws: `notReadable`, `malformedRecord`.
  public init(contentsOf path: String) throws(HostError) {
    let bytes = try RegularFile.contents(of: path, limit: Self.largestFile)
    guard let key = Self(String(decoding: bytes, as: UTF8.self)) else {
      throw HostError(
        .malformedRecord, "is no public key", file: path,
        expected: "a key of minisign, as 'minisign -G' writes it to minisign.pub")
    }
    self = key
  }

  /// The key's number as minisign shows it.
  public var name: String { Self.name(number) }

  /// Why `signature` does not say that this key's owner signed `file`; nil where it does.
  func objection(to signature: String, of file: [UInt8]) -> Objection? {
    let lines = Self.lines(signature)
    let mark = "trusted comment: "
    guard lines.count == 4, Self.isComment(lines[0]), lines[2].hasPrefix(mark),
      let first = Self.bytes(lines[1], count: 74), let second = Self.bytes(lines[3], count: 64)
    else { return .isNoSignature }
    let signed: [UInt8]
    switch String(decoding: first[..<2], as: UTF8.self) {
    case "ED": signed = Self.blake2b(file)
    case "Ed": signed = file
    default: return .isNoSignature
    }
    guard Array(first[2..<10]) == number else {
      return .isOfAnotherKey(Self.name(Array(first[2..<10])))
    }
    let own = Array(first[10...])
    let comment = own + Array(lines[2].dropFirst(mark.count).utf8)
    return isSigned(signed, own) && isSigned(comment, second) ? nil : .doesNotFit
  }

  private func isSigned(_ message: [UInt8], _ signature: [UInt8]) -> Bool {
    guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, point, point.count)
    else { return false }
    defer { EVP_PKEY_free(key) }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  private static func blake2b(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let succeeded = EVP_Digest(bytes, bytes.count, &digest, &length, EVP_blake2b512(), nil)
    precondition(succeeded == 1 && length == 64, "OpenSSL has no BLAKE2b-512")
    return digest
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(whereSeparator: \.isNewline)
  }

  private static func isComment(_ line: Substring) -> Bool {
    line.hasPrefix("untrusted comment:")
  }

  private static func bytes(_ line: Substring, count: Int) -> [UInt8]? {
    guard let data = Data(base64Encoded: String(line)), data.count == count else { return nil }
    return Array(data)
  }

  /// As a number whose first byte is the least.
  private static func name(_ number: [UInt8]) -> String {
    number.reversed().map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }
}
