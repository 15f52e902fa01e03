import ActivationHost
import Activations

/// Of what the library's file says.
extension Diagnosis {
  /// Symbols that are exported beside the declared ones.
  init(exports others: [String], in file: String) {
    let first = others[0]
    because =
      "\(first) of \(file) is visible to the whole program: another library's \(first) may take its "
      + "place, or it another's."
    remedy =
      others.count == 1
      ? "Write static before \(first), or give it a hidden visibility."
      : "Compile \(file) with -fvisibility=hidden, or write static before \(first) and the others."
  }

  /// The dynamic loader's words for a symbol or a library that is missing.
  init(unresolved refusal: String, in file: String) {
    let marker = "undefined symbol: "
    if let range = refusal.ranges(of: marker).first {
      let symbol = refusal[range.upperBound...].prefix { !" ,()".contains($0) }
      because = "\(file) calls \(symbol), and no library that it names has it."
      remedy = "Define \(symbol) in \(file), or link with the library that has it."
    } else {
      let library = refusal.prefix { $0 != ":" }
      because = "\(file) names \(library), which is not on this machine's library path."
      remedy = "Link \(file) without \(library), or install the package that has it."
    }
  }

  /// Libraries that are not everywhere; `used` are the symbols that come from them.
  init(needs libraries: [String], used: [String], in file: String) {
    let names = libraries.joined(separator: " and ")
    because = "Where \(names) is not installed, \(file) does not load."
    remedy =
      used.isEmpty
      ? "Nothing of it is used: link \(file) without it, or with -Wl,--as-needed."
      : "Do without \(used.prefix(3).joined(separator: ", ")), or link what has it statically."
  }

  /// Symbols of a library that is not named.
  init(unnamed symbols: [String], in file: String) {
    because =
      "\(symbols[0]) comes from a library that \(file) does not name: a program that has not loaded "
      + "that library for itself cannot load \(file)."
    remedy = "Add the library to the command that links \(file): -lm for what math.h declares."
  }

  init(hardening image: ElfImage, _ file: String) {
    let (stack, text) = (image.needsExecutableStack, image.hasTextRelocations)
    because =
      stack
      ? "Loading \(file) makes the stack of the whole process executable."
      : text
        ? "The loader writes into the code of \(file), which hardened systems refuse."
        : "What \(file) writes to can be executed: an overflow there becomes code."
    remedy =
      stack
      ? "Link \(file) with -z noexecstack; an assembler file needs a .note.GNU-stack section."
      : text
        ? "Compile every part of \(file) with -fPIC."
        : "Take the section attributes or the linker script that ask for one segment out of \(file)."
  }

  /// A record that means nothing: `kinks: ...`.
  init(record problem: String, of activation: String) {
    let key = problem.prefix { $0.isLetter || $0 == "_" }
    because = "What \(key) of \(activation) says is not understood, so that nothing is held to it."
    remedy = "Mend the text of \(key) where the message points, or leave the record out."
  }

  /// What is not said, by key.
  init(missing keys: [String], of activation: String) {
    because =
      keys.contains("license")
      ? "Nobody may pass \(activation) on without knowing under which terms."
      : "A saved model names \(activation) by its version, and people by its summary."
    remedy =
      keys.contains("license")
      ? "Add ACTIVATION_LICENSE(\(activation), \"...\"), with the terms' SPDX name."
      : "Begin with ACTIVATION(\(activation), \"1.0.0\", \"what it is\")."
  }

  /// A file that cannot be read as what it should be.
  init(unreadable error: HostError, _ file: String) {
    because =
      "A host that finds \(file) on its search path leaves it out"
      + (error.expected.map { ": it needs \($0)." } ?? ".")
    remedy =
      error.key.map { "Mend the record \($0), and build \(file) again." }
      ?? "Build \(file) for this machine, or copy it again if it was cut short."
  }
}

/// Of what loading it does.
extension Diagnosis {
  init(refusal: String, _ file: String) {
    because =
      "Every host that has \(file) on its search path says this in the place of what it does."
    remedy =
      refusal.contains("IFUNC") || refusal.contains("version")
      ? "Build \(file) on the oldest system that it is for."
      : "Try LD_DEBUG=libs,bindings with a program that calls dlopen(\"\(file)\", RTLD_NOW)."
  }

  /// What loading, or unloading, has changed in the process.
  init(changes: String, _ file: String) {
    let kinds: [(String, String, String)] = [
      (
        "floating-point", "everything else in the process is computed in another mode from then on",
        "Link without -ffast-math and -Ofast (crtfastmath.o sets the mode); call no fesetround"
      ),
      (
        "handler", "the program's own way to end, Ctrl-C among them, is gone",
        "Set no signal handler; a language's runtime may have to be told not to"
      ),
      ("stack", "handlers of the program run on another stack", "Leave sigaltstack to the program"),
      ("thread", "a thread lives on that nobody has asked for", "Start threads nowhere"),
      (
        "variables", "other parts of the program read another environment",
        "Call no setenv or putenv"
      ),
      ("directory", "relative names of files mean others from then on", "Call no chdir"),
      ("locale", "numbers are read and written in another way from then on", "Call no setlocale"),
      ("descriptor", "a file stays open for as long as the program runs", "Open no file"),
      ("timer", "a signal comes that the program does not expect", "Set no timer"),
      (
        "output", "it stands in the midst of what the program prints",
        "Print nothing, at exit either"
      ),
    ]
    let found = kinds.first { changes.contains($0.0) }
    because =
      "\(file) alone has done so, by being loaded: "
      + "\(found?.1 ?? "the process that loads it is no longer what it was")."
    remedy = "\(found?.2 ?? "Do nothing of the kind") in constructors of \(file)."
  }
}

/// Of how a function treats its arrays.
extension Diagnosis {
  /// Bits that depend on what no result may depend on.
  init(otherBits symbol: String, _ place: String, got: String, expected: String) {
    because =
      "\(symbol) gives \(got) \(place) and \(expected) elsewhere: what a network computes then depends "
      + "on how its batches are cut."
    remedy =
      place.contains(" is ")
      ? "See where \(symbol) reads an element after the place has been written; write no restrict."
      : "Compare the code of \(symbol) that handles this place with that for whole vectors: both must "
        + "do the same steps in the same order."
  }

  /// Two forms of one function.
  init(disagreement one: String, _ other: String, _ got: Double, _ expected: Double, x: Double) {
    because =
      "A network computes by \(one), eval by \(other): \(got) and \(expected) for the same x = \(x)."
    remedy = "Make \(one) and \(other) of one inline function, and compare them at \(x)."
  }

  init(unwritten symbol: String, _ place: String) {
    because = "What was in memory before goes on as a result of \(symbol), \(place)."
    remedy =
      "See whether the loop of \(symbol) ends at n, and whether a branch of it writes nothing."
  }

  init(trespass symbol: String, _ place: String) {
    because = "What lies there belongs to another array; \(symbol) overwrites it, \(place)."
    remedy = "End the last vector of \(symbol) with a mask, or finish with a scalar loop."
  }

  init(changedInput symbol: String, _ buffer: String) {
    because = "Whoever reads \(buffer) after \(symbol) reads another number than was given."
    remedy = "Work on a copy of the element in \(symbol), and keep the const of \(buffer)."
  }
}
