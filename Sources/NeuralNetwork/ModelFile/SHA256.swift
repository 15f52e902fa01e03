import CCrypto

/// SHA-256 of bytes that come one after another.
package struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// Of no bytes yet.
  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("OpenSSL has no SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes the next bytes.
  package func add(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of what was taken, in lower-case hexadecimal; the last that is asked of it.
  package func digest() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    EVP_DigestFinal_ex(context, &bytes, nil)
    let digits = Array("0123456789abcdef".utf8)
    return bytes[..<32].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}
