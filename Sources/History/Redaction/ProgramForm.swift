/// Where a program takes a secret among its arguments.
struct ProgramForm: Sendable {
  /// What the last operand is.
  enum LastOperand: Sendable {
    case none
    /// A secret, where there are so many operands.
    case secret(ofAtLeast: Int)
    /// A secret, where there are so many operands and this switch.
    case secretIf(Character, ofAtLeast: Int)
  }

  /// What it is called, without its folder.
  var names: [String]
  /// The word that has to be before; nil: none.
  var behind: String?
  /// Short options whose value is, or has, the secret.
  var letters = ""
  /// Whether these have their value in the same argument or none.
  var isAttached = false
  /// Short options that have another value.
  var valueLetters = ""
  /// Words behind which, or behind whose `=`, the secret is.
  var options: [String] = []
  /// What an argument begins with, of which the rest is the secret.
  var prefixes: [String] = []
  var lastOperand = LastOperand.none
  /// Which part of the value it is.
  var part = SecretPart.all
}

/// Options of single programs that are named like secrets, and behind which there is none.
struct HarmlessOptions: Sendable {
  var names: [String]
  var options: [String]
  /// Whether there is none behind their `=` either.
  var isAlways = false

  static let all = [
    // Without `=`, the password is asked for.
    HarmlessOptions(
      names: [
        "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlcheck", "mysqlshow", "mysqlslap",
        "mysqlpump", "mysqlbinlog", "mariadb", "mariadb-dump", "mariadb-admin", "mariadb-check",
        "mariadb-import", "psql", "pg_dump", "pg_dumpall", "pg_restore", "pg_basebackup",
        "createdb", "dropdb", "createuser", "dropuser", "vacuumdb", "reindexdb", "clusterdb",
      ], options: ["--password"]),
    // A secret's name and file.
    HarmlessOptions(
      names: ["docker", "podman", "nerdctl", "buildah", "buildctl"], options: ["--secret"],
      isAlways: true),
  ]
}

/// Which part of a value is the secret.
enum SecretPart: Sendable, BitwiseCopyable {
  case all
  /// Behind this sign; nothing where it is not there.
  case behind(UInt8)
  /// What a header of HTTP has.
  case header
  /// Cookies, and no file that has them.
  case cookies
  /// Behind `pass:`, where OpenSSL has it.
  case passPhrase
}

/// A program that starts another one, whose words follow.
struct Launcher: Sendable {
  var names: [String]
  /// Operands of its own before that.
  var operands = 0
  /// Its short options that have a value.
  var valueLetters = ""
  /// Whether the other one is anywhere among its words.
  var isAnywhere = false
  /// Whether one word may be a command line.
  var takesLines = false
  /// Whether it is a word of the shell's language.
  var isKeyword = false

  static let all = [
    Launcher(names: ["sudo"], valueLetters: "ughpCrtTUDR"),
    Launcher(names: ["doas"], valueLetters: "uC"),
    Launcher(names: ["env"], valueLetters: "uC"),
    Launcher(names: ["sshpass"], valueLetters: "fdpP"),
    Launcher(names: ["nice"], valueLetters: "n"),
    Launcher(names: ["ionice"], valueLetters: "cnpPu"),
    Launcher(names: ["timeout"], operands: 1, valueLetters: "ks"),
    Launcher(names: ["chroot"], operands: 1),
    Launcher(names: ["flock"], operands: 1, valueLetters: "wEc", takesLines: true),
    Launcher(names: ["nohup", "setsid", "time", "busybox"]),
    Launcher(
      names: [
        "exec", "command", "builtin", "then", "do", "else", "elif", "if", "while", "until", "!",
        "{",
      ], isKeyword: true),
    Launcher(names: ["strace", "ltrace"], valueLetters: "aeEIoOpPsSuUX"),
    Launcher(names: ["stdbuf"], valueLetters: "ioe"),
    Launcher(names: ["xargs", "parallel"], valueLetters: "aEILndPsj", takesLines: true),
    Launcher(names: ["watch"], valueLetters: "nq", takesLines: true),
    Launcher(
      names: ["nsenter", "unshare", "proxychains", "systemd-run"], valueLetters: "tSGpuEHM"),
    Launcher(names: ["ssh"], operands: 1, valueLetters: "BbcDEeFIiJLlmOopQRSWw", takesLines: true),
    Launcher(
      names: [
        "sh", "bash", "dash", "zsh", "ksh", "fish", "ash", "eval", "python", "perl", "ruby", "node",
        "php",
      ],
      takesLines: true),
    Launcher(names: ["su", "runuser"], valueLetters: "gGsw", isAnywhere: true, takesLines: true),
    Launcher(
      names: ["docker", "podman", "nerdctl", "kubectl", "oc", "crictl", "lxc", "machinectl"],
      isAnywhere: true),
  ]
}

/// A program that reads a secret that another one writes.
struct SecretReader: Sendable {
  /// Empty: any.
  var name = ""
  /// The option that says that it does; empty: it always does.
  var option = ""
  var part = SecretPart.all

  /// Programs that write their arguments.
  static let writers = ["echo", "printf"]
}
