/// What compilers of other languages make of an author's functions, said so that it leads to the mend.
enum AuthorMistakes {
  /// Why a library exports neither metadata nor the functions of a bare plugin though its author
  /// meant it to; nil where nothing shows.
  static func hint(in image: ElfImage) -> String? {
    for symbol in image.exports {
      if let hint = hint(for: symbol.name) { return hint }
    }
    return nil
  }

  private static func hint(for name: String) -> String? {
    guard let start = name.range(of: "activation_")?.lowerBound else { return nil }
    let plain = name[start...]
    if start == name.startIndex {
      if name.hasSuffix("_"),
        let bare = ["activation_value_", "activation_derivative_"].first(where: name.hasPrefix)
      {
        return "its compiler added '_' to \(name): in Fortran declare it with "
          + "bind(c, name=\"\(bare.dropLast())\")"
      }
      return nil
    }
    if name.hasPrefix("_Z") && !name.hasPrefix("_ZN") {
      return "'\(name)' is a C++ name: declare the function extern \"C\""
    }
    if name.hasPrefix("_ZN") || name.hasPrefix("_R") {
      return "'\(name)' is a mangled name: in C++ declare the function extern \"C\" outside of "
        + "namespaces, in Rust #[no_mangle] pub extern \"C\""
    }
    if name.hasPrefix("_D") {
      return "'\(name)' is a D name: declare the function extern (C)"
    }
    return
      "'\(name)' is not '\(plain.prefix { $0.isLetter || $0 == "_" })': its compiler renamed it"
  }

  /// What to do about the dynamic loader's refusal; nil where its own words are all there is.
  static func remedy(for reason: String, in image: ElfImage) -> String? {
    if image.forbidsLoading {
      return "a library that is linked without -z nodlopen"
    }
    if image.neededLibraries.contains(where: { $0 == "libc.so" || $0.hasPrefix("libc.musl") }) {
      return "a library for glibc; this one was built for musl (compile with cc, not musl-gcc)"
    }
    if reason.contains("version `GLIBC") {
      return "a library that was built with this system's glibc or an older one; compile it here"
    }
    if reason.contains("version `GLIBCXX") || reason.contains("version `CXXABI") {
      return "a library that was built with this system's libstdc++, or with -static-libstdc++"
    }
    if reason.contains("static TLS") {
      return "thread-local variables of the dynamic kind: compile with -fPIC and without "
        + "-ftls-model=initial-exec, or have none"
    }
    if reason.contains("undefined symbol") {
      return "a library that is linked with those that it needs (-lm, …); -Wl,-z,defs finds them"
    }
    if reason.contains("cannot open shared object file") {
      return "the library that it needs, installed where the loader looks"
    }
    return nil
  }
}

extension String {
  /// Where `text` first stands.
  fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
