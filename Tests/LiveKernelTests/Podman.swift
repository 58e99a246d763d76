import Foundation
import Testing

/// The real podman of a guest, as root or as a user; a host's own is not for tests.
struct Podman: Sendable, CustomTestStringConvertible {
  /// nil: root.
  var user: String?

  var testDescription: String { user ?? "root" }

  /// Why it cannot be used here; nil: it can.
  static let absence: String? =
    if ProcessInfo.processInfo.environment["LOOKBACK_VM"] == nil {
      "podman is only run in a guest of scripts/vmtest"
    } else if access("/usr/bin/podman", X_OK) != 0 {
      "no podman here"
    } else if access("/run/systemd/system", F_OK) != 0 {
      "podman needs systemd: scripts/vmtest --systemd"
    } else {
      nil
    }

  /// Starts podman.
  func start(_ words: String...) throws -> ChildProcess {
    try start(words)
  }

  private func start(_ words: [String]) throws -> ChildProcess {
    var command = ["podman"] + words
    if let user {
      let id = try Self.output(try Self.spawn(["id", "-u", user]))
      command =
        [
          "runuser", "-u", user, "--", "env", "--chdir=/", "HOME=/home/\(user)",
          "XDG_RUNTIME_DIR=/run/user/\(id)",
          "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/\(id)/bus",
        ] + command
    }
    return try Self.spawn(command)
  }

  /// Runs podman to its end; its output.
  @discardableResult
  func run(_ words: String...) throws -> String {
    try Self.output(try start(words))
  }

  /// Makes it usable, and an image of this machine's shell with its own users.
  func prepare(image: String, users: String) throws {
    if let user {
      // The user's own manager, which makes the cgroups.
      _ = try Self.output(try Self.spawn(["loginctl", "enable-linger", user]))
      _ = try Self.output(
        try Self.spawn([
          "systemctl", "start", "user@\(try Self.output(try Self.spawn(["id", "-u", user])))",
        ]))
    }
    let scratch = try Scratch()
    let script = """
      set -e; cd "$1"; mkdir -p bin etc
      cp --dereference /bin/sh /bin/true bin/
      for library in $(ldd /bin/sh /bin/true | grep -o '/[^ ]*\\.so[^ ]*' | sort -u); do
        cp --parents --dereference "$library" .
      done
      printf %s "$2" >etc/passwd; tar -cf /tmp/lookback-image.tar .; chmod 644 /tmp/lookback-image.tar
      """
    _ = try Self.output(
      try Self.spawn(["bash", "-c", script, "bash", try scratch.directory("tree"), users]))
    try run("import", "/tmp/lookback-image.tar", image)
  }

  private static func spawn(_ words: [String]) throws -> ChildProcess {
    try ChildProcess("/usr/bin/env", (["env"] + words).map { Array($0.utf8) })
  }

  private static func output(_ process: ChildProcess) throws -> String {
    process.closeInput()
    var text: [UInt8] = []
    while case let more = process.readSome(), !more.isEmpty { text += more }
    let said = String(decoding: text, as: UTF8.self)
    guard exitCode(process.wait()) == 0 else { throw HarnessError("a command failed: \(said)") }
    return said.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
