internal import CEventABI

/// What a file is to the system that it is in, as its path says.
///
/// The paths are those of systemd.unit(5), crontab(5), at(1), bash(1), zsh(1), sshd(8), ld.so(8),
/// pam.d(5), sudoers(5), udev(7), modules-load.d(5), passwd(5) and the XDG autostart specification.
struct FileMeaning: Equatable {
  let kind: EventKind
  /// One of EV_MEANS_*.
  let number: UInt32

  private init(_ kind: EventKind, _ number: UInt32) {
    self.kind = kind
    self.number = number
  }

  /// Reads a path; nil where the file has no such meaning.
  init?(path: Span<UInt8>) {
    guard path.count > 1, path[0] == UInt8(ascii: "/") else { return nil }
    if let known = Self.inEtc(path) ?? Self.inPlace(path) ?? Self.inHome(path) {
      self = known
    } else {
      return nil
    }
  }

  private static func persist(_ number: UInt32) -> FileMeaning {
    FileMeaning(.persistChange, number)
  }

  private static func account(_ number: UInt32) -> FileMeaning {
    FileMeaning(.accountChange, number)
  }

  private static func inEtc(_ path: Span<UInt8>) -> FileMeaning? {
    guard path.starts(with: "/etc/") else { return nil }
    for (name, meaning) in files where path.isEqual(to: name) { return meaning }
    for (folder, meaning) in folders where path.starts(with: folder) { return meaning }
    // /etc/rc3.d/, /etc/cron.daily/
    if path.starts(with: "/etc/rc") {
      return path.contains(".d/") ? persist(EV_MEANS_RUNLEVEL) : nil
    }
    if path.starts(with: "/etc/cron.") { return persist(EV_MEANS_CRON) }
    return unit(path, below: "/etc/systemd/")
  }

  private static let files: [(StaticString, FileMeaning)] = [
    ("/etc/passwd", account(EV_MEANS_USERS)), ("/etc/shadow", account(EV_MEANS_PASSWORDS)),
    ("/etc/group", account(EV_MEANS_GROUPS)),
    ("/etc/gshadow", account(EV_MEANS_GROUP_PASSWORDS)),
    ("/etc/subuid", account(EV_MEANS_SUBORDINATES)),
    ("/etc/subgid", account(EV_MEANS_SUBORDINATES)),
    ("/etc/inittab", persist(EV_MEANS_INIT)), ("/etc/rc.local", persist(EV_MEANS_RUNLEVEL)),
    ("/etc/crontab", persist(EV_MEANS_CRON)), ("/etc/anacrontab", persist(EV_MEANS_CRON)),
    ("/etc/profile", persist(EV_MEANS_PROFILE)), ("/etc/bash.bashrc", persist(EV_MEANS_PROFILE)),
    ("/etc/bashrc", persist(EV_MEANS_PROFILE)), ("/etc/environment", persist(EV_MEANS_PROFILE)),
    ("/etc/ld.so.preload", persist(EV_MEANS_PRELOAD)),
    ("/etc/ld.so.conf", persist(EV_MEANS_PRELOAD)),
    ("/etc/pam.conf", persist(EV_MEANS_PAM)), ("/etc/sudoers", persist(EV_MEANS_SUDOERS)),
    ("/etc/modules", persist(EV_MEANS_MODULES)),
  ]

  private static let folders: [(StaticString, FileMeaning)] = [
    ("/etc/init.d/", persist(EV_MEANS_INIT)), ("/etc/init/", persist(EV_MEANS_INIT)),
    ("/etc/profile.d/", persist(EV_MEANS_PROFILE)), ("/etc/zsh/", persist(EV_MEANS_PROFILE)),
    ("/etc/ssh/sshd_config", persist(EV_MEANS_SSH_KEYS)),
    ("/etc/ld.so.conf.d/", persist(EV_MEANS_PRELOAD)), ("/etc/pam.d/", persist(EV_MEANS_PAM)),
    ("/etc/sudoers.d/", persist(EV_MEANS_SUDOERS)),
    ("/etc/udev/rules.d/", persist(EV_MEANS_UDEV)),
    ("/etc/modules-load.d/", persist(EV_MEANS_MODULES)),
    ("/etc/xdg/autostart/", persist(EV_MEANS_AUTOSTART)),
  ]

  /// Elsewhere in the system.
  private static func inPlace(_ path: Span<UInt8>) -> FileMeaning? {
    for (folder, meaning) in systemFolders where path.starts(with: folder) { return meaning }
    for folder in unitFolders {
      if let meaning = unit(path, below: folder) { return meaning }
    }
    return nil
  }

  private static let unitFolders: [StaticString] = [
    "/usr/lib/systemd/", "/lib/systemd/", "/run/systemd/", "/usr/local/lib/systemd/",
  ]

  private static let systemFolders: [(StaticString, FileMeaning)] = [
    ("/var/spool/cron/atjobs/", persist(EV_MEANS_AT)),
    ("/var/spool/cron/", persist(EV_MEANS_CRON)),
    ("/var/spool/at/", persist(EV_MEANS_AT)), ("/var/spool/anacron/", persist(EV_MEANS_CRON)),
    ("/usr/lib/udev/rules.d/", persist(EV_MEANS_UDEV)),
    ("/lib/udev/rules.d/", persist(EV_MEANS_UDEV)), ("/run/udev/rules.d/", persist(EV_MEANS_UDEV)),
    ("/usr/lib/modules-load.d/", persist(EV_MEANS_MODULES)),
  ]

  /// Units are in the folders `system` and `user`.
  private static func unit(_ path: Span<UInt8>, below folder: StaticString) -> FileMeaning? {
    guard path.starts(with: folder) else { return nil }
    let rest = path.extracting(folder.utf8CodeUnitCount..<path.count)
    guard rest.starts(with: "system/") || rest.starts(with: "user/") else { return nil }
    return persist(path.ends(with: ".timer") ? EV_MEANS_TIMER : EV_MEANS_UNIT)
  }

  /// See ``FileEffects/prefixes(homes:)``.
  static func prefixes(homes: [String]) -> [String] {
    let files = files.map { "\($0.0)\0" }
    let folders = (folders + systemFolders).map { "\($0.0)" } + ["/etc/rc", "/etc/cron."]
    let units = (unitFolders + ["/etc/systemd/"]).flatMap { ["\($0)system/", "\($0)user/"] }
    let names =
      (shellFiles + keyFiles).map { "\($0)\0" } + [homeUnits, autostart].map { "\($0)" }
    return files + folders + units + homes.flatMap { home in names.map { home + $0 } }
  }

  /// In any folder: a home can be anywhere.
  private static func inHome(_ path: Span<UInt8>) -> FileMeaning? {
    // All have a name, or are in a folder, that begins with a dot.
    guard path.contains("/.") else { return nil }
    for name in shellFiles where path.ends(with: name) { return persist(EV_MEANS_PROFILE) }
    for name in keyFiles where path.ends(with: name) { return persist(EV_MEANS_SSH_KEYS) }
    if path.contains(homeUnits) {
      return persist(path.ends(with: ".timer") ? EV_MEANS_TIMER : EV_MEANS_UNIT)
    }
    return path.contains(autostart) ? persist(EV_MEANS_AUTOSTART) : nil
  }

  private static let keyFiles: [StaticString] = [
    "/.ssh/authorized_keys", "/.ssh/authorized_keys2",
  ]
  private static let homeUnits: StaticString = "/.config/systemd/user/"
  private static let autostart: StaticString = "/.config/autostart/"

  private static let shellFiles: [StaticString] = [
    "/.bashrc", "/.bash_profile", "/.bash_login", "/.bash_logout", "/.profile", "/.zshrc",
    "/.zprofile", "/.zshenv", "/.zlogin", "/.zlogout", "/.cshrc", "/.tcshrc", "/.ssh/rc",
    "/.ssh/environment", "/.xprofile", "/.xsession", "/.xinitrc",
  ]
}

extension Span<UInt8> {
  fileprivate func hasBytes(_ text: StaticString, at start: Int) -> Bool {
    guard start >= 0, start + text.utf8CodeUnitCount <= count else { return false }
    return text.withUTF8Buffer { text in
      for index in text.indices {
        guard unsafe self[start + index] == text[index] else { return false }
      }
      return true
    }
  }

  fileprivate func starts(with text: StaticString) -> Bool { hasBytes(text, at: 0) }

  fileprivate func ends(with text: StaticString) -> Bool {
    hasBytes(text, at: count - text.utf8CodeUnitCount)
  }

  fileprivate func isEqual(to text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && starts(with: text)
  }

  fileprivate func contains(_ text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    return (0...count - text.utf8CodeUnitCount).contains { hasBytes(text, at: $0) }
  }
}
