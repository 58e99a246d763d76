import Foundation
import Testing

/// The harness itself: what it reads wrong, no test would notice.
@Suite struct HarnessTests {
  @Test func readsFields() throws {
    let value = try Value(line: Data(#"{"a":{"b":[1,"x",true]},"c":false,"d":1,"e":0}"#.utf8))
    #expect(value["a.b"] == [1, "x", true])
    #expect(value["c"] == false)
    #expect(value["d"] == 1)
    #expect(value["d"] != true)
    #expect(value["e"] != false)
    #expect(value["a.missing"] == .absent)
    #expect(value["d.b"] == .absent)
  }

  @Test func readsEscapedBytes() {
    #expect(Value.text(#"a\xffb"#).bytes == [0x61, 0xff, 0x62])
    #expect(Value.text(#"\x5cx41 \xzz \x4"#).bytes == Array(#"\x41 \xzz \x4"#.utf8))
    #expect(Value.text("é").bytes == [0xc3, 0xa9])
    #expect(Value.text("00ff7f").hexBytes == [0, 0xff, 0x7f])
  }

  @Test func readsTimes() throws {
    let line = #"{"kind":"k","time":"1970-01-01T00:01:00.000000005Z","seq":1}"#
    let event = try Event(line: Data(line.utf8))
    #expect(event.nanoseconds("time") == 60_000_000_005)
  }

  @Test func readsTheWitness() throws {
    let scratch = try Scratch()
    try scratch.file(
      "trace.7",
      """
      execve("./one", ["./one", "two"], 0x56437cdf8d90 /* 39 vars */) = -1 EACCES (Permission denied)
      openat(AT_FDCWD</w>, "a", O_WRONLY|O_CREAT, 0666) = 3</w/a>
      openat(AT_FDCWD</w>, "a", O_RDONLY) = 3</w/a>
      openat(AT_FDCWD</w>, "/dev/null", O_WRONLY) = 3</dev/null>
      unlinkat(4</w/d>, "b", 0)               = -1 ENOENT (No such file or directory)
      symlinkat("text", AT_FDCWD</w>, "c")    = 0
      rmdir("d") = 0
      +++ exited with 0 +++
      """)
    let sightings = try Witness.sightings(prefix: scratch("trace"), directory: "/w")
    let expected = [
      ("process.exec", "./one", "EACCES"), ("file.open", "/w/a", ""),
      ("file.unlink", "/w/d/b", "ENOENT"), ("file.symlink", "/w/c", ""),
      ("file.unlink", "/w/d", ""),
    ].map { Witness.Sighting(pid: 7, kind: $0.0, path: $0.1, error: $0.2) }
    #expect(sightings == expected)
  }

  @Test func handsOverAnyBytes() throws {
    let words: [[UInt8]] = [Array("printf".utf8), [0xff, 0x5c, 0x6e, 0x41]]
    let child = try ChildProcess("/usr/bin/printf", words)
    #expect(child.readLine() == Data([0xff]))
    #expect(child.readLine() == Data([0x41]))
    #expect(child.readLine() == nil)
    #expect(exitCode(child.wait()) == 0)
  }

  @Test(arguments: [
    (["nothing"], 0), (["fork", "3"], 0), (["exit", "9"], 9), (["leader-exits-first", "5"], 5),
    (["connect-tcp", "127.0.0.1", "127.0.0.1"], 0), (["no-such-subcommand"], 98),
  ])
  func workloadTellsTheTruth(_ words: [String], _ code: Int) throws {
    let child = try ChildProcess(
      workload: words, errors: open("/dev/null", O_WRONLY | O_CLOEXEC))
    let line = child.readLine()
    #expect(exitCode(child.wait()) == code)
    if code != 98 {
      #expect(try Value(line: try #require(line))["pid"] == .number(child.pid))
    }
  }
}
