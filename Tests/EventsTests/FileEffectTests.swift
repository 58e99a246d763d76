import CEventABI
import TestSupport
import Testing

@testable import Events

/// What changes to files mean.
@Suite struct FileEffectTests {
  private static let meanings: [(String, String?)] = [
    ("/etc/systemd/system/evil.service", "unit"), ("/usr/lib/systemd/system/a.timer", "timer"),
    ("/etc/systemd/system/a.service.d/override.conf", "unit"),
    ("/lib/systemd/user/b.service", "unit"),
    ("/run/systemd/system/x.service", "unit"), ("/home/a/.config/systemd/user/x.timer", "timer"),
    ("/etc/systemd/journald.conf", nil),
    ("/etc/init.d/DbSecuritySpt", "init"), ("/etc/rc1.d/S97DbSecuritySpt", "runlevel"),
    ("/etc/rc.d/rc3.d/S01a", "runlevel"), ("/etc/rc.local", "runlevel"), ("/etc/rcfile", nil),
    ("/etc/inittab", "init"),
    ("/etc/crontab", "cron"), ("/etc/cron.d/a", "cron"), ("/etc/cron.daily/a", "cron"),
    ("/var/spool/cron/crontabs/root", "cron"), ("/var/spool/cron/atjobs/a0001", "at"),
    ("/var/spool/at/a0001", "at"),
    ("/etc/profile", "profile"), ("/etc/profile.d/a.sh", "profile"), ("/root/.bashrc", "profile"),
    ("/srv/deep/home/.zshenv", "profile"), ("/home/a/bashrc", nil), ("/home/a/.bashrc.bak", nil),
    ("/root/.ssh/authorized_keys", "ssh_keys"), ("/home/a/.ssh/known_hosts", nil),
    ("/etc/ssh/sshd_config.d/a.conf", "ssh_keys"),
    ("/etc/ld.so.preload", "preload"), ("/etc/ld.so.conf.d/a.conf", "preload"),
    ("/etc/ld.so.cache", nil), ("/etc/pam.d/su", "pam"), ("/etc/sudoers", "sudoers"),
    ("/etc/sudoers.d/a", "sudoers"), ("/etc/udev/rules.d/a.rules", "udev"),
    ("/etc/modules-load.d/a.conf", "modules"), ("/home/a/.config/autostart/a.desktop", "autostart"),
    ("/etc/passwd", "users"), ("/etc/passwd-", nil), ("/etc/shadow", "passwords"),
    ("/etc/group", "groups"), ("/etc/gshadow", "group_passwords"),
    ("/etc/subuid", "subordinate_ids"),
    ("/etc/hosts", nil), ("/", nil), ("", nil), ("etc/passwd", nil), ("/tmp/etc/passwd", nil),
  ]

  @Test("A path says what the file is to the system", arguments: meanings)
  func meaning(_ path: String, _ name: String?) {
    let meaning = FileMeaning(path: Array(path.utf8).span)
    #expect(meaning.flatMap { NameTable.fileMeanings.names[$0.number] } == name)
  }

  @Test("What means something begins with a known prefix, in known homes", arguments: meanings)
  func prefixes(_ path: String, _ name: String?) {
    let prefixes = FileEffects.prefixes(homes: ["/root", "/home/a", "/srv/deep/home"])
    let bytes = Array(path.utf8) + [0]
    if name != nil {
      #expect(prefixes.contains { bytes.starts(with: $0.utf8) })
    }
    // None is so short that it takes in what means nothing.
    #expect(prefixes.allSatisfy { $0.hasPrefix("/") && $0.utf8.count > 6 })
  }

  private func effects(_ record: [UInt8]) throws -> [String] {
    var lines: [String] = []
    var encoder = EventEncoder.telling()
    FileEffects.forEach(in: record.span.bytes) { made in
      if let line = try? encoder.line(for: made) { lines.append(line) }
    }
    return try lines.map { line in
      let object = try #require(JSON.object(line))
      let family = object["persist"] as? [String: Any] ?? object["account"] as? [String: Any] ?? [:]
      let words = ["mechanism", "file", "action", "path", "cause"].compactMap {
        family[$0] as? String
      }
      return words.joined(separator: " ")
    }
  }

  @Test("What was done, and by which event it was told")
  func actions() throws {
    var path = ev_file_path()
    func named(_ kind: EventKind, _ first: String, _ second: String = "") -> [UInt8] {
      Record(kind, path).string(\.path, first).string(\.target, second).bytes
    }
    #expect(
      try effects(named(.fileRename, "/etc/passwd+", "/etc/passwd"))
        == ["users replaced /etc/passwd file.rename"])
    #expect(
      try effects(named(.fileRename, "/etc/cron.d/a", "/etc/cron.d/b"))
        == ["cron removed /etc/cron.d/a file.rename", "cron replaced /etc/cron.d/b file.rename"])
    #expect(
      try effects(named(.fileSymlink, "/etc/rc2.d/S1", "../init.d/a"))
        == ["runlevel created /etc/rc2.d/S1 file.symlink"])
    #expect(
      try effects(named(.fileLink, "/tmp/a", "/etc/cron.d/a")) == [
        "cron created /etc/cron.d/a file.link"
      ])
    #expect(
      try effects(named(.fileUnlink, "/etc/ld.so.preload"))
        == ["preload removed /etc/ld.so.preload file.unlink"])
    #expect(
      try effects(named(.fileChmod, "/etc/init.d/a")) == [
        "init permissions /etc/init.d/a file.chmod"
      ])
    #expect(
      try effects(named(.fileTruncate, "/etc/shadow")) == [
        "passwords written /etc/shadow file.truncate"
      ])
    path.result = -13
    #expect(try effects(named(.fileUnlink, "/etc/ld.so.preload")).isEmpty)

    let write = Record(.fileWrite, ev_file_write()).string(\.path, "/root/.bashrc")
    #expect(try effects(write.bytes) == ["profile written /root/.bashrc file.write"])
    var open = ev_file_open()
    #expect(try effects(Record(.fileOpen, open).string(\.path, "/etc/cron.d/a").bytes).isEmpty)
    open.created = 1
    #expect(
      try effects(Record(.fileOpen, open).string(\.path, "/etc/cron.d/a").bytes)
        == ["cron created /etc/cron.d/a file.open"])
    #expect(
      try effects(Record(.fileClose, ev_file_close()).string(\.path, "/etc/cron.d/a").bytes).isEmpty
    )
  }

  @Test("The event keeps its moment and who acted")
  func header() throws {
    let record = Record(.fileWrite, ev_file_write()).string(\.path, "/etc/crontab").bytes
    var encoder = EventEncoder.telling()
    var lines: [String] = []
    FileEffects.forEach(in: record.span.bytes) { lines.append((try? encoder.line(for: $0)) ?? "") }
    let line = try #require(lines.first)
    let object = try #require(JSON.object(line))
    #expect(JSON.value("time", in: object) as? String == "2026-11-22T10:00:00.123456789Z")
    #expect(JSON.value("process.pid", in: object) as? Int == 4711)
  }

  @Test("Any bytes mean nothing, and never trap")
  func hostile() {
    var generator = Generator(seed: 5)
    for _ in 0..<20_000 {
      var record = (0..<Int.random(in: 0..<300, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      if record.count > 8 {
        record[4] = UInt8.random(in: 48..<58, using: &generator)
        record[5] = 0
        record[0] = UInt8(truncatingIfNeeded: record.count)
        record[1] = UInt8(record.count >> 8)
        record[2] = 0
        record[3] = 0
      }
      FileEffects.forEach(in: record.span.bytes) { _ in }
    }
  }
}
