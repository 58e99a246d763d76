import Glibc
import SystemPackage

/// Takes the answer of a command to standard output, through a pager if somebody sits there.
final class OutputWriter {
  /// What it is written to.
  let traits: OutputTraits
  /// Is taken away before anything is written: both may be on the same terminal.
  var progress: ProgressBar?

  private static let bufferSize = 32 << 10
  private let output: FileDescriptor
  private let environment: [String: String]
  private let usesPager: Bool
  private var pager: Pager?
  private var buffer: [UInt8] = []
  private var hasBegun = false

  /// Writes to an open file.
  init(
    color: ColorChoice = .auto, usesPager: Bool = true,
    to output: FileDescriptor = .standardOutput,
    environment: [String: String] = Environment.current
  ) {
    traits = OutputTraits(of: output.rawValue, color: color, environment: environment)
    self.output = output
    self.environment = environment
    self.usesPager = usesPager && traits.isTerminal
    // A reader that goes away is told by the call that writes.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Runs something that writes, and shows all of it; that nobody wants to read on is no error.
  static func run(_ options: OutputOptions, _ body: (OutputWriter) throws -> Void) throws {
    let writer = OutputWriter(color: options.color, usesPager: !options.noPager)
    do {
      try body(writer)
      try writer.finish()
    } catch {
      // Whoever looks at what there is has time to do so before the error is told.
      try writer.close()
      guard error is OutputClosed else { throw error }
    }
  }

  /// Writes a text as it is: what may be hostile goes through ``VisibleText`` or ``TextTable``.
  ///
  /// - Throws: ``OutputClosed``; `Errno` where it cannot be written.
  func write(_ text: String) throws {
    buffer += text.utf8
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes a line that has no newline; for what no terminal gets.
  func write(line: UnsafeRawBufferPointer) throws {
    buffer.append(contentsOf: line)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Has everything seen that was written.
  func flush() throws {
    guard !buffer.isEmpty else { return }
    try begin()
    let target = pager?.input ?? output
    do {
      try target.writeAll(buffer)
      buffer.removeAll(keepingCapacity: true)
    } catch let error as Errno {
      buffer = []
      throw error == .brokenPipe ? OutputClosed() : error
    }
  }

  /// Comes behind the last text; waits until the pager is left.
  func finish() throws {
    try flush()
    try close()
  }

  /// Whether nobody reads any more: for work that writes little and takes long.
  var isReaderGone: Bool {
    var state = pollfd(fd: (pager?.input ?? output).rawValue, events: 0, revents: 0)
    return poll(&state, 1, 0) == 1 && state.revents & Int16(POLLERR) != 0
  }

  private func begin() throws {
    progress?.clear()
    guard !hasBegun else { return }
    hasBegun = true
    guard usesPager, let command = Pager.command(environment) else { return }
    do throws(Errno) {
      pager = try Pager(command, output: output, environment)
    } catch {
      try standardError("lookback: warning: the pager '\(command)' cannot be run: \(error)\n")
    }
  }

  private func close() throws {
    progress?.clear()
    guard let pager else { return }
    self.pager = nil
    try pager.wait()
  }
}
