import Foundation
import Testing

@testable import Enrichment

/// A host's root in which runtimes have left their files.
final class FakeRuntimes {
  static let id = String(repeating: "0123456789abcdef", count: 4)
  static let other = String(repeating: "fedcba9876543210", count: 4)
  /// A user whose home is in the fake root.
  static let user: UInt32 = 1_000
  static let home = "home/alice"

  let roots: FakeRoots

  init() throws {
    roots = try FakeRoots()
    try roots.write(
      "host/etc/passwd", "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:\n")
    try roots.makeFolder("host/\(Self.home)")
    try own("host/\(Self.home)")
  }

  var reader: ContainerReader {
    ContainerReader(hostRoot: roots.path("host"), processes: roots.path("proc"))
  }

  /// Writes a file below the root, with its folders.
  func write(_ name: String, _ content: String, owner: UInt32 = 0) throws {
    try write(name, Array(content.utf8), owner: owner)
  }

  func write(_ name: String, _ content: [UInt8], owner: UInt32 = 0) throws {
    try roots.makeFolder("host/\((name as NSString).deletingLastPathComponent)")
    try Data(content).write(to: URL(filePath: roots.path("host/\(name)")))
    try own("host/\(name)", by: owner)
  }

  func own(_ name: String, by owner: UInt32 = user) throws {
    // Who is not root owns what it makes: a user's files are then its own.
    guard geteuid() == 0 else { return }
    try #require(chown(roots.path(name), owner, owner) == 0)
  }

  /// What is known at the first look.
  func read(
    _ runtime: ContainerRuntime, _ id: String = id, userID: UInt32? = nil, process: UInt32 = 0
  ) throws -> ContainerInfo {
    let container = Container(runtime: runtime, id: Array(id.utf8))
    let key = ContainerRequest.Key(container: container, userID: userID)
    return try reader.read(ContainerRequest(key, process: process))
  }
}

/// Texts of an info, to compare with literals.
struct ToldContainer: Equatable {
  var runtime: ContainerRuntime
  var name: String?
  var image: String?
  var imageID: String?
  var labels: [String] = []
  var pod: [String?] = [nil, nil, nil]
  var created: String?
  var leftOut = 0
}

extension ToldContainer {
  init(_ info: ContainerInfo) {
    func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
    runtime = info.runtime
    name = text(info.name)
    image = text(info.image)
    imageID = text(info.imageID)
    labels = info.labels.map { String(decoding: $0, as: UTF8.self) }
    pod = [text(info.podName), text(info.podNamespace), text(info.podID)]
    created = text(info.created)
    leftOut = info.leftOut
  }
}
