import Events
import Foundation
import Synchronization

@testable import Sinks

extension OutputBuffer {
  /// Appends a line, its end included.
  func append(line: [UInt8]) {
    let isIn = append(line.span.bytes, kind: .fileOpen, sequence: UInt64(lineCount + 1))
    precondition(isIn)
  }
}

/// Lines that all differ.
enum Lines {
  static func line(_ number: Int, length: Int) -> [UInt8] {
    let text = "\(number) "
    let fill = String(repeating: "x", count: max(0, length - text.utf8.count - 1))
    return Array((text + fill + "\n").utf8)
  }
}

extension FanOut {
  /// Starts one sink, with the policy `block`.
  convenience init(
    to destination: any Destination, memory: Int = 4 << 20, batchCapacity: Int,
    onEnd: @escaping @Sendable () -> Void = {}
  ) throws {
    var specification = SinkSpecification(name: destination.name, target: .standardOutput)
    specification.memory = memory
    try self.init(
      [SinkPlan(specification) { destination }], batchCapacity: batchCapacity, onEnd: onEnd)
    start()
  }
}

/// A pipe whose ends are closed when it goes.
final class TestPipe: Sendable {
  let readEnd: Int32
  let writeEnd: Int32
  private let isReadEndOpen = Mutex(true)
  private let isWriteEndOpen = Mutex(true)

  init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    closeReadEnd()
    closeWriteEnd()
  }

  func closeReadEnd() { close(readEnd, isReadEndOpen) }
  func closeWriteEnd() { close(writeEnd, isWriteEndOpen) }

  private func close(_ end: Int32, _ isOpen: borrowing Mutex<Bool>) {
    isOpen.withLock { isOpen in
      if isOpen { Glibc.close(end) }
      isOpen = false
    }
  }

  /// Whether a writer would have to wait.
  var isFull: Bool {
    var descriptor = pollfd(fd: writeEnd, events: Int16(POLLOUT), revents: 0)
    return poll(&descriptor, 1, 0) == 0
  }

  /// Everything up to the end, in pieces of at most so many bytes; rests in between.
  func readAll(piece: Int, resting: useconds_t) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: piece)
    while true {
      let count = read(readEnd, &buffer, piece)
      if count <= 0 { return bytes }
      bytes += buffer[..<count]
      if resting > 0 { usleep(resting) }
    }
  }
}

/// A result that another thread brings.
final class Promised<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let arrived = DispatchSemaphore(value: 0)

  func fulfil(_ value: Value) {
    self.value.withLock { $0 = value }
    arrived.signal()
  }

  /// Waits for it.
  func get() -> Value? {
    arrived.wait()
    arrived.signal()
    return value.withLock { $0 }
  }

  /// Has a thread of its own find it.
  static func by(_ body: @escaping @Sendable () -> Value) -> Promised {
    let promised = Promised()
    Foundation.Thread.detachNewThread { promised.fulfil(body()) }
    return promised
  }
}

/// Waits until something is so, for ten seconds at most.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
  for _ in 0..<1000 {
    if try condition() { return true }
    usleep(10_000)
  }
  return try condition()
}
