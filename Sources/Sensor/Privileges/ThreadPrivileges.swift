import Capture
import Glibc

/// What a thread may do, as /proc/PID/task/TID/status tells.
struct ThreadPrivileges: Equatable, CustomStringConvertible {
  var name: String
  var permitted: Capabilities
  var bounding: Capabilities
  var ambient: Capabilities
  var inheritable: Capabilities
  var isForbiddenGain: Bool
  var isFiltered: Bool

  /// Those of all threads of this process.
  static func all() throws(PrivilegeError) -> [ThreadPrivileges] {
    guard let directory = opendir("/proc/self/task") else {
      throw PrivilegeError("/proc/self/task cannot be read")
    }
    defer { closedir(directory) }
    var threads: [ThreadPrivileges] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      // One that has ended has no rights.
      guard let status = try? readWholeFile("/proc/self/task/\(name)/status") else { continue }
      guard let thread = ThreadPrivileges(status: status) else {
        throw PrivilegeError("/proc/self/task/\(name)/status does not tell what the thread may do")
      }
      threads.append(thread)
    }
    return threads
  }

  /// This process's main thread's.
  static var own: ThreadPrivileges? {
    (try? readWholeFile("/proc/self/status")).flatMap { ThreadPrivileges(status: $0) }
  }

  /// Reads a status; nil where it lacks something.
  init?(status: String) {
    var values: [Substring: Substring] = [:]
    for line in status.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = parts[1].drop { $0 == "\t" || $0 == " " } }
    }
    func set(_ name: Substring) -> Capabilities? {
      values[name].flatMap { UInt64($0, radix: 16) }.map { Capabilities(rawValue: $0) }
    }
    guard let name = values["Name"], let permitted = set("CapPrm"), let bounding = set("CapBnd"),
      let ambient = set("CapAmb"), let inheritable = set("CapInh"),
      let gain = values["NoNewPrivs"], let seccomp = values["Seccomp"]
    else { return nil }
    self.name = String(name)
    self.permitted = permitted
    self.bounding = bounding
    self.ambient = ambient
    self.inheritable = inheritable
    isForbiddenGain = gain == "1"
    isFiltered = seccomp == "2"
  }

  /// Whether it may no more than that, and cannot get more.
  func isWithin(_ capabilities: Capabilities) -> Bool {
    permitted.isSubset(of: capabilities) && bounding.isEmpty && ambient.isEmpty
      && inheritable.isEmpty && isForbiddenGain && isFiltered
  }

  var description: String {
    let sets = [permitted, bounding, ambient, inheritable].map { String($0.rawValue, radix: 16) }
    return "\(name) (permitted, bounding, ambient, inheritable: \(sets.joined(separator: " ")); "
      + "no-new-privs \(isForbiddenGain), seccomp \(isFiltered))"
  }
}
