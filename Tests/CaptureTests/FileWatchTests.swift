import CEventABI
import Foundation
import Testing

@testable import Capture

@Suite struct FileWatchTests {
  private let defaults = FileWatch.defaults(extraPaths: ["/srv/keys"])

  @Test("Every rule's path is absolute and has no empty part")
  func absolutePaths() {
    for rule in defaults.rules {
      #expect(rule.path.hasPrefix("/"))
      #expect(!rule.path.contains("//"))
      #expect(rule.path == "/" || !rule.path.hasSuffix("/"))
    }
  }

  @Test("Writes are recorded everywhere but in pseudo file systems, reads of secrets only")
  func defaultRules() {
    #expect(!defaults.looksEverywhere)
    #expect(defaults.rules.first == FileWatch.Rule(path: "/", writes: true))
    for path in FileWatch.quietPaths {
      #expect(defaults.rules.contains(FileWatch.Rule(path: path)))
    }
    #expect(defaults.rules.allSatisfy { $0.reads == $0.isSecret })
    for path in ["/etc/shadow", "/etc/sudoers", "/srv/keys"] {
      let rule = defaults.rules.first { $0.path == path }
      #expect(rule == FileWatch.Rule(path: path, writes: true, reads: true, isSecret: true))
    }
  }

  @Test("Secrets are looked for in every home")
  func homes() {
    let paths = FileWatch.secretPaths(homes: ["/root", "/home/carol"])
    for home in ["/root", "/home/carol"] {
      for name in [".ssh", ".gnupg", ".aws", ".kube", ".netrc", ".docker/config.json"] {
        #expect(paths.contains("\(home)/\(name)"))
      }
    }
    #expect(Set(paths).count == paths.count)
  }

  @Test("The homes are those of the users")
  func ownHome() {
    let secrets = defaults.rules.filter(\.isSecret).map(\.path)
    if let home = getpwuid(getuid()).flatMap({ $0.pointee.pw_dir }).map({ String(cString: $0) }),
      home != "/", FileManager.default.fileExists(atPath: home)
    {
      #expect(secrets.contains("\(home)/.ssh"))
    }
  }

  @Test("A home as in /etc/passwd, whatever it looks like")
  func passwd() {
    let passwd = """
      root:x:0:0:root:/root:/bin/bash
      slash:x:1:1::/tmp/:/bin/sh
      again:x:2:2::/tmp:/bin/sh
      daemon:x:3:3::/:/bin/false
      slashes:x:4:4:://:/bin/false
      relative:x:5:5::tmp:/bin/sh
      none:x:6:6::/does/not/exist:/bin/sh
      file:x:7:7::/etc/passwd:/bin/sh
      short:x:8:8
      :::::
      +nis

      """
    #expect(FileWatch.homeDirectories(passwd: passwd) == ["/root", "/tmp"])
  }

  @Test func only() {
    let watch = FileWatch.only(["/etc", "/srv/data"])
    #expect(watch.looksEverywhere)
    #expect(watch.rules.map(\.path) == ["/etc", "/srv/data"])
    #expect(watch.rules.allSatisfy { $0.writes && $0.reads && !$0.isSecret })
  }

  @Test("The filter passes every watched name, whatever stands behind it in memory, and few others")
  func filter() {
    let names = ["a", "shadow", "authorized_keys", String(repeating: "long", count: 20)]
    let words = WatchTables.filter(of: .only(names.map { "/etc/\($0)" }))
    func passes(_ name: String, behind: UInt8 = 0) -> Bool {
      var first: UInt64 = 0
      let bytes = (Array(name.utf8) + [UInt8](repeating: behind, count: 8)).prefix(8)
      for byte in bytes.reversed() { first = first << 8 | UInt64(byte) }
      let bit = Int(ev_watch_filter_bit(first, UInt32(name.utf8.count)))
      return words[bit / 64] & 1 << UInt64(bit % 64) != 0
    }
    for name in names { #expect(passes(name) && passes(name, behind: 0xff)) }
    let others = (0..<1000).map { "libc-\($0).so" }
    #expect(others.count { passes($0) } < 50)
    #expect(WatchTables.filter(of: .only([])).allSatisfy { $0 == 0 })
  }
}
