import Activations

extension LibraryDescription {
  /// Reads the description of the plugin library at `path`; runs none of its code.
  ///
  /// A library that has no `activation_info` symbol but exports `activation_value` and
  /// `activation_derivative` is a bare plugin, called as its file is, without `.so`
  /// and without `lib`.
  ///
  /// - Throws: ``HostError`` with the file, and where they are known the activation and the key.
  /// - Complexity: linear in the file's size.
  public static func read(path: String) throws(HostError) -> LibraryDescription {
    let path = FilePath.absolute(path)
    do throws(HostError) {
      return try LibraryDescription(path: path, image: ElfImage.read(path: path))
    } catch {
      throw error.within(file: path)
    }
  }

  /// The description of a library that has been read already.
  ///
  /// - Parameters:
  ///   - path: its absolute path, whose last part names a bare plugin.
  ///   - image: its contents.
  /// - Throws: ``HostError``, as ``read(path:)``.
  public init(path: String, image: ElfImage) throws(HostError) {
    let records = try MetadataRecords.read(image)
    let exports = Dictionary(image.exports.map { ($0.name, $0) }) { first, _ in first }
    var activations: [ActivationDescription] = []
    if records.isEmpty {
      let name = FilePath.libraryName(path)
      guard var bare = try ActivationDescription(bare: name, exports: exports) else {
        throw HostError(
          .notAPlugin, "is a library, but no plugin",
          expected: "an exported symbol 'activation_info…', or functions 'activation_value' "
            + "and 'activation_derivative'",
          found: AuthorMistakes.hint(in: image))
      }
      guard ActivationName.isValid(name) else {
        throw HostError(
          .malformedRecord, "its file's name cannot be an activation's",
          expected: ActivationName.rule, found: "'\(name)'")
      }
      // `liberty.so` may be called erty, or mean what it says.
      if name != FilePath.stem(path) { bare.aliases = [FilePath.stem(path)] }
      activations = [bare]
    } else {
      for (name, records) in records.sorted(by: { $0.key < $1.key }) {
        activations.append(
          try ActivationDescription(name: name, records: records, exports: exports))
      }
    }
    self.init(path: path, sha256: image.sha256, activations: activations)
  }

  /// Name, version and the file's SHA-256: what a saved model states.
  public func identity(of activation: ActivationDescription) -> ActivationIdentity {
    ActivationIdentity(
      name: activation.name, version: activation.text("version"), sha256: sha256)
  }
}
