import ActivationHost
import ArgumentParser

extension CompletionKind {
  /// The names of the activations that the words typed so far would find.
  static var activationNames: CompletionKind {
    .custom { words, _, prefix in
      let directories = zip(words, words.dropFirst()).filter { $0.0 == "--plugins" }.map(\.1)
      let registry = try? Registry(searchPath: SearchPath(explicit: directories))
      // After a comma begins the next name of a list.
      let done = prefix.lastIndex(of: ",").map { prefix[...$0] } ?? ""
      let names = registry?.entries.filter { $0.status == .available }.map(\.name) ?? []
      return names.map { done + $0 }.filter { $0.hasPrefix(prefix) }
    }
  }
}
