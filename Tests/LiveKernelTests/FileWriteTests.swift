import Foundation
import Testing

extension LiveKernel {
  /// The first write through a descriptor, and the sum of them when the process is done with it.
  @Suite(.sensor) struct FileWriteTests {
    let sensor: TestSensor
    let scratch: Scratch

    init() throws {
      sensor = try TestSensor.ofSuite()
      scratch = try Scratch()
    }

    /// One file.write and one file.close of `path`, with the numbers right.
    private func expectWritten(
      _ run: Run, _ path: String, first: Int, bytes: Int, writes: Int, method: String = "write",
      cause: String = "close", sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      run.expect("file.open", "file.write", "file.close", sourceLocation: sourceLocation)
      let write = try #require(run.events("file.write").first, sourceLocation: sourceLocation)
      #expect(write["file.bytes"] == .number(first), sourceLocation: sourceLocation)
      #expect(write["file.method"] == .text(method), sourceLocation: sourceLocation)
      let close = try #require(run.events("file.close").first, sourceLocation: sourceLocation)
      #expect(close["file.bytes"] == .number(bytes), sourceLocation: sourceLocation)
      #expect(close["file.writes"] == .number(writes), sourceLocation: sourceLocation)
      #expect(close["file.cause"] == .text(cause), sourceLocation: sourceLocation)
      let began = try #require(
        close.nanoseconds("file.first_write"), sourceLocation: sourceLocation)
      let writeTime = try #require(write.nanoseconds("time"), sourceLocation: sourceLocation)
      #expect(abs(began - writeTime) < 100_000_000, sourceLocation: sourceLocation)
      for event in [write, close] {
        #expect(event["file.path"] == .text(path), sourceLocation: sourceLocation)
        #expect(event["file.descriptor"] == run.truth["fd"], sourceLocation: sourceLocation)
        event.expectFile(run, sourceLocation: sourceLocation)
      }
    }

    @Test(arguments: ["write", "pwrite", "writev", "pwritev", "pwritev2"])
    func calls(_ call: String) throws {
      let path = try scratch.file("file")
      let run = try sensor.run("write", call, "1000", "100", path)
      try expectWritten(run, path, first: 100, bytes: 100_000, writes: 1000)
    }

    @Test func onlyOne() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("write", "write", "1", "65536", path)
      try expectWritten(run, path, first: 65536, bytes: 65536, writes: 1)
    }

    @Test func openedButNotWritten() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("write", "write", "0", "1", path)
      run.expect("file.open")
    }

    @Test(arguments: ["sendfile", "copy_file_range", "splice"])
    func movedByTheKernel(_ call: String) throws {
      let source = try scratch.file("source", String(repeating: "s", count: 5000))
      let path = try scratch.file("file")
      let run = try sensor.run("move", call, "5000", source, path)
      #expect(run.truth["moved"] == 5000)
      try expectWritten(
        run, path, first: 5000, bytes: 5000, writes: 1, method: "sendfile")
    }

    @Test func throughAMapping() throws {
      let path = try scratch.file("file", String(repeating: "m", count: 4096))
      let run = try sensor.run("write-mapped", path)
      run.expect("file.open", "file.write", "file.close")
      let write = try #require(run.events("file.write").first)
      #expect(write["file.method"] == "mmap")
      #expect(write["file.path"] == .text(path))
      #expect(write["file.descriptor"] == run.truth["fd"])
      write.expectFile(run)
    }

    @Test func harmlessMappingsAreNoEvents() throws {
      let path = try scratch.file("file", String(repeating: "m", count: 4096))
      let run = try sensor.run("map-harmlessly", path)
      run.expect("file.open")
    }

    @Test(arguments: [
      ("close", "close"), ("dup2", "dup"), ("dup3", "dup"), ("close_range", "close"),
      ("exit", "exit"),
    ])
    func endings(_ way: String, _ cause: String) throws {
      let path = try scratch.file("file")
      let run = try sensor.run("close-by", way, path)
      try expectWritten(run, path, first: 5, bytes: 5, writes: 1, cause: cause)
    }

    @Test func endingByExec() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("close-by", "exec", path)
      run.expect("process.exec", "file.open", "file.write", "file.close")
      let close = try #require(run.events("file.close").first)
      #expect(close["file.cause"] == "exec")
      #expect(close["file.bytes"] == 5)
      #expect(close["file.path"] == .text(path))
    }

    @Test func nothingWritten() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("write", "write", "3", "0", path)
      run.expect("file.open")
    }

    @Test func acrossAnExec() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("write-across-exec", path)
      run.expect("process.exec", "file.open", "file.write", "file.close")
      let close = try #require(run.events("file.close").first)
      #expect(close["file.bytes"] == 10)
      #expect(close["file.writes"] == 2)
      #expect(close["file.cause"] == "exit")
    }

    @Test func throughTwoDescriptors() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("write-twice", path)
      run.expect("file.open", "file.write", "file.write", "file.close", "file.close")
      for (descriptor, bytes, writes) in [("fd", 10, 2), ("copy", 10, 1)] {
        let close = try #require(
          run.events("file.close").first { $0["file.descriptor"] == run.truth[descriptor] })
        #expect(close["file.bytes"] == .number(bytes))
        #expect(close["file.writes"] == .number(writes))
        #expect(close["file.cause"] == "exit")
      }
    }

    @Test func byAChild() throws {
      let path = try scratch.file("file")
      let run = try sensor.run("write-inherited", path)
      run.expect("file.open", "process.fork")
      let child = try run.events(ofChild: run.truth["child"].int)
      #expect(child.map(\.kind).sorted() == ["file.close", "file.write", "process.exit"])
      let close = try #require(child.first { $0.kind == "file.close" })
      #expect(close["file.bytes"] == 5)
      #expect(close["file.path"] == .text(path))
      close.expectFile(run)
    }
  }
}
