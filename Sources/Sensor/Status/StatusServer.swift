import Capture
import Glibc
import Logging
import Synchronization
import SystemPackage
import Threading

/// Answers whoever may ask how the sensor is, on a thread of its own.
///
/// One client after the other; each gets the status as it is then, and nothing that it says is read.
/// Who does not take the answer is left after a second.
final class StatusServer: @unchecked Sendable {
  // Safety: `thread` is only touched by the owner, everything else does not change or is locked.
  private let socket: StatusSocket
  private let logger: Logger
  private let board: StatusBoard
  private var thread: Thread?

  /// Seconds that a client has to take its answer.
  private static let patience = 1
  /// Nanoseconds between messages about clients that were turned away.
  private static let silence: UInt64 = 60_000_000_000

  /// Answers with what is on the board; nobody is answered before ``start()``.
  init(_ socket: StatusSocket, _ board: StatusBoard, logger: Logger) {
    self.socket = socket
    self.board = board
    self.logger = logger
  }

  func start() {
    thread = Thread(name: "lookback-status") { [self] in serve() }
  }

  /// Ends the thread and removes the socket.
  func stop() {
    socket.stop()
    thread?.join()
    thread = nil
  }

  private func serve() {
    var refusals = Refusals()
    while true {
      do {
        let client = try socket.accept()
        let peer = try client.peer()
        if peer.user == 0 || peer.user == geteuid() {
          try client.limitWaiting(to: Self.patience)
          try answer(client)
        } else if let message = refusals.message(of: peer, now: bootTime()) {
          logger.notice("\(message)")
        }
      } catch {
        switch error {
        case .invalidArgument: return
        case .interrupted, .connectionAbort: continue
        case .brokenPipe, .connectionReset, .resourceTemporarilyUnavailable:
          logger.debug("a client did not wait for the status: \(error)")
        default:
          logger.warning("\(socket.path): \(error)")
          // What is short, as descriptors, may be there later.
          sleep(1)
        }
      }
    }
  }

  private func answer(_ client: borrowing LocalSocket) throws(Errno) {
    let status = board.status
    let bytes = Array("\(status.json)\n\(status.text)".utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
        return send(client.descriptor, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
      }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw Errno(rawValue: errno)
      }
      sent += count
    }
  }

  /// Those who asked and may not; told now and then, so that nobody can fill the log.
  private struct Refusals {
    private var untold = 0
    private var lastTold: UInt64?

    mutating func message(of peer: (user: UInt32, process: UInt32), now: UInt64) -> String? {
      untold += 1
      if let lastTold, now - lastTold < StatusServer.silence { return nil }
      defer { untold = 0 }
      lastTold = now
      let others = untold > 1 ? ", and \(untold - 1) times before" : ""
      return "the status was not told to the user \(peer.user) (process \(peer.process))\(others)"
    }
  }
}
