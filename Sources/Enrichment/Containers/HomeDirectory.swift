import Glibc
import SystemPackage

/// Where users' homes are, by the passwd of a root.
enum HomeDirectory {
  /// The home of a user.
  ///
  /// - Returns: nil if passwd has none, or no such user.
  /// - Throws: why passwd cannot be read.
  static func path(of user: UInt32, root: String, _ limits: AccountLimits) throws(Errno) -> String?
  {
    let directory = try RootDirectory(.host, in: RootDirectory.Places(host: root))
    let file = try directory.file(AccountFile.users.path)
    let bytes = try file.contents(count: min(Int(file.status().st_size), limits.fileBytes))
    return path(of: user, in: bytes, nameLimit: limits.nameBytes)
  }

  /// The same by the bytes of a passwd.
  static func path(of user: UInt32, in bytes: [UInt8], nameLimit: Int) -> String? {
    var start = 0
    while start < bytes.count {
      let end = bytes.span.firstIndex(of: UInt8(ascii: "\n"), in: start..<bytes.count)
      let line = start..<(end ?? bytes.count)
      if AccountLine(line, in: bytes.span, of: .users, nameLimit: nameLimit)?.id == user {
        return path(inLine: bytes[line])
      }
      start = line.upperBound + 1
    }
    return nil
  }

  /// The sixth field; a relative one, or one that is no text, is none.
  private static func path(inLine line: ArraySlice<UInt8>) -> String? {
    let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard fields.count > 5, fields[5].first == UInt8(ascii: "/"), !fields[5].contains(0) else {
      return nil
    }
    return String(validating: fields[5], as: UTF8.self)
  }
}
