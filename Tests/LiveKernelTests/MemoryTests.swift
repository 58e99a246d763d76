import Foundation
import Testing

extension LiveKernel {
  /// Files that are only in memory, and rings for system calls.
  @Suite(.sensor) struct MemoryTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    @Test func memfd() throws {
      let run = try sensor.run("memfd", "in memory", "3")
      let memfd = try run.only("process.memfd")
      #expect(memfd["memfd.name"] == "in memory")
      #expect(memfd["memfd.flags"] == ["MFD_CLOEXEC", "MFD_ALLOW_SEALING"])
      #expect(memfd["memfd.inode"] == run.truth["inode"])
      #expect(memfd["memfd.descriptor"] == run.truth["fd"])
      #expect(memfd["result"] == 0)
      #expect(memfd["from_caller"] == .absent)
    }

    @Test func withoutAName() throws {
      let memfd = try sensor.run("memfd", "", "0").only("process.memfd")
      #expect(memfd["memfd.name"] == .absent)
      #expect(memfd["memfd.flags"] == .absent)
      #expect(memfd["result"] == 0)
    }

    @Test func refusedMemfd() throws {
      let run = try sensor.run("memfd", "refused", "0x4000")
      let memfd = try run.only("process.memfd")
      #expect(memfd["memfd.name"] == "refused")
      #expect(memfd["memfd.flags"] == ["0x4000"])
      #expect(memfd["memfd.inode"] == .absent)
      #expect(memfd["memfd.descriptor"] == .absent)
      #expect(memfd["result"] == .number(-EINVAL))
      #expect(memfd["error"] == "EINVAL")
      #expect(memfd["from_caller"] == ["memfd.name"])
    }

    /// Asked for 5, the kernel makes room for 8.
    @Test func ioUring() throws {
      let run = try sensor.run("io-uring", "5", "0x10")
      let ring = try run.only("process.io_uring")
      #expect(ring["result"] == run.truth["result"])
      #expect(ring["io_uring.flags"] == ["IORING_SETUP_CLAMP"])
      guard run.truth["result"] == 0 else {
        // A kernel can be told to have none.
        #expect(ring["io_uring.entries"] == 5)
        #expect(ring["io_uring.descriptor"] == .absent)
        return
      }
      #expect(ring["io_uring.entries"] == run.truth["entries"])
      #expect(ring["io_uring.entries"] == 8)
      #expect(ring["io_uring.descriptor"] == run.truth["fd"])
      #expect(ring["from_caller"] == .absent)
    }

    @Test func refusedIOUring() throws {
      let run = try sensor.run("io-uring", "0", "1")
      let ring = try run.only("process.io_uring")
      #expect(ring["result"] == run.truth["result"])
      #expect(ring["result"].int ?? 0 < 0)
      #expect(ring["io_uring.entries"] == 0)
      #expect(ring["io_uring.flags"] == ["IORING_SETUP_IOPOLL"])
      #expect(ring["io_uring.descriptor"] == .absent)
      #expect(ring["from_caller"] == ["io_uring.flags"])
    }
  }
}
