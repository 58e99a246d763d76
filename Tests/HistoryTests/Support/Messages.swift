import Synchronization

/// What a writer reports, from whatever thread.
final class Messages: Sendable {
  private let texts = Mutex<[String]>([])

  var all: [String] { texts.withLock(\.self) }

  @Sendable func add(_ text: String) { texts.withLock { $0.append(text) } }
}
