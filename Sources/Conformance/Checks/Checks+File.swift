import ActivationHost

/// What the file says, without running any of it.
extension Check {
  static let file = [
    Check(
      "elf-readable", .file,
      "a shared object for this machine, whose metadata read without running code",
      why: "A library cut short by a failed download, or built for another processor, is refused "
        + "by the loader with a message that names neither.",
      remedy: "Build it again for this machine: cc -O2 -shared -fPIC NAME.c -o NAME.so -lm."
    ) { (examination) throws(ProbeFailure) in
      let image = examination.subject.image
      return .pass("\(image.bytes.count) bytes, \(image.exports.count) exported symbols")
    },
    Check(
      "elf-exports", .file, "exports its functions and metadata, and nothing else",
      why: "Helpers that are exported can be replaced by another library's of the same name, and "
        + "every exported name is one that users may come to rely on.",
      remedy: "Declare helpers static, or compile with -fvisibility=hidden."
    ) { (examination) throws(ProbeFailure) in FileChecks.exports(examination.subject) },
    Check(
      "elf-needs", .file, "needs libc, libm and little else; every symbol resolves",
      why: "A plugin that calls a function it was not linked with loads on its author's machine, "
        + "where another library happens to bring it, and nowhere else.",
      remedy: "Link with what is used (-lm for the functions of math.h), and with nothing more."
    ) { (examination) throws(ProbeFailure) in try FileChecks.needs(examination) },
    Check(
      "elf-hardening", .file,
      "no executable stack, no text relocations, no segment both writable and executable",
      why: "Such a library takes the protections of the whole process away, and hardened systems "
        + "refuse to load it. An assembler file without a .note.GNU-stack section is enough.",
      remedy: "Compile with -fPIC, and link with -z noexecstack."
    ) { (examination) throws(ProbeFailure) in FileChecks.hardening(examination.subject) },
    Check(
      "metadata", .file, "every record means something; version and licence are stated",
      why: "A formula that does not parse leaves the plugin unchecked; without a version a saved "
        + "model cannot say what it was trained with.",
      remedy: "Mend what the message points at; ACTIVATION and ACTIVATION_LICENSE state the rest."
    ) { (examination) throws(ProbeFailure) in FileChecks.metadata(examination.subject) },
  ]
}

enum FileChecks {
  static func exports(_ subject: Subject) -> Finding {
    let declared = Set(subject.library.activations.flatMap { $0.allFunctions.map(\.symbol) })
    let linkers: Set = ["_init", "_fini", "_edata", "_end", "__bss_start"]
    let others = subject.image.exports.filter { symbol in
      !declared.contains(symbol.name) && !symbol.name.hasPrefix("activation_info")
        && !linkers.contains(symbol.name) && !symbol.isWeak
        // The linker's and the compiler's own, of version scripts and of C++.
        && !symbol.isVersionNode && !symbol.isUnique
        // What compilers add to a function with clones: NAME.resolver, NAME.avx2.0.
        && !declared.contains(String(symbol.name.prefix { $0 != "." }))
    }.map(\.name)
    if others.isEmpty { return .pass("\(declared.count) functions, and their description") }
    let shown = others.prefix(5).joined(separator: ", ")
    return .warning(
      "exports \(others.count) more: \(shown)\(others.count > 5 ? ", …" : "")",
      Diagnosis(exports: others, in: subject.nameOfFile))
  }

  static func needs(_ examination: Examination) throws(ProbeFailure) -> Finding {
    let image = examination.subject.image
    // What loading says of a symbol or a library that is missing; other refusals are `loads`'s, as
    // is whatever the library does to the process.
    var refusal: String?
    do throws(ProbeFailure) {
      refusal = try examination.load().refusal
    } catch {
      if case .trouble = error.kind { throw error }
    }
    let file = examination.subject.nameOfFile
    if let refusal, isResolution(refusal) {
      return .fail(refusal, Diagnosis(unresolved: refusal, in: file))
    }
    let usual = [
      "libc.so", "libm.so", "libmvec.so", "ld-linux", "libgcc_s.so", "libstdc++.so",
      "libpthread.so",
      "libdl.so",
    ]
    let others = image.neededLibraries.filter { name in !usual.contains { name.hasPrefix($0) } }
    if !others.isEmpty {
      return .warning(
        "needs \(others.joined(separator: ", "))",
        Diagnosis(
          needs: others, used: SystemLibraries.symbols(of: image, from: others), in: file))
    }
    let missing = SystemLibraries.unresolved(image)
    if !missing.isEmpty {
      return .warning(
        "does not name the library that has \(missing.prefix(3).joined(separator: ", ")): "
          + "it loads only where another has brought it (-lm?)",
        Diagnosis(unnamed: missing, in: file))
    }
    let list = image.neededLibraries.joined(separator: ", ")
    return .pass(list.isEmpty ? "nothing" : list)
  }

  static func isResolution(_ reason: String) -> Bool {
    reason.contains("undefined symbol") || reason.contains("cannot open shared object file")
      || reason.contains("symbol lookup error")
  }

  static func hardening(_ subject: Subject) -> Finding {
    let image = subject.image
    var faults: [String] = []
    if image.needsExecutableStack { faults.append("asks for an executable stack") }
    if image.hasTextRelocations { faults.append("has text relocations") }
    if image.segments.contains(where: { $0.isWritable && $0.isExecutable }) {
      faults.append("has a segment that is writable and executable")
    }
    if faults.isEmpty { return .pass("none of these") }
    return .fail(
      faults.joined(separator: "; "), Diagnosis(hardening: image, subject.nameOfFile))
  }

  static func metadata(_ subject: Subject) -> Finding {
    let name = subject.activation.name
    if let problem = subject.problems.first {
      return .fail(problem, Diagnosis(record: problem, of: name))
    }
    if subject.activation.isBare { return .skipped("a bare plugin: it has none") }
    let missing = ["version", "summary", "license"].filter { subject.activation.text($0) == nil }
    if !missing.isEmpty {
      return .warning(
        "no \(missing.joined(separator: ", no "))", Diagnosis(missing: missing, of: name))
    }
    return .pass("\(subject.activation.records.count) records")
  }
}
