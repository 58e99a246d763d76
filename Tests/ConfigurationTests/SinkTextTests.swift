import Events
import Sinks
import TestSupport
import Testing

@testable import Configuration

/// Sinks on the command line; in the file they are the same words.
@Suite struct SinkTextTests {
  private func sink(_ text: String) throws -> SinkSpecification {
    let configuration = try Configuration.load(
      ConfigurationSources(file: .none, flags: ["sinks": [text]]))
    return try #require(configuration.settings.sinks.first)
  }

  @Test("Standard output")
  func standardOutput() throws {
    #expect(try sink("stdout") == SinkSpecification(name: "stdout", target: .standardOutput))
  }

  @Test("A file")
  func file() throws {
    let sink = try sink(
      "file:/var/log/a%20b.json?rotate=1G&rotate-age=12h&keep=3&compress=zstd&sync=5s")
    var file = FileTarget(path: "/var/log/a b.json")
    file.rotateAtBytes = 1 << 30
    file.rotateAtAge = 43_200
    file.kept = 3
    file.compression = .zstd
    file.sync = .every(milliseconds: 5000)
    #expect(sink == SinkSpecification(name: "file-var-log-a-20b.json", target: .file(file)))
    #expect(try self.sink("file:/a?rotate=no&rotate-age=no").target.file?.rotateAtBytes == 0)
    #expect(try self.sink("file:/a?sync=never").target.file?.sync == .never)
    #expect(try self.sink("file:/a?sync=always").target.file?.sync == .always)
    #expect(try self.sink("file:/a?sync=250ms").target.file?.sync == .every(milliseconds: 250))
  }

  @Test("Connections")
  func streams() throws {
    #expect(try sink("unix:/run/x").target == .stream(StreamTarget(peer: .unix(path: "/run/x"))))
    var tcp = StreamTarget(peer: .tcp(host: "::1", port: 514))
    tcp.acknowledges = true
    #expect(try sink("tcp:[::1]:514?ack=yes").target == .stream(tcp))
    var settings = TLSSettings()
    settings.authorities = "/ca"
    settings.certificate = "/cert"
    settings.key = "/key"
    settings.serverName = "x.example"
    settings.verifies = false
    #expect(
      try sink("tls:h:6514?ca=/ca&cert=/cert&key=/key&server-name=x.example&verify=no").target
        == .stream(StreamTarget(peer: .tls(host: "h", port: 6514, settings))))
  }

  @Test("Syslog")
  func syslog() throws {
    #expect(
      try sink("syslog:unix:/dev/log").target
        == .syslog(SyslogTarget(peer: .unixDatagram(path: "/dev/log"))))
    var tcp = SyslogTarget(peer: .tcp(host: "10.0.0.1", port: 514))
    tcp.facility = 4
    tcp.application = "lb"
    #expect(try sink("syslog:tcp:10.0.0.1:514?facility=auth&app=lb").target == .syslog(tcp))
    #expect(try sink("syslog:tls:h:6514?facility=23").target.syslog?.facility == 23)
  }

  @Test("What every sink can have")
  func common() throws {
    let sink = try sink(
      "tcp:h:1?name=siem&format=ecs&events=login,process.exec&severity=2&policy=drop-newest"
        + "&memory=8M&spool=64M&where=process.pid%20%3e%201%20%26%20a=b")
    #expect(sink.name == "siem")
    #expect(sink.format == .ecs)
    #expect(sink.filter.kinds.map(EventSelection.names) == ["login", "process.exec"])
    #expect(sink.filter.severity == 2)
    #expect(sink.filter.condition == "process.pid > 1 & a=b")
    #expect(sink.policy == .dropNewest)
    #expect(sink.memory == 8 << 20)
    #expect(sink.spool?.limit == 64 << 20)
    #expect(try self.sink("tcp:h:1?spool=no").spool == nil)
    #expect(try self.sink("file:/x?spool=yes").spool == SpoolSpecification())
    #expect(try self.sink("stdout?events=all").filter.kinds == nil)
  }

  @Test(
    "What is wrong",
    arguments: [
      ("", "to takes \(SinkAddress.forms), and not ''"),
      ("x", "to takes \(SinkAddress.forms), and not 'x'"),
      ("STDOUT", "to takes \(SinkAddress.forms), and not 'STDOUT'"),
      ("udp:h:1", "to takes \(SinkAddress.forms), and not 'udp:h:1'"),
      ("syslog:h:1", "to takes \(SinkAddress.forms), and not 'syslog:h:1'"),
      ("syslog:/dev/log", "to takes \(SinkAddress.forms), and not 'syslog:/dev/log'"),
      (
        "file:x",
        "to takes an absolute path behind the last colon, as in file:/var/log/events.json, and not "
          + "'file:x'"
      ),
      (
        "file:/%zz",
        "to takes an absolute path behind the last colon, as in file:/var/log/events.json, and not "
          + "'file:/%zz'"
      ),
      (
        "unix:/%00",
        "to takes an absolute path behind the last colon, as in file:/var/log/events.json, and not "
          + "'unix:/%00'"
      ),
      ("tcp:h", "to: a port is missing, as in tcp:logs.example.org:6514"),
      ("tls:[::1]", "to: a port is missing, as in tls:logs.example.org:6514"),
      ("tcp:h:", "to: the port is a number from 1 to 65535, and not ''"),
      ("tcp:h:0", "to: the port is a number from 1 to 65535, and not 0"),
      ("tcp:h:65536", "to: the port is a number from 1 to 65535, and not 65536"),
      ("tcp:h:+1", "to: the port is a number from 1 to 65535, and not '+1'"),
      ("tcp::1", "to: '' is no name of a host, nor an address"),
      ("tcp:a b:1", "to: 'a b' is no name of a host, nor an address"),
      ("tcp:-x:1", "to: '-x' is no name of a host, nor an address"),
      ("tcp:::1:514", "to: an IPv6 address stands in brackets, as in tcp:[2001:db8::1]:514"),
      ("tcp:[x]:1", "to: there is no IPv6 address in the brackets of '[x]'"),
      ("stdout?", "behind '?' stands KEY=VALUE, with '&' between and %25 for '%', and not ''"),
      ("stdout?a", "behind '?' stands KEY=VALUE, with '&' between and %25 for '%', and not 'a'"),
      (
        "stdout?name=%",
        "behind '?' stands KEY=VALUE, with '&' between and %25 for '%', and not 'name=%'"
      ),
      (
        "stdout?name=%ff",
        "behind '?' stands KEY=VALUE, with '&' between and %25 for '%', and not 'name=%ff'"
      ),
      ("stdout?name=a&name=b", "'name' stands there twice; take one away"),
      ("stdout?formt=ecs", "'formt' is not known; did you mean 'format'?"),
      (
        "stdout?type=x",
        "'type' is not known; all of the address is said with 'to', such as "
          + "'to: tls:logs.example.org:6514'"
      ),
      ("stdout?rotate=1M", "'rotate' is for file:, and not for stdout; leave it out"),
      ("tcp:h:1?ca=/x", "'ca' is for tls: and syslog:tls:, and not for tcp:h:1; leave it out"),
      (
        "syslog:tcp:h:1?ack=yes",
        "'ack' is for unix:, tcp: and tls:, and not for syslog:tcp:h:1; leave it out"
      ),
      ("tls:h:1?cert=/x", "'cert' and 'key' belong together; one of them is missing"),
      ("stdout?format=json", "format takes one of lookback, ecs, ocsf, and not 'json'"),
      ("stdout?severity=4", "severity takes 1 (highest), 2 or 3, or no, and not 4"),
      ("stdout?memory=1K", "memory takes bytes, from 64K to 1G, and not '1K'"),
      ("stdout?spool=5", "spool takes bytes, at least 1M, such as 1G; yes (1G) or no, and not 5"),
      (
        "stdout?name=../x",
        "name takes a name of up to 64 letters, digits, '-', '_' and '.', with a letter or digit first, "
          + "and not '../x'"
      ),
      (
        "stdout?where=",
        "where takes a condition such as 'process.pid > 1' of up to 4096 bytes, or no, and not ''"
      ),
      (
        "syslog:unix:/x?facility=24",
        "facility takes a number from 0 to 23 or a name such as auth, audit or local0, and not 24"
      ),
      ("file:/x?keep=0", "keep takes a number of files, at least 1, and not 0"),
      (
        "file:/x?sync=0s",
        "sync takes never, always, or up to an hour such as 500ms or 5s, and not '0s'"
      ),
    ])
  func wrong(_ text: String, _ reason: String) {
    #expect(problems(flags: ["sinks": [text]]) == ["--sink \(text): \(reason)"])
  }

  @Test("All that is wrong with a sink")
  func several() {
    #expect(
      problems(flags: ["sinks": ["file:/x?format=x&keep=x&rotat=1M"]]) == [
        "--sink file:/x?format=x&keep=x&rotat=1M: format takes one of lookback, ecs, ocsf, and not 'x'",
        "--sink file:/x?format=x&keep=x&rotat=1M: keep takes a number of files, at least 1, and not 'x'",
        "--sink file:/x?format=x&keep=x&rotat=1M: 'rotat' is not known; did you mean 'rotate'?",
      ])
  }

  @Test("Names tell sinks apart, and files have one writer")
  func names() {
    #expect(
      problems(flags: ["sinks": ["stdout", "tcp:h:1?name=stdout"]]) == [
        "--sink: two sinks are called 'stdout'; say 'name' of one"
      ])
    #expect(
      problems(flags: ["sinks": ["file:/x", "file:/x?name=y"]]) == [
        "--sink: two sinks write to file:/x; one of them can"
      ])
    #expect(problems(flags: ["sinks": ["tcp:h:1", "tcp:h:1?name=y"]]) == [])
    #expect(
      problems(flags: ["sinks": (1...17).map { "tcp:h:\($0)" }]) == [
        "--sink takes at most 16 sinks, each of which has a thread and its memory, and not 17"
      ])
    #expect(problems(flags: ["sinks": (1...16).map { "tcp:h:\($0)" }]) == [])
    let long = "file:/" + String(repeating: "x", count: 100)
    #expect(problems(flags: ["sinks": [long]]).first?.hasSuffix("say 'name'") == true)
    #expect(problems(flags: ["sinks": [long + "?name=y"]]) == [])
  }

  @Test("Hostile texts are refused in one printable line", arguments: 0..<4)
  func hostile(_ seed: UInt64) {
    let pieces = [
      "stdout", "file:", "/x", "tls:", "syslog:", "unix:", "h:1", "?", "&", "=", "%", "%41", "%00",
      "[",
      "]", "::1", "name", "ca", "where", "format=ecs", "events=", "\u{1b}[2J", "\u{202e}", "é",
      "\0", " ",
      String(repeating: "a", count: 5000),
    ]
    var generator = Generator(seed: seed)
    for _ in 0..<1000 {
      let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      }.joined()
      for problem in problems(flags: ["sinks": [text]]) {
        #expect(problem.utf8.count < 1000)
        #expect(
          !problem.unicodeScalars.contains {
            [.control, .format].contains($0.properties.generalCategory)
          })
      }
    }
    #expect(
      problems(flags: ["sinks": [String(repeating: "a", count: 1 << 20)]]) == [
        "--sink: the text of a sink has at most 16384 bytes"
      ])
  }

  @Test("A sink's text says what it was made of")
  func roundTrip() throws {
    for text in [
      "stdout", "file:/a%3fb%25?rotate=1M&keep=3", "tls:[::1]:1?events=login,process.exec&ca=/x",
      "syslog:tcp:h:1?policy=block&spool=no&facility=local0", "tcp:h:1?name=x&where=a%20%26%20b",
    ] {
      let sink = try sink(text)
      #expect(try self.sink(SinkText.text(sink)) == sink, "\(SinkText.text(sink))")
      #expect(SinkText.text(sink).count == text.count)
    }
  }
}
