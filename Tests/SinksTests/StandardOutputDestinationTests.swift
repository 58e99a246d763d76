import Events
import Foundation
import Synchronization
import SystemPackage
import Testing

@testable import Sinks

@Suite struct StandardOutputDestinationTests {
  init() {
    signal(SIGPIPE, SIG_IGN)
  }

  private func text(_ sequences: ClosedRange<UInt64>) -> [UInt8] {
    sequences.flatMap { SpooledLine($0).text }
  }

  @Test("A slow reader gets all bytes in order", arguments: [false, true])
  func slowReader(nonBlocking: Bool) throws {
    let pipe = TestPipe()
    if nonBlocking { try #require(fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK) == 0) }
    let read = Promised.by { pipe.readAll(piece: 9973, resting: 500) }
    let output = StandardOutputDestination(FileDescriptor(rawValue: pipe.writeEnd)) { _ in }
    for first in stride(from: UInt64(1), to: 10_000, by: 1000) {
      try output.deliver(.batch(first...first + 999))
    }
    try output.close()
    pipe.closeWriteEnd()
    #expect(read.get() == text(1...10_000))
  }

  @Test("A reader that went is the end")
  func closedPipe() {
    let pipe = TestPipe()
    pipe.closeReadEnd()
    let output = StandardOutputDestination(FileDescriptor(rawValue: pipe.writeEnd)) { _ in }
    let failure = #expect(throws: DeliveryFailure.self) { try output.deliver(.batch(1...1)) }
    #expect(failure?.isFinal == true)
    #expect(failure?.description.hasPrefix("standard output: ") == true)
  }

  @Test("A full disk is told once and waited for until the end")
  func fullDisk() throws {
    let file = try FileDescriptor.open("/dev/full", .writeOnly)
    defer { try? file.close() }
    let reports = Mutex<[String]>([])
    let output = StandardOutputDestination(file) { text in reports.withLock { $0.append(text) } }
    let failed = Promised.by { (try? output.deliver(.batch(1...1))) == nil }
    #expect(eventually { reports.withLock { !$0.isEmpty } })
    usleep(500_000)  // it tries again meanwhile
    output.stopWaiting()
    #expect(failed.get() == true)
    #expect(reports.withLock { $0.count } == 1)
    #expect(throws: DeliveryFailure.self) { try output.deliver(.batch(1...1)) }
    #expect(reports.withLock { $0.count } == 1)
  }

  @Test("A half line that nobody can take back gets an end")
  func halfLine() throws {
    let pipe = TestPipe()
    try #require(fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK) == 0)
    let output = StandardOutputDestination(FileDescriptor(rawValue: pipe.writeEnd)) { _ in }
    output.stopWaiting()
    // No line ends where the pipe is full.
    let failure = #expect(throws: DeliveryFailure.self) { try output.deliver(.batch(1...9999)) }
    #expect(failure?.isFinal == false)
    let read = Promised.by { pipe.readAll(piece: 65_536, resting: 0) }
    usleep(100_000)
    try output.deliver(.batch(1...2))
    pipe.closeWriteEnd()
    let bytes = try #require(read.get())
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    #expect(lines.suffix(2).map { Array($0) + [UInt8(ascii: "\n")] } == [text(1...1), text(2...2)])
    #expect(bytes.starts(with: text(1...1000)))
  }
}
