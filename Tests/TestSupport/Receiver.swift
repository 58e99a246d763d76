package import Foundation
import Testing

/// A program that receives, as a child process; ended when it goes.
package final class Receiver: @unchecked Sendable {
  // Safety: started and ended by the test that has it.
  private let process = Process()
  private let log: String

  /// Where `scripts/setup --tests` has unpacked the syslog daemons.
  package static let unpacked = "/usr/local/lib/lookback-receivers"

  private static let folders = ["/usr/bin", "/bin", "\(unpacked)/usr/sbin"]

  package static func find(_ program: String) -> String? {
    folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Starts it.
  ///
  /// - Parameters:
  ///   - program: its name.
  ///   - arguments: what comes behind that.
  ///   - folder: where it runs; what it says goes to a file there, with the program's name.
  ///   - output: a name in the folder for its standard output; nil: that is what it says, too.
  /// - Throws: where it cannot be started.
  package init(
    _ program: String, _ arguments: [String], in folder: URL, output: String? = nil
  ) throws {
    let path = try #require(
      Self.find(program), "\(program) is not installed: scripts/setup --tests")
    log = folder.appending(path: "\(program).log").path
    let errors = try Self.newFile(log)
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["LD_LIBRARY_PATH": "\(Self.unpacked)/usr/lib/syslog-ng"]
    // One that ends would be the end of openssl's server.
    process.standardInput = Pipe()
    process.standardError = errors
    process.standardOutput =
      try output.map { try Self.newFile(folder.appending(path: $0).path) } ?? errors
    try Self.withoutBlockedSignals { try process.run() }
  }

  /// The threads that run tests block most signals; a child would inherit that, and could not be ended.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    sigemptyset(&none)
    var before = sigset_t()
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  private static func newFile(_ path: String) throws -> FileHandle {
    let isMade = FileManager.default.createFile(atPath: path, contents: nil)
    let file = isMade ? FileHandle(forWritingAtPath: path) : nil
    return try #require(file)
  }

  /// rsyslog, with a configuration of its own.
  package convenience init(rsyslog configuration: String, in folder: URL) throws {
    let modules = "\(Self.unpacked)/usr/lib/x86_64-linux-gnu/rsyslog"
    try self.init(
      "rsyslogd",
      ["-n", "-M", modules, "-f", configuration, "-i", folder.appending(path: "pid").path],
      in: folder)
  }

  deinit {
    end()
  }

  /// What it says.
  package var messages: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

  package func stop() { kill(process.processIdentifier, SIGSTOP) }

  package func goOn() { kill(process.processIdentifier, SIGCONT) }

  /// Ends it, and waits for its end.
  package func end(_ signal: Int32 = SIGTERM) {
    guard process.isRunning else { return }
    goOn()
    kill(process.processIdentifier, signal)
    if !Waiting.until(seconds: 10, { !process.isRunning }) {
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
  }

  /// Waits for its end by itself.
  package func waitForEnd(seconds: Int = 60) -> Bool {
    Waiting.until(seconds: seconds) { !process.isRunning }
  }

  /// Waits until somebody listens at a port of loopback, as /proc has it: a connection would count.
  package func waitForPort(_ port: Int) throws {
    let listening = Waiting.until {
      ["/proc/net/tcp", "/proc/net/tcp6"].contains { path in
        let table = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let number = String(port, radix: 16, uppercase: true)
        let mark = ":" + String(repeating: "0", count: 4 - number.count) + number
        return table.split(separator: "\n").contains { line in
          let columns = line.split(separator: " ")
          return columns.count > 3 && columns[1].hasSuffix(mark) && columns[3] == "0A"
        }
      }
    }
    try #require(listening, "nobody listens at \(port): \(messages)")
  }

  package func waitForSocket(_ path: String) throws {
    let isThere = Waiting.until { FileManager.default.fileExists(atPath: path) }
    try #require(isThere, "there is no \(path): \(messages)")
  }
}
