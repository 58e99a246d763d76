import CEventABI
import Enrichment
import Events
import Foundation
import Testing

@testable import Sensor

/// What becomes of a file's record whose process is told of late, or not at all.
@Suite struct LoginRecordsTests {
  private static let pid: UInt32 = 4711

  /// What is told of a record in btmp whose process has ended when it is read; the image is what
  /// comes out of the rings of this process after that.
  private func told(image: ev_process_exec?) throws -> [[UInt8]] {
    let files = try LoginScratch()
    try files.write([], to: "btmp")
    var logins = LoginRecords(
      try LoginWatch([.btmp], in: files.path), bootToRealtimeOffset: 0, isScoped: true)
    defer { logins.close() }
    var enricher = Enricher(
      host: Enricher.Host(
        bootID: "", bootToRealtimeOffset: 0, mountNamespace: 0, pidNamespace: 0))
    files.append(
      LoginScratch.record("mallory", type: LOGIN_PROCESS, pid: pid_t(Self.pid), seconds: time(nil)),
      to: "btmp")

    var looks = 0
    let end = Date(timeIntervalSinceNow: 10)
    while looks == 0, Date() < end {
      _ = logins.take(now: 1, everything: false, &enricher) {
        looks += 1
        return []
      }
      usleep(1000)
    }
    #expect(looks == 1, "the record is looked at")
    if let image {
      withUnsafeBytes(of: image) { enricher.enrich($0.bytes) }
    }
    #expect(logins.due(now: 2, everything: false, &enricher) == [])
    return logins.due(now: LoginRecords.hold + 1, everything: false, &enricher)
  }

  private func image(traits: UInt32) -> ev_process_exec {
    var image = ev_process_exec()
    image.h.kind = EventKind.processSnapshot.rawValue
    image.h.size = UInt32(MemoryLayout<ev_process_exec>.size)
    image.h.task.tgid = Self.pid
    image.h.task.start_ns = 7
    image.traits = traits
    return image
  }

  @Test("A process that is told of after its record was read is the one")
  func late() throws {
    let records = try told(image: image(traits: 0))
    #expect(records.count == 1)
    let login = try #require(records.first).withUnsafeBytes { $0.loadUnaligned(as: ev_login.self) }
    #expect(login.h.task.tgid == Self.pid)
    #expect(login.h.task.start_ns == 7)
    // Who it was is not known any more, and not root.
    #expect(login.h.task.uid == .max)
  }

  @Test("Of one that is out of scope, or never told of, nothing is told")
  func outside() throws {
    #expect(try told(image: image(traits: UInt32(EV_EXE_OUTSIDE))) == [])
    #expect(try told(image: nil) == [])
  }
}
