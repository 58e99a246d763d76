/// Where the file systems are that a sensor has to do with.
public struct Mounts: Sendable, Equatable {
  /// Which hierarchy of cgroups is in use.
  public enum CgroupVersion: String, Sendable {
    /// Only the old one: no scope by cgroup.
    case v1
    /// Both: the new one is there, without the controllers.
    case hybrid
    case v2
    case none
  }

  /// The first place of each type of file system.
  private let places: [Substring: String]
  private let hasOldCgroups: Bool

  /// Reads a /proc/mounts.
  init(_ text: String) {
    var places: [Substring: String] = [:]
    for line in text.split(separator: "\n") {
      // device, place, type, options
      let words = line.split(separator: " ")
      guard words.count > 2, places[words[2]] == nil else { continue }
      places[words[2]] = Self.unescaped(words[1])
    }
    self.places = places
    hasOldCgroups = places["cgroup"] != nil
  }

  /// Where a type of file system is mounted; nil: nowhere.
  public func place(of type: String) -> String? { places[type[...]] }

  /// Which hierarchy of cgroups is in use.
  public var cgroupVersion: CgroupVersion {
    switch (hasOldCgroups, place(of: "cgroup2") != nil) {
    case (true, true): .hybrid
    case (true, false): .v1
    case (false, true): .v2
    case (false, false): .none
    }
  }

  public static func == (left: Mounts, right: Mounts) -> Bool { left.places == right.places }

  /// Blanks and backslashes stand there as three octal digits.
  private static func unescaped(_ path: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(3), as: UTF8.self)
      if byte == UInt8(ascii: "\\"), digits.utf8.count == 3, let value = UInt8(digits, radix: 8) {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
