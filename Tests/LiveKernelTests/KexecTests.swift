import Foundation
import Testing

extension LiveKernel {
  /// Other kernels, none of which is ever loaded: a flag is wrong, if the kernel lets it come so far.
  @Suite(.sensor) struct KexecTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    private func expectRefused(_ event: Event, _ run: Run) {
      #expect(event["result"] == run.truth["result"])
      #expect(event["result"].int ?? 0 < 0)
      #expect(event["error"].text?.hasPrefix("E") == true)
    }

    @Test func fromMemory() throws {
      let run = try sensor.run("kexec", "memory")
      let load = try run.only("kexec.load")
      expectRefused(load, run)
      #expect(load["kexec.method"] == "kexec_load")
      #expect(load["kexec.segments"] == 17)
      #expect(load["kexec.flags"] == ["KEXEC_ON_CRASH", "0x40"])
      #expect(load["kexec.file_flags"] == .absent)
      #expect(load["kexec.path"] == .absent)
      #expect(load["kexec.command_line"] == .absent)
      #expect(load["from_caller"] == .absent)
    }

    @Test func fromAFile() throws {
      let scratch = try Scratch()
      let kernel = try scratch.file("vmlinuz", "no kernel")
      let initrd = try scratch.file("initrd", "nothing")
      let run = try sensor.run("kexec", kernel, initrd)
      let load = try run.only("kexec.load")
      expectRefused(load, run)
      #expect(load["kexec.method"] == "kexec_file_load")
      #expect(load["kexec.path"] == .text(kernel))
      #expect(load["kexec.initrd"] == .text(initrd))
      #expect(load["kexec.command_line"] == "root=/dev/lookback quiet")
      #expect(load["kexec.file_flags"] == ["KEXEC_FILE_ON_CRASH", "0x40"])
      #expect(load["kexec.segments"] == .absent)
      #expect(load["kexec.flags"] == .absent)
      #expect(load["from_caller"] == ["kexec.command_line"])
    }
  }
}
