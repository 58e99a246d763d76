import Foundation
import Testing

@testable import Installation

/// What is put in place below a root, and that it goes again.
@Suite struct InstallerTests {
  /// A root that is removed with its contents.
  fileprivate final class Root {
    let path: String

    init() throws {
      let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      path = url.path(percentEncoded: false)
      try Data("program".utf8).write(to: URL(filePath: "\(path)/program"))
    }

    deinit {
      try? FileManager.default.removeItem(atPath: path)
    }

    func installer(dry: Bool = false) -> Installer {
      Installer(Layout(root: path, prefix: "/usr"), isDry: dry)
    }

    func install(_ text: String = "a: 1\n", dry: Bool = false) throws -> [Step] {
      try installer(dry: dry).install(binary: "\(path)/program", configuration: text)
    }

    func text(_ name: String) -> String? {
      try? String(contentsOfFile: path + name, encoding: .utf8)
    }

    func mode(_ name: String) -> mode_t? {
      var facts = stat()
      return lstat(path + name, &facts) == 0 ? facts.st_mode & 0o7777 : nil
    }

    /// Everything but the program that was there before.
    var files: [String] {
      (FileManager.default.enumerator(atPath: path)?.allObjects ?? []).compactMap { $0 as? String }
        .filter { $0 != "program" }.sorted()
    }
  }

  private static let configuration = "/etc/lookback/lookback.yaml"

  @Test("Program, unit, configuration and directories are in place, with their modes")
  func install() throws {
    let root = try Root()
    let steps = try root.install()
    #expect(
      steps.map(\.description) == [
        "created /usr/bin/lookback", "created /usr/lib/systemd/system/lookback.service",
        "created /etc/lookback/lookback.yaml", "created /usr/share/lookback/lookback.yaml",
        "created /var/lib/lookback", "created /var/log/lookback",
      ])
    #expect(root.text("/usr/bin/lookback") == "program")
    #expect(root.mode("/usr/bin/lookback") == 0o755)
    #expect(root.mode("/usr/lib/systemd/system/lookback.service") == 0o644)
    #expect(root.mode(Self.configuration) == 0o600)
    #expect(root.mode("/var/lib/lookback") == 0o700)
    #expect(root.mode("/var/log/lookback") == 0o700)
    #expect(root.mode("/etc/lookback") == 0o755)
    let unit = try #require(root.text("/usr/lib/systemd/system/lookback.service"))
    #expect(unit.contains("\nType=notify\n") && unit.contains("\nExecStart=/usr/bin/lookback "))
    #expect(!root.files.contains { $0.hasSuffix(".new") })
  }

  @Test("Doing it again changes nothing")
  func again() throws {
    let root = try Root()
    _ = try root.install()
    let before = root.files
    #expect(Set(try root.install().map(\.action)) == [.unchanged])
    #expect(root.files == before)
  }

  @Test("A dry run tells the same and does nothing")
  func dry() throws {
    let root = try Root()
    let told = try root.install(dry: true)
    #expect(root.files == [])
    #expect(try root.install() == told)
    let before = root.files
    #expect(try root.installer(dry: true).uninstall(purges: true).count >= 5)
    #expect(root.files == before)
  }

  @Test("An untouched configuration gets the new default, a changed one stays")
  func configuration() throws {
    let root = try Root()
    _ = try root.install("a: 1\n")
    _ = try root.install("a: 2\n")
    #expect(root.text(Self.configuration) == "a: 2\n")
    try Data("mine\n".utf8).write(to: URL(filePath: root.path + Self.configuration))
    let steps = try root.install("a: 3\n")
    #expect(steps.contains { $0.action == .kept && $0.path == Self.configuration })
    #expect(root.text(Self.configuration) == "mine\n")
    #expect(root.text("/usr/share/lookback/lookback.yaml") == "a: 3\n")
    _ = try root.installer().uninstall(purges: false)
    #expect(root.text(Self.configuration) == "mine\n")
    _ = try root.installer().uninstall(purges: true)
    #expect(root.text(Self.configuration) == nil)
  }

  @Test("What was put in place goes; what was recorded only with --purge")
  func uninstall() throws {
    let root = try Root()
    _ = try root.install()
    try Data("x".utf8).write(to: URL(filePath: "\(root.path)/var/log/lookback/events.json"))
    try FileManager.default.createSymbolicLink(
      atPath: "\(root.path)/var/log/lookback/link", withDestinationPath: "\(root.path)/program")
    // What a sensor that was killed has left.
    let sockets = "\(root.path)/run/lookback"
    try FileManager.default.createDirectory(atPath: sockets, withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: "\(sockets)/1.sock"))
    _ = try root.installer().uninstall(purges: false)
    let left = root.files.filter { root.isFile($0) }
    #expect(
      left == ["run/lookback/1.sock", "var/log/lookback/events.json", "var/log/lookback/link"])
    _ = try root.installer().uninstall(purges: true)
    #expect(root.files.filter { $0.contains("lookback") } == [])
    #expect(root.text("/program") == "program", "links are not followed")
    #expect(try root.installer().uninstall(purges: true) == [])
  }

  @Test("What is in the way is told, and stays")
  func inTheWay() throws {
    let root = try Root()
    try FileManager.default.createDirectory(
      atPath: "\(root.path)/usr/bin/lookback", withIntermediateDirectories: true)
    let error = #expect(throws: InstallationError.self) { try root.install() }
    #expect(error?.description == "\(root.path)/usr/bin/lookback: is no regular file")
  }
}

extension InstallerTests.Root {
  fileprivate func isFile(_ name: String) -> Bool {
    var facts = stat()
    return lstat("\(path)/\(name)", &facts) == 0 && facts.st_mode & S_IFMT != S_IFDIR
  }
}
