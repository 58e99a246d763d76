import Foundation
import SystemPackage
import Testing

@testable import lookback

/// A terminal that is this process's own: what is written to it can be read.
final class Terminal {
  let output: FileDescriptor
  private let screen: FileDescriptor

  init(columns: UInt16) throws {
    screen = try FileDescriptor.open("/dev/ptmx", .readWrite, options: [.noFollow])
    // TIOCSPTLCK and TIOCGPTPEER, which Swift does not import.
    var lock: CInt = 0
    try #require(ioctl(screen.rawValue, 0x4004_5431, &lock) == 0)
    let descriptor = ioctl(screen.rawValue, 0x5441, O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(descriptor >= 0)
    output = FileDescriptor(rawValue: descriptor)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(descriptor, UInt(TIOCSWINSZ), &size) == 0)
    // Line ends stay what they are.
    var modes = termios()
    try #require(tcgetattr(descriptor, &modes) == 0)
    modes.c_oflag &= ~tcflag_t(OPOST)
    try #require(tcsetattr(descriptor, TCSANOW, &modes) == 0)
  }

  deinit {
    try? output.close()
    try? screen.close()
  }

  /// What was written and not read yet.
  func text() throws -> String {
    var bytes: [UInt8] = []
    var state = pollfd(fd: screen.rawValue, events: Int16(POLLIN), revents: 0)
    while poll(&state, 1, 0) == 1, state.revents & Int16(POLLIN) != 0 {
      let part = try [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
        count = try screen.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      bytes += part
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
