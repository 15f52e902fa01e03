import ArgumentParser
import CManual

/// `hillock help TOPIC`: an article of the manual; `hillock manual` names them.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Show an article of the manual; 'help TOPIC' does the same.",
    discussion: """
      TOPICS: \(Article.all.map(\.topic).joined(separator: ", ")).

      EXAMPLES:
        hillock help comparing
        hillock manual columns | less
        hillock manual --man > hillock.1
      """)

  @Argument(
    help: "What it is about; the topics are named where none is given.",
    completion: .list(Article.all.map(\.topic)))
  var topic: String?

  @Flag(help: "Write the page for man: all commands with their options.")
  var man = false

  func validate() throws {
    if man, topic != nil { throw ValidationError("--man goes without a topic.") }
    if let topic, Article(topic) == nil {
      throw ValidationError(
        "there is no command and no topic '\(topic)'; the topics are "
          + Article.all.map(\.topic).joined(separator: ", "))
    }
  }

  func run() throws {
    if man { return try StandardOutput.write(ManualPage.text) }
    guard let article = topic.flatMap(Article.init) else {
      var table = TextTable([("TOPIC", .left), ("WHAT IT IS ABOUT", .left)])
      for article in Article.all { table.append([article.topic, article.title]) }
      return try StandardOutput.write(table.text())
    }
    try StandardOutput.write(article.text)
  }

  /// `help WORD` for a word that is no command is `manual WORD`.
  static func redirecting(_ arguments: [String]) -> [String] {
    guard arguments.count == 2, arguments[0] == "help", !arguments[1].hasPrefix("-"),
      !Hillock.configuration.subcommands.contains(where: { $0._commandName == arguments[1] })
    else { return arguments }
    return [_commandName, arguments[1]]
  }
}

/// One article, in Markdown.
struct Article {
  /// What it is asked for by.
  let topic: String
  /// All of it.
  let text: String
  /// Its heading.
  var title: String { String(text.prefix { !$0.isNewline }.drop { $0 == "#" || $0 == " " }) }

  /// All of them, by their topics.
  static let all: [Article] = {
    var count = 0
    return UnsafeBufferPointer(start: hillock_articles(&count), count: count).map {
      Article(
        topic: String(cString: $0.topic),
        text: String(decoding: UnsafeBufferPointer(start: $0.text, count: $0.size), as: UTF8.self))
    }
  }()

  private init(topic: String, text: String) { (self.topic, self.text) = (topic, text) }

  /// The article on a topic, however it is spelt: `authors-guide`, `AuthorsGuide`.
  init?(_ topic: String) {
    func plain(_ topic: String) -> String { topic.lowercased().filter { $0 != "-" } }
    guard let article = Self.all.first(where: { plain($0.topic) == plain(topic) }) else {
      return nil
    }
    self = article
  }
}
