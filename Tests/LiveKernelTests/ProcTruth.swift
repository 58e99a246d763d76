import Foundation

/// What /proc says of a process and all below it; they stand still meanwhile.
struct ProcTruth {
  /// One of them.
  struct Process {
    var pid: Int
    var parent: Int
    var user: Int
    var effectiveUser: Int
    var name: String
    var exe: String
    var arguments: [String]
  }

  /// When it was read, nanoseconds since 1970.
  let time: Int64
  private(set) var processes: [Process] = []
  private(set) var sockets: Set<ToldSocket> = []

  var pids: Set<Int> { Set(processes.map(\.pid)) }

  init(below root: pid_t) throws {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    time = Int64(clock.tv_sec) * 1_000_000_000 + Int64(clock.tv_nsec)
    let network = try Self.network()
    let own = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int($0) }
    // They are known by their session: it is the root's, whoever their parent is now.
    for pid in own where getsid(pid_t(pid)) == root {
      guard let process = try Self.process(pid) else { continue }
      processes.append(process)
      for inode in Self.socketInodes(of: pid) {
        guard let (transport, state, local, remote) = network[inode] else { continue }
        sockets.insert(
          ToldSocket(pid: pid, transport: transport, state: state, local: local, remote: remote))
      }
    }
  }

  /// nil: it has ended and is only waited for.
  private static func process(_ pid: Int) throws -> Process? {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else {
      return nil
    }
    var fields: [Substring: [Substring]] = [:]
    for line in status.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon]] = line[line.index(after: colon)...].split(
        whereSeparator: \.isWhitespace)
    }
    guard fields["State"]?.first != "Z" else { return nil }
    let line = try Data(contentsOf: URL(filePath: "/proc/\(pid)/cmdline"))
    let ids = (fields["Uid"] ?? []).compactMap { Int($0) }
    return Process(
      pid: pid, parent: fields["PPid"]?.first.flatMap { Int($0) } ?? -1, user: ids.first ?? -1,
      effectiveUser: ids.dropFirst().first ?? -1,
      name: fields["Name"]?.first.map(String.init) ?? "", exe: try realPath("/proc/\(pid)/exe"),
      arguments: line.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
        String(decoding: $0, as: UTF8.self)
      })
  }

  private static func socketInodes(of pid: Int) -> [Int] {
    let folder = "/proc/\(pid)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      guard
        let target = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "\(folder)/\(name)"),
        target.hasPrefix("socket:[")
      else { return nil }
      return Int(target.dropFirst(8).dropLast())
    }
  }

  private typealias Socket = (transport: String, state: String, local: String, remote: String)

  /// Sockets of IPv4 by their inodes.
  private static func network() throws -> [Int: Socket] {
    var sockets: [Int: Socket] = [:]
    for transport in ["tcp", "udp"] {
      let text = try table("/proc/net/\(transport)")
      for line in text.split(separator: "\n").dropFirst() {
        let words = line.split(separator: " ")
        guard words.count > 9, let inode = Int(words[9]) else { continue }
        let remote = end(words[2])
        let state =
          switch words[3] {
          case "01": "ESTAB"
          case "0A": "LISTEN"
          case "07": "UNCONN"
          default: "other \(words[3])"
          }
        sockets[inode] = (transport, state, end(words[1]), remote)
      }
    }
    return sockets
  }

  /// All of a file that the kernel hands out in pieces: one that is short is not the last.
  private static func table(_ path: String) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw HarnessError("\(path) cannot be opened: \(errno)") }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &piece, piece.count)
      guard count >= 0 else { throw HarnessError("\(path) cannot be read: \(errno)") }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece[..<count]
    }
  }

  /// `0100007F:1F90`; empty where it is nobody.
  private static func end(_ text: Substring) -> String {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let address = UInt32(parts[0], radix: 16),
      let port = UInt16(parts[1], radix: 16), address != 0 || port != 0
    else { return "" }
    // In the byte order of the machine.
    let bytes = (0..<4).map { String(address >> (8 * $0) & 0xff) }
    return "\(bytes.joined(separator: ".")):\(port)"
  }
}
