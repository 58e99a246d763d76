import Foundation
import SystemPackage
import Testing

@testable import Enrichment

/// What a user can put where a runtime's files should be: nothing of it may lead elsewhere, keep the
/// thread, or cost much.
@Suite(.needsRoot) struct ContainerHostilityTests {
  private static let id = FakeRuntimes.id
  private static let folder =
    "\(FakeRuntimes.home)/.local/share/docker/containers/\(FakeRuntimes.id)"
  private static let file = "\(folder)/config.v2.json"
  private let host: FakeRuntimes

  init() throws {
    host = try FakeRuntimes()
    try host.roots.makeFolder("host/\(Self.folder)")
  }

  private func write(_ text: String, owner: UInt32 = FakeRuntimes.user) throws {
    try host.write(Self.file, text, owner: owner)
  }

  private func read() throws -> ContainerInfo {
    try host.read(.docker, userID: FakeRuntimes.user)
  }

  private func text(_ rest: String) -> String { "{\"ID\":\"\(Self.id)\",\(rest)}" }

  @Test("A sound one is read: the others fail for their own reasons")
  func sound() throws {
    try write(text("\"Name\":\"/x\""))
    #expect(try read().name == Array("x".utf8))
    try write(text("\"Name\":\"/x\""), owner: 0)
    #expect(try read().name == Array("x".utf8))
  }

  /// What lies where the file should.
  enum Shape: String, CaseIterable {
    case fifo, folder, socket, device, link, linkInside, folderLink, loop, strangers, empty
    case giant, sparse
  }

  @Test("Nothing but a regular file of the owner's is opened", arguments: Shape.allCases)
  func shapes(_ shape: Shape) throws {
    let path = host.roots.path("host/\(Self.file)")
    let sound = text("\"Name\":\"/x\"")
    switch shape {
    case .fifo: try #require(mkfifo(path, 0o644) == 0)
    case .folder: try host.roots.makeFolder("host/\(Self.file)")
    case .socket: try #require(mknod(path, S_IFSOCK | 0o644, 0) == 0)
    case .device: try #require(mknod(path, S_IFCHR | 0o644, 0x103) == 0)
    case .link:
      try host.write("outside/config.v2.json", sound)
      try host.roots.link("host/\(Self.file)", to: host.roots.path("host/outside/config.v2.json"))
    case .linkInside:
      try host.write("\(Self.folder)/real", sound, owner: FakeRuntimes.user)
      try host.roots.link("host/\(Self.file)", to: "real")
    case .folderLink:
      try host.roots.remove("host/\(Self.folder)")
      try host.write("outside/config.v2.json", sound)
      try host.roots.link("host/\(Self.folder)", to: host.roots.path("host/outside"))
    case .loop: try host.roots.link("host/\(Self.file)", to: "config.v2.json")
    case .strangers: try write(sound, owner: 1_001)
    case .empty: try write("")
    case .giant:
      try write(text("\"Name\":\"/x\",\"y\":\"\(String(repeating: "y", count: 4 << 20))\""))
    case .sparse:
      try write(sound)
      try #require(truncate(path, 1 << 30) == 0)
    }
    try #require(lchown(path, FakeRuntimes.user, FakeRuntimes.user) == 0 || shape == .folderLink)
    if shape == .strangers { try #require(chown(path, 1_001, 1_001) == 0) }
    #expect(throws: ContainerFailure.unreadable, "\(shape)") { try read() }
  }

  @Test("A home that is not the user's is not looked into")
  func strangersHome() throws {
    try write(text("\"Name\":\"/x\""))
    try host.own("host/\(FakeRuntimes.home)", by: 1_001)
    #expect(throws: ContainerFailure.unreadable) { try read() }
  }

  @Test("Another file system in the home is not entered", .needsNamespaces)
  func mountInHome() throws {
    try write(text("\"Name\":\"/x\""))
    let place = host.roots.path("host/\(FakeRuntimes.home)/.local")
    let other = host.roots.path("other")
    try host.roots.makeFolder("other")
    // The mount is seen through the root of a process, as the host's is from a container.
    let process = try WaitingProcess(mounting: other, over: place)
    defer { process.end() }
    var reader = host.reader
    reader.hostRoot = "/proc/\(process.pid)/root\(host.roots.path("host"))"
    let key = ContainerRequest.Key(
      container: Container(runtime: .docker, id: Array(Self.id.utf8)),
      userID: FakeRuntimes.user)
    #expect(throws: ContainerFailure.unreadable) {
      try reader.read(ContainerRequest(key, process: 0))
    }
  }

  @Test(
    "Values of other types are none",
    arguments: ["1", "null", "true", "[\"x\"]", "{\"x\":\"y\"}", "[[[[]]]]"])
  func types(_ value: String) throws {
    try write(
      text(
        "\"Name\":\(value),\"Image\":\(value),\"Created\":\(value),\"Config\":{\"Labels\":{\"a\":\(value)}}"
      ))
    #expect(ToldContainer(try read()) == ToldContainer(runtime: .docker))
    try write(text("\"Name\":\"/x\",\"Config\":\(value)"))
    #expect(ToldContainer(try read()) == ToldContainer(runtime: .docker, name: "x"))
  }

  @Test(
    "What is no JSON tells nothing",
    arguments: ["{", "[]x", "{\"Name\":\"/x\"", "\u{0}", "{\"Name\":\"/x\"}}"])
  func malformed(_ text: String) throws {
    try write(text)
    #expect(throws: ContainerFailure.unreadable) { try read() }
  }

  @Test("Nested deeply it tells nothing")
  func deep() throws {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    try write(text("\"Config\":\(deep)"))
    #expect(throws: ContainerFailure.unreadable) { try read() }
  }

  @Test("Labels and names are bounded, and it shows")
  func huge() throws {
    let labels = (100..<200).map { "\"l\($0)\":\"v\"" }.joined(separator: ",")
    try write(text("\"Config\":{\"Labels\":{\(labels)}}"))
    var info = try read()
    #expect(info.labels.count == 64 && info.leftOut == 36)
    #expect(info.labels.first == Array("l100=v".utf8))

    let long = String(repeating: "n", count: 9_000)
    try write(
      text(
        "\"Name\":\"/\(long)\",\"Config\":{\"Labels\":{\"a\":\"\(long)\",\"b\":\"kept\",\"c\":\"\\u0000\"}}"
      ))
    info = try read()
    #expect(info.name == nil && info.labels == [Array("b=kept".utf8)] && info.leftOut == 3)
  }

  @Test("What a user writes says nothing about root's containers, or another user's")
  func strangersContainer() throws {
    try write(text("\"Name\":\"/forged\""))
    #expect(throws: ContainerFailure.absent) { try host.read(.docker) }
    #expect(throws: ContainerFailure.absent) { try host.read(.docker, userID: 1_001) }
  }

  @Test(
    "A passwd that is odd names no home",
    arguments: [
      "alice:x:1000:1000", "alice:x:1000:1000:::", "alice:x:1000:1000::home/alice:",
      "alice:x:1000:1000::/nowhere:", "alice:x:1001:1000::/home/alice:", "",
    ])
  func noHome(_ passwd: String) throws {
    try write(text("\"Name\":\"/x\""))
    try host.roots.write("host/etc/passwd", passwd)
    #expect(throws: ContainerFailure.absent) { try read() }
  }
}
