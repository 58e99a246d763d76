import Events
import Glibc

/// A record of utmp(5), as glibc has it in files on x86-64 (`struct utmp`, bits/utmp.h).
///
/// Any bytes are one: what is in it is as true as the program that wrote it, which was root's.
struct LoginRecord: Equatable, Sendable {
  /// Bytes of a record.
  static let byteCount = 384

  /// `ut_type`.
  var type: Int16
  /// `ut_pid`; 0: nobody.
  var processID: UInt32
  /// The terminal, without /dev/, or what stands for one.
  var line: [UInt8]
  var user: [UInt8]
  /// The host's name, or else its address; empty: none.
  var remote: [UInt8]
  /// Nanoseconds since 1970.
  var time: Int64

  /// Takes a record apart.
  ///
  /// - Parameter bytes: ``byteCount`` of them.
  init(_ bytes: RawSpan) {
    precondition(bytes.byteCount == Self.byteCount, "a record has \(Self.byteCount) bytes")
    func number(_ offset: Int) -> Int32 {
      bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Int32.self)
    }
    func text(_ offset: Int, _ count: Int) -> [UInt8] {
      bytes.extracting(offset..<offset + count).withUnsafeBytes { Array($0.prefix { $0 != 0 }) }
    }
    type = bytes.unsafeLoadUnaligned(as: Int16.self)
    processID = UInt32(max(0, number(4)))
    line = text(8, 32)
    user = text(44, 32)
    remote = text(76, 256)
    // The seconds are read as unsigned: so they last until 2106.
    let microseconds = (0..<1_000_000).contains(number(344)) ? Int64(number(344)) : 0
    time = Int64(UInt32(bitPattern: number(340))) * 1_000_000_000 + microseconds * 1000
    if remote.isEmpty { remote = Self.address(bytes.extracting(348..<364)) }
  }

  /// The text of `ut_addr_v6`: an IPv4 address is its first word alone.
  private static func address(_ bytes: RawSpan) -> [UInt8] {
    bytes.withUnsafeBytes { address in
      guard let start = address.baseAddress, address.contains(where: { $0 != 0 }) else { return [] }
      let family = address.dropFirst(4).contains { $0 != 0 } ? AF_INET6 : AF_INET
      var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      inet_ntop(family, start, &text, socklen_t(text.count))
      return text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    }
  }

  /// The last moment that the time can stand for: some programs note no more than the second.
  var latestTime: Int64 { time % 1_000_000_000 == 0 ? time + 999_999_999 : time }

  /// What a record says that happened.
  enum Meaning: Equatable {
    /// A login.
    case event(EventKind)
    /// Something else, such as that the system was booted or waits for a login.
    case nothing
    /// There is no such record.
    case unknown
  }

  /// What it says in a file.
  func meaning(in file: LoginFile) -> Meaning {
    switch (file, CInt(type)) {
    case (_, EMPTY): .nothing
    // Programs do not agree on the type of a failure.
    case (.btmp, RUN_LVL...ACCOUNTING): .event(.authAttempt)
    case (.wtmp, USER_PROCESS): .event(.sessionOpen)
    case (.wtmp, DEAD_PROCESS): .event(.sessionClose)
    case (.wtmp, RUN_LVL...ACCOUNTING): .nothing
    default: .unknown
    }
  }
}
