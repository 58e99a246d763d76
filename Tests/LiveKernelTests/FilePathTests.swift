import Foundation
import Testing

extension LiveKernel {
  /// Calls that change names, permissions, owners and lengths.
  @Suite(.sensor) struct FilePathTests {
    let sensor: TestSensor
    let scratch: Scratch

    init() throws {
      sensor = try TestSensor.ofSuite()
      scratch = try Scratch()
    }

    /// Its only event, with path, result and, where it is given, the second path.
    @discardableResult
    private func expect(
      _ kind: String, _ run: Run, _ path: String, target: String? = nil, error: Value = .absent,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Event {
      let event = try run.only(kind, sourceLocation: sourceLocation)
      #expect(event["file.path"] == .text(path), sourceLocation: sourceLocation)
      #expect(
        event["file.target.path"] == (target.map { .text($0) } ?? .absent),
        sourceLocation: sourceLocation)
      #expect(event["result"] == run.truth["result"], sourceLocation: sourceLocation)
      #expect(event["error"] == error, sourceLocation: sourceLocation)
      #expect(
        event["from_caller"]
          == (target == nil ? ["file.path"] : ["file.path", "file.target.path"]),
        sourceLocation: sourceLocation)
      return event
    }

    @Test func rename() throws {
      let from = try scratch.file("from")
      let run = try sensor.run("rename", from, scratch("to"))
      let event = try expect("file.rename", run, from, target: scratch("to"))
      #expect(event["file.flags"] == .absent)
    }

    @Test func renameFails() throws {
      let run = try sensor.run("rename", scratch("missing"), scratch("to"))
      try expect("file.rename", run, scratch("missing"), target: scratch("to"), error: "ENOENT")
    }

    @Test func renameInTheWorkingDirectory() throws {
      let from = try scratch.file("from")
      let run = try sensor.run("in", scratch.path, "rename", "from", "to")
      try expect("file.rename", run, from, target: scratch("to"))
    }

    @Test func renameBetweenDirectories() throws {
      let a = try scratch.directory("a")
      let b = try scratch.directory("b")
      try scratch.file("a/from")
      let run = try sensor.run("renameat", a, "from", b, "to")
      try expect("file.rename", run, a + "/from", target: b + "/to")
    }

    @Test(arguments: [(1, "RENAME_NOREPLACE", false), (2, "RENAME_EXCHANGE", true)])
    func renameWithFlags(_ flags: Int, _ name: String, _ bothExist: Bool) throws {
      try scratch.file("from")
      if bothExist { try scratch.file("to") }
      let run = try sensor.run("renameat2", scratch.path, "from", "-", scratch("to"), "\(flags)")
      #expect(run.truth["result"] == 0)
      let event = try expect("file.rename", run, scratch("from"), target: scratch("to"))
      #expect(event["file.flags"] == .texts([name]))
    }

    @Test func renameOntoWhatIsThereFails() throws {
      try scratch.file("from")
      try scratch.file("to")
      let run = try sensor.run("renameat2", scratch.path, "from", scratch.path, "to", "1")
      let event = try expect(
        "file.rename", run, scratch("from"), target: scratch("to"), error: "EEXIST")
      #expect(event["file.flags"] == ["RENAME_NOREPLACE"])
    }

    @Test func unlink() throws {
      let path = try scratch.file("file")
      let event = try expect("file.unlink", try sensor.run("unlink", path), path)
      #expect(event["file.flags"] == .absent)
    }

    @Test func unlinkFails() throws {
      let path = scratch("missing")
      try expect("file.unlink", try sensor.run("unlink", path), path, error: "ENOENT")
    }

    @Test func unlinkInTheWorkingDirectory() throws {
      let path = try scratch.file("file")
      try expect("file.unlink", try sensor.run("in", scratch.path, "unlink", "file"), path)
    }

    @Test func unlinkInADirectory() throws {
      let path = try scratch.file("file")
      try expect("file.unlink", try sensor.run("unlinkat", scratch.path, "file", "0"), path)
    }

    @Test func removeDirectory() throws {
      let path = try scratch.directory("directory")
      let event = try expect("file.unlink", try sensor.run("rmdir", path), path)
      #expect(event["file.flags"] == ["AT_REMOVEDIR"])
    }

    @Test func removeDirectoryInADirectory() throws {
      let path = try scratch.directory("directory")
      let run = try sensor.run("unlinkat", scratch.path, "directory", "0x200")
      let event = try expect("file.unlink", run, path)
      #expect(event["file.flags"] == ["AT_REMOVEDIR"])
    }

    @Test func removeDirectoryFails() throws {
      let path = try scratch.directory("directory")
      try scratch.file("directory/file")
      try expect("file.unlink", try sensor.run("rmdir", path), path, error: "ENOTEMPTY")
    }

    @Test func link() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("link", path, scratch("link"))
      try expect("file.link", run, path, target: scratch("link"))
    }

    @Test func linkInADirectory() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("linkat", "-", path, scratch.path, "link", "0x400")
      let event = try expect("file.link", run, path, target: scratch("link"))
      #expect(event["file.flags"] == ["AT_SYMLINK_FOLLOW"])
    }

    @Test func linkFails() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("link", path, path)
      try expect("file.link", run, path, target: path, error: "EEXIST")
    }

    /// The path is the link that is made; the target is its text, whatever that means.
    @Test func symbolicLink() throws {
      let run = try sensor.run("symlink", "../some where", scratch("link"))
      try expect("file.symlink", run, scratch("link"), target: "../some where")
    }

    @Test func symbolicLinkInADirectory() throws {
      let run = try sensor.run("symlinkat", "text", scratch.path, "link")
      try expect("file.symlink", run, scratch("link"), target: "text")
    }

    @Test func symbolicLinkFails() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("symlink", "text", path)
      try expect("file.symlink", run, path, target: "text", error: "EEXIST")
    }

    @Test func changeMode() throws {
      let path = try scratch.file("file")
      let event = try expect("file.chmod", try sensor.run("chmod", "04755", path), path)
      #expect(event["file.new_mode"] == "4755")
    }

    @Test func changeModeInADirectory() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("fchmodat", "0600", scratch.path, "file")
      let event = try expect("file.chmod", run, path)
      #expect(event["file.new_mode"] == "0600")
    }

    @Test func changeModeByDescriptor() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("fchmod", "0600", path)
      let event = try run.only("file.chmod")
      #expect(event["file.path"] == .text(path))
      #expect(event["file.new_mode"] == "0600")
      #expect(event["result"] == 0)
      #expect(event["from_caller"] == .absent)
      event.expectFile(run)
    }

    @Test func changeModeFails() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("as", "65534", "65534", "chmod", "0777", path)
      let event = try expect("file.chmod", run, path, error: "EPERM")
      #expect(event["file.new_mode"] == "0777")
    }

    @Test func changeOwner() throws {
      let path = try scratch.file("file")
      let event = try expect("file.chown", try sensor.run("chown", "12", "34", path), path)
      #expect(event["file.new_owner"] == 12)
      #expect(event["file.new_group"] == 34)
      #expect(event["file.flags"] == .absent)
    }

    @Test func changeGroupOnly() throws {
      let path = try scratch.file("file")
      let event = try expect("file.chown", try sensor.run("chown", "-1", "34", path), path)
      #expect(event["file.new_owner"] == .absent)
      #expect(event["file.new_group"] == 34)
    }

    @Test func changeOwnerOfALink() throws {
      try FileManager.default.createSymbolicLink(
        atPath: scratch("link"), withDestinationPath: "nowhere")
      let run = try sensor.run("lchown", "12", "34", scratch("link"))
      let event = try expect("file.chown", run, scratch("link"))
      #expect(event["file.new_owner"] == 12)
      #expect(event["file.flags"] == ["AT_SYMLINK_NOFOLLOW"])
    }

    @Test func changeOwnerInADirectory() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("fchownat", "12", "34", scratch.path, "file", "0x100")
      let event = try expect("file.chown", run, path)
      #expect(event["file.new_group"] == 34)
      #expect(event["file.flags"] == ["AT_SYMLINK_NOFOLLOW"])
    }

    @Test func changeOwnerByDescriptor() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("fchown", "12", "34", path)
      let event = try run.only("file.chown")
      #expect(event["file.path"] == .text(path))
      #expect(event["file.new_owner"] == 12)
      #expect(event["file.new_group"] == 34)
      #expect(event["from_caller"] == .absent)
      event.expectFile(run)
    }

    @Test func changeOwnerFails() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("as", "65534", "65534", "chown", "12", "34", path)
      try expect("file.chown", run, path, error: "EPERM")
    }

    @Test func truncate() throws {
      let path = try scratch.file("file", "content")
      let event = try expect("file.truncate", try sensor.run("truncate", "3", path), path)
      #expect(event["file.length"] == 3)
    }

    @Test func truncateByDescriptor() throws {
      let path = try scratch.file("file", "content")
      let run = try sensor.run("ftruncate", "3", path)
      run.expect("file.open", "file.truncate")
      let event = try #require(run.events("file.truncate").first)
      #expect(event["file.path"] == .text(path))
      #expect(event["file.length"] == 3)
      #expect(event["result"] == 0)
      #expect(event["from_caller"] == .absent)
      event.expectFile(run)
    }

    @Test func truncateFails() throws {
      let path = try scratch.file("file", "content", mode: 0o644)
      let run = try sensor.run("as", "65534", "65534", "truncate", "3", path)
      try expect("file.truncate", run, path, error: "EACCES")
    }

    @Test func deepDown() throws {
      let names = (0..<15).map { "\($0)-" + String(repeating: "n", count: 80) }
      try scratch.directory(names.joined(separator: "/"))
      let from = try scratch.file(names.joined(separator: "/") + "/from")
      let to = scratch(names.joined(separator: "/") + "/to")
      let run = try sensor.run("rename", from, to)
      try expect("file.rename", run, from, target: to)
    }
  }
}
