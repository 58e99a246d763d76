import CCapture
import Glibc

/// Functions of this program that stand for those of a library: to see the programs run that belong at
/// these, without anybody logging in.
///
/// See ``Capture/attachToStandIns()``.
public enum StandIn: String, CaseIterable, Sendable {
  case authenticate = "pam_authenticate"
  case account = "pam_acct_mgmt"
  case openSession = "pam_open_session"
  case closeSession = "pam_close_session"

  /// Calls it, in the name of a service.
  public func call(service: String) {
    service.withCString { service in
      var login = capture_login()
      login.service = service
      _ = function(&login)
    }
  }

  /// Where it begins in this program's file; nil: that is not known.
  var fileOffset: UInt64? {
    guard let maps = try? readWholeFile("/proc/self/maps") else { return nil }
    let address = UInt64(UInt(bitPattern: unsafeBitCast(function, to: Int.self)))
    for line in maps.split(separator: "\n") {
      // from-to, permissions, offset, all in hexadecimal.
      let words = line.split(separator: " ", maxSplits: 3)
      let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard words.count > 2, ends.count == 2, (ends[0]..<ends[1]).contains(address),
        let offset = UInt64(words[2], radix: 16)
      else { continue }
      return offset + (address - ends[0])
    }
    return nil
  }

  private typealias Function = @convention(c) (UnsafePointer<capture_login>?) -> CInt

  private var function: Function {
    switch self {
    case .authenticate: capture_stand_in_pam_authenticate
    case .account: capture_stand_in_pam_acct_mgmt
    case .openSession: capture_stand_in_pam_open_session
    case .closeSession: capture_stand_in_pam_close_session
    }
  }
}
