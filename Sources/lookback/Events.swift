import ArgumentParser
import Events

/// `lookback events`: what is known, as docs/events.md.
struct Events: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints all kinds of event with their fields (Markdown).")

  func run() {
    print(EventCatalog.markdown(), terminator: "")
  }
}
