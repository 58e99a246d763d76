import Foundation
import Testing

extension LiveKernel {
  /// Kernel modules: tried and refused in the way of the kernel at hand, and where that has any, loaded.
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

    @Test(
      .realModuleSkipsCounted,
      .enabled(if: RealModule.reason == nil, "\(RealModule.reason ?? "")"))
    func realModule() throws {
      let path = try #require(RealModule.path)
      let flags = RealModule.isCompressed ? 4 : 0  // MODULE_INIT_COMPRESSED_FILE
      defer { _ = try? sensor.run("delete-module", RealModule.name) }

      let loading = try sensor.run("finit-module", path, "numdummies=0", "\(flags)")
      let load = try loading.only("module.load")
      #expect(RealModule.isLoaded)
      #expect(load["result"] == 0)
      #expect(load["error"] == .absent)
      #expect(load["module.name"] == .text(RealModule.name))
      #expect(load["module.params"] == "numdummies=0")
      #expect(load["module.path"] == .text(path))
      #expect(load["module.inode"] == loading.truth["inode"])
      #expect(load["module.device"] == loading.truth["device"])
      #expect(load["module.size"] == loading.truth["size"])

      // refused before it gets so far as to have a name
      let again = try sensor.run("finit-module", path, "", "\(flags)").only("module.load")
      #expect(again["result"] == .number(-EEXIST))
      #expect(again["error"] == "EEXIST")
      #expect(again["module.name"] == .absent)

      let unload = try sensor.run("delete-module", RealModule.name).only("module.unload")
      #expect(!RealModule.isLoaded)
      #expect(unload["result"] == 0)
      #expect(unload["error"] == .absent)
      #expect(unload["module.name"] == .text(RealModule.name))
    }

    /// The program that people use.
    @Test(
      .realModuleSkipsCounted,
      .enabled(if: RealModule.reason == nil, "\(RealModule.reason ?? "")"))
    func modprobe() throws {
      let from = sensor.events.count
      defer { _ = try? sensor.run("delete-module", RealModule.name) }
      for words in [[RealModule.name, "numdummies=0"], ["-r", RealModule.name]] {
        let child = try ChildProcess(
          "/sbin/modprobe", (["modprobe"] + words).map { Array($0.utf8) })
        #expect(exitCode(child.wait()) == 0)
      }
      try sensor.settle()
      let events = sensor.events[from...].filter { $0.kind.hasPrefix("module.") }
      #expect(events.map(\.kind) == ["module.load", "module.unload"])
      #expect(events.allSatisfy { $0["module.name"] == .text(RealModule.name) })
      #expect(events.allSatisfy { $0["result"] == 0 })
    }
  }
}
