public import Events
import Glibc
import Synchronization
public import SystemPackage

/// Writes lines to an open file, pipe, socket or terminal, such as standard output.
///
/// A full disk is waited for: nothing is thrown away here, the queue before this sink fills, and
/// what then finds no room is counted by whoever cannot hand it over.
public final class DescriptorSink: Destination {
  public let name: String
  private let file: FileDescriptor
  private let isEnding = Atomic(false)
  private let reportWaiting: @Sendable (Errno) -> Void

  /// Makes a sink of an open file; `reportWaiting` is called each time that it begins to wait.
  public init(
    _ file: FileDescriptor, name: String, reportWaiting: @escaping @Sendable (Errno) -> Void
  ) {
    self.file = file
    self.name = name
    self.reportWaiting = reportWaiting
  }

  /// From now on a full disk is an error.
  public func stopWaiting() {
    isEnding.store(true, ordering: .relaxed)
  }

  public func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
    do {
      try write(batch)
    } catch {
      throw DeliveryFailure("\(error)", isFinal: true)
    }
  }

  /// Nobody can put away what was open already.
  public func reopen() {}

  /// The file is whose who opened it.
  public func close() {}

  private func write(_ batch: OutputBuffer) throws(Errno) {
    var written = 0
    var isWaiting = false
    while written < batch.count {
      do {
        written += try batch.withBytes { bytes throws(Errno) in
          try writeOnce(bytes.extracting(droppingFirst: written))
        }
        isWaiting = false
      } catch {
        switch error {
        case .interrupted:
          continue
        case .resourceTemporarilyUnavailable:
          waitUntilWritable()
        case .noSpace where !isEnding.load(ordering: .relaxed):
          if !isWaiting { reportWaiting(error) }
          isWaiting = true
          usleep(200_000)
        default:
          throw error
        }
      }
    }
  }

  private func writeOnce(_ bytes: borrowing RawSpan) throws(Errno) -> Int {
    let written = bytes.withUnsafeBytes { Glibc.write(file.rawValue, $0.baseAddress, $0.count) }
    guard written >= 0 else { throw Errno(rawValue: errno) }
    return written
  }

  private func waitUntilWritable() {
    var descriptor = pollfd(fd: file.rawValue, events: Int16(POLLOUT), revents: 0)
    poll(&descriptor, 1, 1000)
  }
}
