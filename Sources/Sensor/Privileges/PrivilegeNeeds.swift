import CPrivileges
import Capture
import Glibc
import Threading

/// What a sensor has to be allowed once its programs are attached, and for what.
struct PrivilegeNeeds: Equatable {
  /// One capability that is kept.
  struct Need: Equatable {
    var capability: Capabilities
    var reason: String
  }

  private(set) var needs: [Need]

  /// Finds out on this kernel.
  ///
  /// - Parameters:
  ///   - mode: where the kernel leaves records.
  ///   - attaching: whether programs are attached to libraries that are found later.
  ///   - paths: files that will be made or opened for writing.
  init(mode: CaptureMode, attaching: Bool, writing paths: [String]) {
    needs = [
      Need(
        capability: .looking,
        reason: "roots, libraries and connections of other processes are looked at"),
      Need(capability: .reading, reason: "files of containers are read, whoever may"),
    ]
    if mode == .perf {
      needs.append(Need(capability: .locking, reason: "CPUs that come on get buffers"))
    }
    if let path = paths.first(where: Self.isOfOthers) {
      needs.append(Need(capability: .writing, reason: "\(path) is in a directory of another user"))
    }
    let probes = attaching ? CodeProbe.type : nil
    let purposes =
      (probes == nil ? [] : ["libraries of containers are watched"])
      + (mode == .perf ? ["CPUs that come on get buffers"] : [])
    if !purposes.isEmpty {
      let reason = purposes.joined(separator: ", and ")
      let trial = Trial(capabilities.union(.observation), probes: probes)
      let isEnough = (probes == nil || trial.asksProbes) && (mode != .perf || trial.opensEvents)
      needs.append(
        isEnough
          ? Need(capability: .observation, reason: reason)
          : Need(
            capability: .administration,
            reason: "\(reason), for which this kernel does not take CAP_PERFMON"))
    }
    if !Trial(capabilities, probes: nil).asksMaps {
      needs.append(
        Need(capability: .programs, reason: "this kernel asks for it at every use of a table"))
    }
  }

  /// All of them.
  var capabilities: Capabilities {
    needs.reduce(into: []) { $0.formUnion($1.capability) }
  }

  /// Whether it takes more than being root to write there: the nearest directory that is there is not
  /// root's.
  private static func isOfOthers(_ path: String) -> Bool {
    var facts = stat()
    var path = path
    while stat(path, &facts) != 0 {
      guard let slash = path.lastIndex(of: "/") else {
        path = "."
        continue
      }
      path = path[..<slash].isEmpty ? "/" : String(path[..<slash])
    }
    return facts.st_uid != geteuid()
  }

  /// What goes with these and no other capabilities: tried on a thread that ends, for each thread has
  /// its own.
  private struct Trial {
    let asksMaps: Bool
    let opensEvents: Bool
    let asksProbes: Bool

    init(_ capabilities: Capabilities, probes: CInt?) {
      let answer = Answer()
      let thread = Thread(name: "privileges") {
        guard privileges_try(capabilities.rawValue) == 0 else { return }
        answer.asksMaps = privileges_ask_map() == -EBADF
        answer.opensEvents = privileges_open_event() == 0
        answer.asksProbes = probes.map { privileges_ask_probe($0) == -EINVAL } ?? false
      }
      thread.join()
      asksMaps = answer.asksMaps
      opensEvents = answer.opensEvents
      asksProbes = answer.asksProbes
    }
  }

  private final class Answer: @unchecked Sendable {
    // Safety: the thread is joined before anything is read.
    var asksMaps = false
    var opensEvents = false
    var asksProbes = false
  }
}
