import Glibc

/// Which files are recorded: prefixes of resolved paths, the longest one decides.
public struct FileWatch: Sendable {
  /// What is recorded below one path.
  public struct Rule: Sendable, Equatable {
    /// Absolute; a directory with all that is in it, or a file.
    public var path: String
    /// Writing, and changes to names and permissions.
    public var writes = false
    /// Opening for reading.
    public var reads = false
    /// Whether events say that it is a secret.
    public var isSecret = false
  }

  /// The rules in force.
  public var rules: [Rule]
  /// Whether the path of every file that is opened must be looked at; otherwise one that is only
  /// read is looked at if it, or a directory not far above, is called like a rule's path.
  public var looksEverywhere: Bool

  /// Only what is below `paths`, reading included.
  public static func only(_ paths: [String]) -> FileWatch {
    FileWatch(
      rules: withRealPaths(paths.map { Rule(path: $0, writes: true, reads: true) }),
      looksEverywhere: true)
  }

  /// The rules, and the same for where symbolic links in their paths lead now.
  ///
  /// Opened files are known by their resolved paths, calls that fail by the path that was named.
  private static func withRealPaths(_ rules: [Rule]) -> [Rule] {
    rules.flatMap { rule in
      guard let resolved = realpath(rule.path, nil) else { return [rule] }
      defer { free(resolved) }
      let path = String(cString: resolved)
      if path == rule.path { return [rule] }
      var second = rule
      second.path = path
      return [rule, second]
    }
  }

  /// Writes everywhere but in the noisy pseudo file systems, reads of secrets.
  ///
  /// - Parameter extraPaths: further secrets.
  /// - Returns: the rules for this host, the homes of its users included.
  public static func defaults(extraPaths: [String]) -> FileWatch {
    var rules = [Rule(path: "/", writes: true)]
    rules += quietPaths.map { Rule(path: $0) }
    rules += secretPaths(homes: homeDirectories()).map {
      Rule(path: $0, writes: true, reads: true, isSecret: true)
    }
    rules += extraPaths.map { Rule(path: $0, writes: true, reads: true, isSecret: true) }
    return FileWatch(rules: withRealPaths(rules), looksEverywhere: false)
  }

  /// Where a write is a message to the kernel and not data.
  ///
  /// By path for calls that fail; the files themselves are known by their file system, wherever it
  /// is mounted.
  public static let quietPaths = ["/proc", "/sys", "/dev/pts"]

  /// The file systems behind ``quietPaths``, as bpf/include/file.bpf.h tells them apart.
  public static let quietFileSystems = [
    "proc", "sysfs", "cgroup", "cgroup2", "tracefs", "debugfs", "securityfs", "selinuxfs", "bpf",
    "binfmt_misc", "configfs", "pstore", "efivarfs",
  ]

  /// Files whose readers are worth knowing.
  static func secretPaths(homes: [String]) -> [String] {
    let system = [
      "/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-", "/etc/sudoers",
      "/etc/sudoers.d", "/etc/krb5.keytab", "/etc/security/opasswd", "/etc/kubernetes/pki",
      "/etc/ssh/ssh_host_rsa_key", "/etc/ssh/ssh_host_ecdsa_key", "/etc/ssh/ssh_host_ed25519_key",
    ]
    let personal = [
      ".ssh", ".gnupg", ".aws", ".azure", ".config/gcloud", ".kube", ".docker/config.json",
      ".netrc", ".pgpass", ".my.cnf", ".git-credentials",
    ]
    return system + homes.flatMap { home in personal.map { "\(home)/\($0)" } }
  }

  /// The directories of this host's users.
  static func homeDirectories() -> [String] {
    guard let passwd = try? readWholeFile("/etc/passwd") else { return ["/root"] }
    return homeDirectories(passwd: passwd)
  }

  /// The directories of the users in /etc/passwd that exist.
  static func homeDirectories(passwd: String) -> [String] {
    var homes: Set<String> = []
    for line in passwd.split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count >= 6, fields[5].hasPrefix("/") else { continue }
      let home = fields[5].split(separator: "/").map { "/\($0)" }.joined()
      var status = stat()
      if stat(home, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { homes.insert(home) }
    }
    return homes.sorted()
  }
}
