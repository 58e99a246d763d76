public import Events
import Glibc
public import SystemPackage
import Threading

/// What is open as standard output: a file, pipe, socket or terminal.
///
/// A full disk is waited for until ``stopWaiting()``. Any other failure is final, for nobody can open
/// it anew.
public final class StandardOutputDestination: Destination, @unchecked Sendable {
  // Safety: `hasToEnd` is only touched under `mutex`; the rest is the delivering thread's own.
  public let name = "standard output"
  private let file: FileDescriptor
  private let report: @Sendable (String) -> Void
  private let mutex = ConditionMutex()
  private var hasToEnd = false
  /// Whether a failure left a half line: it gets an end before the next one.
  private var isInLine = false

  /// Makes one of what is open.
  ///
  /// - Parameters:
  ///   - file: what is written to; stays open.
  ///   - report: told when a full disk is waited for.
  public init(
    _ file: FileDescriptor = .standardOutput, report: @escaping @Sendable (String) -> Void
  ) {
    self.file = file
    self.report = report
  }

  /// Does nothing: whoever started the sensor opened it.
  public func reopen() {}

  public func stopWaiting() {
    mutex.withLock {
      hasToEnd = true
      mutex.wake()
    }
  }

  public func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
    if isInLine, batch.count > 0 {
      let newline: [UInt8] = [UInt8(ascii: "\n")]
      _ = try write(newline.span.bytes)
      isInLine = false
    }
    try batch.withBytes { bytes throws(DeliveryFailure) in
      var written = 0
      do throws(DeliveryFailure) {
        while written < bytes.byteCount {
          written += try write(bytes.extracting(droppingFirst: written))
        }
      } catch {
        isInLine = batch.endOfLines(before: written) < written
        throw error
      }
    }
  }

  /// Makes what a file has of it last.
  public func close() throws(DeliveryFailure) {
    // Pipes and terminals have nothing that could.
    guard fdatasync(file.rawValue) != 0, errno != EINVAL, errno != EROFS else { return }
    throw DeliveryFailure("\(name): \(Errno(rawValue: errno))", isFinal: true)
  }

  /// Milliseconds between two tries on a full disk.
  private static let patience = 200

  /// Writes some of the bytes; waits until that can be done.
  private func write(_ bytes: borrowing RawSpan) throws(DeliveryFailure) -> Int {
    var isWaiting = false
    while true {
      let count = bytes.withUnsafeBytes { Glibc.write(file.rawValue, $0.baseAddress, $0.count) }
      if count >= 0 { return count }
      let error = Errno(rawValue: errno)
      switch error {
      case .interrupted: continue
      case .resourceTemporarilyUnavailable:
        waitUntilWritable()
        guard isEnding else { continue }
        throw DeliveryFailure("\(name): nobody reads it")
      case .noSpace, .diskQuotaExceeded:
        guard !isEnding else { throw DeliveryFailure("\(name): \(error)") }
        if !isWaiting { report("\(name): \(error); waiting for room") }
        isWaiting = true
        waitForRoom()
      default: throw DeliveryFailure("\(name): \(error)", isFinal: true)
      }
    }
  }

  private var isEnding: Bool { mutex.withLock { hasToEnd } }

  private func waitForRoom() {
    mutex.withLock {
      if !hasToEnd { _ = mutex.wait(milliseconds: Self.patience) }
    }
  }

  private func waitUntilWritable() {
    var descriptor = pollfd(fd: file.rawValue, events: Int16(POLLOUT), revents: 0)
    poll(&descriptor, 1, 1000)
  }
}
