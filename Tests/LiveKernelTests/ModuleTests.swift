import Foundation
import Testing

extension LiveKernel {
  /// Kernel modules: tried, and refused in the way of the kernel at hand.
  @Suite(.sensor) struct ModuleTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    private func expectResult(_ event: Event, _ run: Run) throws {
      #expect(event["result"] == run.truth["result"])
      let result = try #require(run.truth["result"].int)
      let names = [ENOSYS: "ENOSYS", EPERM: "EPERM", ENOEXEC: "ENOEXEC", ENOENT: "ENOENT"]
      if let name = names[Int32(-result)] {
        #expect(event["error"] == .text(name))
      }
    }

    @Test func fromMemory() throws {
      let run = try sensor.run("init-module", "debug=1 name=\"a b\"")
      let load = try run.only("module.load")
      try expectResult(load, run)
      #expect(load["module.method"] == "init_module")
      #expect(load["module.params"] == "debug=1 name=\"a b\"")
      #expect(load["module.size"] == run.truth["size"])
      #expect(load["module.name"] == .absent)
      #expect(load["module.path"] == .absent)
      #expect(load["module.inode"] == .absent)
      #expect(load["module.flags"] == .absent)
      #expect(load["from_caller"].list?.contains("module.params") == true)
    }

    @Test func fromAFile() throws {
      let scratch = try Scratch()
      let path = try scratch.file("module.ko", "no module")
      let run = try sensor.run("finit-module", path, "debug=1", "3")
      let load = try run.only("module.load")
      try expectResult(load, run)
      #expect(load["module.method"] == "finit_module")
      #expect(load["module.params"] == "debug=1")
      #expect(load["module.path"] == .text(path))
      #expect(load["module.inode"] == run.truth["inode"])
      #expect(load["module.device"] == run.truth["device"])
      #expect(load["module.size"] == run.truth["size"])
      #expect(
        load["module.flags"] == ["MODULE_INIT_IGNORE_MODVERSIONS", "MODULE_INIT_IGNORE_VERMAGIC"])
    }

    @Test func unload() throws {
      let run = try sensor.run("delete-module", "lookback_missing")
      let unload = try run.only("module.unload")
      try expectResult(unload, run)
      #expect(unload["module.name"] == "lookback_missing")
      #expect(unload["module.flags"] == ["O_NONBLOCK"])
    }
  }
}
