import Foundation
import Glibc
import SystemPackage
import Testing

@testable import Sensor

/// Where a sensor says how it is: nobody else's place, and nothing is left there.
@Suite struct StatusSocketTests {
  private func mode(_ path: String) -> mode_t? {
    var facts = stat()
    return lstat(path, &facts) == 0 ? facts.st_mode : nil
  }

  /// A socket to which nobody listens any more.
  private func leave(at path: String) throws {
    let socket = try LocalSocket()
    try socket.bind(to: path)
  }

  @Test("Its file is for its owner only, in a directory that is too, and goes with it")
  func file() throws {
    let folder = try Folder()
    let directory = folder("lookback")
    var socket: StatusSocket? = try StatusSocket(inDirectory: directory)
    let path = "\(directory)/\(getpid()).sock"
    #expect(socket?.path == path)
    #expect(mode(directory) == S_IFDIR | 0o700)
    #expect(mode(path) == S_IFSOCK | 0o600)
    #expect(try StatusDirectory.processes(in: directory) == [getpid()])
    socket = nil
    #expect(mode(path) == nil)
  }

  @Test("What has taken its place stays")
  func replaced() throws {
    let folder = try Folder()
    let path = folder("socket")
    let socket = try StatusSocket(path: path)
    unlink(path)
    try Data("x".utf8).write(to: URL(filePath: path))
    socket.stop()
    #expect(mode(path).map { $0 & S_IFMT } == S_IFREG)
  }

  @Test("Sockets of sensors that were killed are removed, others are not")
  func stale() throws {
    let folder = try Folder()
    // No process has so high a number.
    let killed = folder(StatusDirectory.name(ofProcess: .max))
    try leave(at: killed)
    // The first process is there: that nobody listens yet proves nothing.
    let starting = folder(StatusDirectory.name(ofProcess: 1))
    try leave(at: starting)
    // A sensor in another pid namespace, say.
    let other = try StatusSocket(path: folder(StatusDirectory.name(ofProcess: .max - 1)))
    let link = folder(StatusDirectory.name(ofProcess: .max - 2))
    symlink("/dev/null", link)
    // Of a sensor that was killed and had the number of this process.
    try leave(at: folder(StatusDirectory.name(ofProcess: getpid())))

    let socket = try StatusSocket(inDirectory: folder.path)
    #expect(mode(killed) == nil)
    for path in [starting, other.path, link, socket.path] { #expect(mode(path) != nil, "\(path)") }
    _ = try StatusSocketTests.connect(to: socket.path)
  }

  @Test("A directory that others can write to, or a link to one, is none for it")
  func tampering() throws {
    let folder = try Folder()
    let open = folder("open")
    mkdir(open, 0o700)
    chmod(open, 0o777)
    #expect(throws: StatusError(open, "others may write to it")) {
      try StatusSocket(inDirectory: open)
    }
    #expect(throws: StatusError(open, "others may write to it")) {
      try StatusSocket(path: "\(open)/socket")
    }
    let link = folder("link")
    mkdir(folder("real"), 0o700)
    symlink(folder("real"), link)
    #expect(throws: StatusError(link, .notDirectory)) { try StatusSocket(inDirectory: link) }
    let file = folder("file")
    try Data().write(to: URL(filePath: file))
    #expect(throws: StatusError(file, .notDirectory)) { try StatusSocket(inDirectory: file) }
    let missing = folder("missing")
    #expect(throws: StatusError(missing, .noSuchFileOrDirectory)) {
      try StatusSocket(path: "\(missing)/socket")
    }
  }

  @Test("In a sticky directory everybody's files are their own")
  func sticky() throws {
    let folder = try Folder()
    chmod(folder.path, 0o1777)
    let socket = try StatusSocket(path: folder("socket"))
    _ = try Self.connect(to: socket.path)
  }

  @Test("Of a path that is taken nothing is taken away", arguments: ["file", "link", "socket"])
  func taken(_ kind: String) throws {
    let folder = try Folder()
    let path = folder("taken")
    var holder: StatusSocket?
    switch kind {
    case "file": try Data("x".utf8).write(to: URL(filePath: path))
    case "link": symlink(folder("nowhere"), path)
    default: holder = try StatusSocket(path: path)
    }
    #expect(throws: StatusError(path, .addressInUse)) { try StatusSocket(path: path) }
    #expect(mode(path) != nil)
    #expect(mode(folder("nowhere")) == nil)
    _ = holder
  }

  @Test("A path that was left behind is taken over")
  func leftBehind() throws {
    let folder = try Folder()
    try leave(at: folder("socket"))
    let socket = try StatusSocket(path: folder("socket"))
    _ = try Self.connect(to: socket.path)
  }

  @Test("A path longer than an address is told, not cut")
  func long() throws {
    let folder = try Folder()
    let path = folder(String(repeating: "x", count: 108))
    #expect(throws: StatusError(path, .fileNameTooLong)) { try StatusSocket(path: path) }
  }

  @Test("Who waits for clients is told of the end")
  func stop() throws {
    let folder = try Folder()
    let socket = try StatusSocket(path: folder("socket"))
    socket.stop()
    #expect(throws: Errno.invalidArgument) { _ = try socket.accept() }
    #expect(mode(socket.path) == nil)
  }

  private static func connect(to path: String) throws -> CInt {
    let client = try LocalSocket()
    try client.connect(to: path)
    return client.descriptor
  }
}
