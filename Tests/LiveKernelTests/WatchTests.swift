import Foundation
import Testing

extension LiveKernel {
  /// `--watch`: folders where reading is recorded as well, and no others.
  @Suite struct WatchTests {
    @Test func watchedFolders() throws {
      let scratch = try Scratch()
      let watched = try scratch.directory("watched")
      let sensor = try TestSensor(
        ["--process-tree", "\(getpid())", "--watch", watched], markerDirectory: watched)

      // the last one's name only begins as that of the watched folder
      for (folder, isRecorded) in [
        ("watched", true), ("watched/below", true), ("watched-not", false),
      ] {
        try scratch.directory(folder)
        let path = try scratch.file(folder + "/file", "content")

        let reading = try sensor.run("open", "O_RDONLY", "0", path)
        #expect(reading.kinds.contains("file.open") == isRecorded, "reading \(path)")
        if isRecorded {
          let open = try reading.only("file.open")
          #expect(open["file.path"] == .text(path))
          #expect(open["file.flags"] == ["O_RDONLY"])
          #expect(!open.isSet("file.secret"))
          open.expectFile(reading)
        }
        let writing = try sensor.run("write", "write", "3", "10", path)
        let removal = try sensor.run("unlink", path)
        if isRecorded {
          writing.expect("file.open", "file.write", "file.close")
          removal.expect("file.unlink")
        } else {
          writing.expect()
          removal.expect()
        }
      }
      try sensor.stop()
    }

    @Test func oneWatchedFileAmongSeveral() throws {
      let scratch = try Scratch()
      let first = try scratch.file("first")
      let second = try scratch.file("second")
      let third = try scratch.file("first-not")
      let sensor = try TestSensor(
        ["--process-tree", "\(getpid())", "--watch", first, "--watch", second],
        settleKinds: ["process.exit", "net.connect"])
      for (path, isRecorded) in [(first, true), (second, true), (third, false)] {
        let run = try sensor.run("open", "O_RDONLY", "0", path)
        #expect(run.kinds.contains("file.open") == isRecorded, "reading \(path)")
      }
      try sensor.stop()
    }

    /// A rename into or out of a watched folder concerns it.
    @Test func renameAcrossTheBorder() throws {
      let scratch = try Scratch()
      let watched = try scratch.directory("watched")
      let sensor = try TestSensor(
        ["--process-tree", "\(getpid())", "--watch", watched], markerDirectory: watched)
      let inside = watched + "/file"
      let outside = try scratch.file("file")
      try sensor.run("rename", outside, inside).only("file.rename")
      try sensor.run("rename", inside, outside).only("file.rename")
      let run = try sensor.run("rename", outside, scratch("other"))
      run.expect()
      try sensor.stop()
    }
  }
}
