import Foundation
import Glibc

@testable import Sensor

/// A folder with files of login records.
struct LoginScratch: ~Copyable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path(percentEncoded: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ bytes: [UInt8], to name: String = "wtmp") throws {
    try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"), options: [])
  }

  /// As programs do it, in the same file.
  func append(_ bytes: [UInt8], to name: String = "wtmp") {
    let file = open("\(path)/\(name)", O_WRONLY | O_APPEND | O_CREAT, 0o600)
    precondition(Glibc.write(file, bytes, bytes.count) == bytes.count)
    close(file)
  }

  func cut(_ name: String = "wtmp", to size: Int = 0) {
    precondition(truncate("\(path)/\(name)", off_t(size)) == 0)
  }

  func rename(_ name: String, to other: String) {
    precondition(Glibc.rename("\(path)/\(name)", "\(path)/\(other)") == 0)
  }

  /// The bytes of a record, as the C library lays it out.
  static func record(
    _ user: String, type: CInt = USER_PROCESS, pid: pid_t = 4711, line: String = "pts/3",
    host: String = "192.0.2.7", seconds: Int = 1_795_000_000, microseconds: Int = 123_456,
    address: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  ) -> [UInt8] {
    var record = utmp()
    record.ut_type = Int16(type)
    record.ut_pid = pid
    record.ut_tv.tv_sec = Int32(truncatingIfNeeded: seconds)
    record.ut_tv.tv_usec = Int32(microseconds)
    record.ut_addr_v6 = address
    withUnsafeMutableBytes(of: &record.ut_user) { $0.copyBytes(from: user.utf8.prefix(32)) }
    withUnsafeMutableBytes(of: &record.ut_line) { $0.copyBytes(from: line.utf8.prefix(32)) }
    withUnsafeMutableBytes(of: &record.ut_host) { $0.copyBytes(from: host.utf8.prefix(256)) }
    return withUnsafeBytes(of: record) { Array($0) }
  }
}

extension LoginRecord {
  init(bytes: [UInt8]) {
    self.init(bytes.span.bytes)
  }
}
