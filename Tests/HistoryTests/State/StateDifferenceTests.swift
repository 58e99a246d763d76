import Events
import Testing

@testable import History

/// What is new, gone and other between two moments.
@Suite struct StateDifferenceTests {
  private typealias Process = Told.Process

  private func difference(
    _ selection: ProcessSelection = ProcessSelection(), _ before: (inout Told) -> Void,
    then after: (inout Told) -> Void
  ) throws -> [String] {
    var told = Told()
    before(&told)
    let first = try told.state()
    after(&told)
    let second = try told.state()
    return StateDifference(from: first, to: second, selection).items.map { change, item in
      switch item {
      case .process(let process, let before):
        "\(change) \(process.pid)\(before.map { " was \($0.exe ?? "")" } ?? "")"
      case .socket(let owned): "\(change) port \(owned.socket.localPort ?? 0)"
      case .login(let login): "\(change) session \(login.session)"
      case .module(let module): "\(change) module \(module.name)"
      case .mount(let mount): "\(change) mount \(mount.target)"
      }
    }
  }

  @Test("Each that came, went, or runs something else")
  func all() throws {
    let shell = Process(10)
    let old = Process(12, parent: 10)
    func mount(_ target: String) -> String {
      "\"mount\":{\"source\":\"t\",\"target\":\"\(target)\"},\"result\":0"
    }
    let items = try difference { told in
      told.exec(shell, "/bin/sh")
      told.fork(shell, 11)
      told.fork(shell, 12)
      told.exec(old, "/bin/old")
      told.socket(.netListen, old, local: 80, descriptor: 3)
      told.tell(.mountAttach, shell, mount("/old"))
      told.tell(.moduleLoad, shell, "\"module\":{\"name\":\"kept\"},\"result\":0")
    } then: { told in
      told.exec(Process(11, parent: 10), "/bin/other")
      told.exit(old)
      told.fork(shell, 13)
      told.socket(.netListen, shell, local: 81, descriptor: 3)
      told.tell(.mountDetach, shell, "\"mount\":{\"target\":\"/old\"},\"result\":0")
      told.tell(.mountAttach, shell, mount("/new"))
      told.tell(
        .processSnapshot, Process(14), "\"session\":{\"id\":\"s\"},\"entry\":{\"kind\":\"ssh\"}")
    }
    #expect(
      items == [
        "gone 12", "changed 11 was /bin/sh", "new 13", "new 14", "gone port 80", "new port 81",
        "new session s", "gone mount /old", "new mount /new",
      ])
  }

  @Test("Of one process, or of nothing that changed")
  func some() throws {
    let server = Process(10, name: "httpd")
    let other = Process(11)
    let items = try difference(ProcessSelection(process: "httpd")) { told in
      told.exec(server, "/bin/httpd")
      told.exec(other, "/bin/other")
    } then: { told in
      told.socket(.netListen, server, local: 80, descriptor: 3)
      told.socket(.netListen, other, local: 81, descriptor: 3)
      told.tell(.moduleLoad, other, "\"module\":{\"name\":\"m\"},\"result\":0")
    }
    #expect(items == ["new port 80"])
    #expect(
      try difference {
        $0.exec(server, "/bin/httpd")
      } then: { _ in
      }.isEmpty)
  }
}
