import ArgumentParser

@main
struct Hillock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A host for activation functions that come as plugins.")
}
