import Events
import Foundation
import Synchronization

@testable import Sinks

/// Takes lines as it is told to, and remembers them.
final class FakeDestination: Destination {
  let name: String

  /// What happens to the next batch.
  enum Answer {
    case takes
    case fails(String)
    /// It has the lines, and says that it has not.
    case takesAndFails(String)
    case fallsForGood(String)
  }

  /// A line as it arrived.
  struct Line: Equatable {
    var sequence: UInt64
    var kind: EventKind
    var text: String
  }

  private struct Content {
    var lines: [Line] = []
    var answers: [Answer] = []
    /// What it says when there is no answer left.
    var isDown = false
    var isHeld = false
    var isHolding = false
    var reopened = 0
    var stops = 0
    var isClosed = false
    var failsToClose = false
  }

  private let content = Mutex(Content())

  init(_ name: String = "fake") {
    self.name = name
  }

  var lines: [Line] { content.withLock { $0.lines } }
  var sequences: [UInt64] { lines.map(\.sequence) }
  var reopened: Int { content.withLock { $0.reopened } }
  var hasStopped: Bool { content.withLock { $0.stops > 0 } }
  var isClosed: Bool { content.withLock { $0.isClosed } }
  /// Whether somebody waits in it.
  var isHolding: Bool { content.withLock { $0.isHolding } }

  func failToClose() { content.withLock { $0.failsToClose = true } }

  func answer(_ answers: Answer...) {
    content.withLock { $0.answers += answers }
  }

  /// Whether it refuses everything.
  func setDown(_ isDown: Bool) {
    content.withLock { $0.isDown = isDown }
  }

  /// Whether who delivers has to wait.
  func hold(_ isHeld: Bool) {
    content.withLock { $0.isHeld = isHeld }
  }

  func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
    content.withLock { $0.isHolding = $0.isHeld }
    while content.withLock({ $0.isHeld && $0.stops == 0 }) { usleep(500) }
    content.withLock { $0.isHolding = false }
    let new = (0..<batch.lineCount).map { position in
      let line = batch.line(at: position)
      let text = batch.withBytes { bytes in
        bytes.extracting(batch.range(ofLine: position)).withUnsafeBytes {
          String(decoding: $0, as: UTF8.self)
        }
      }
      return Line(sequence: line.sequence, kind: line.kind, text: text)
    }
    let failure: DeliveryFailure? = content.withLock { content in
      if content.isHeld { return DeliveryFailure("stopped") }
      let answer =
        content.answers.isEmpty
        ? content.isDown ? .fails("down") : .takes : content.answers.removeFirst()
      switch answer {
      case .takes:
        content.lines += new
        return nil
      case .fails(let reason): return DeliveryFailure(reason)
      case .takesAndFails(let reason):
        content.lines += new
        return DeliveryFailure(reason)
      case .fallsForGood(let reason): return DeliveryFailure(reason, isFinal: true)
      }
    }
    if let failure { throw failure }
  }

  func reopen() { content.withLock { $0.reopened += 1 } }
  func stopWaiting() { content.withLock { $0.stops += 1 } }

  func close() throws(DeliveryFailure) {
    let fails = content.withLock { content in
      content.isClosed = true
      return content.failsToClose
    }
    if fails { throw DeliveryFailure("not synced") }
  }
}
