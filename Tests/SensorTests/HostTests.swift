import CEventABI
import Capture
import Events
import Foundation
import Testing

@testable import Sensor

@Suite struct HostTests {
  @Test("The host's identity is what its files and clocks say")
  func hostIdentity() throws {
    let host = try HostIdentity.current()
    #expect(UUID(uuidString: host.bootID) != nil)
    #expect(!host.id.isEmpty && !host.id.contains { $0.isWhitespace })
    var name = utsname()
    uname(&name)
    let release = withUnsafeBytes(of: &name.release) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    #expect(host.kernel == release)
    // Somebody could set the clock meanwhile; a wrong factor would be years off.
    let now = Double(Int64(bootTime()) + host.bootToRealtime) / 1e9
    #expect(abs(now - Date().timeIntervalSince1970) < 60)
  }

  @Test("Device numbers as the kernel counts them")
  func devices() {
    // major, minor
    let devices: [(UInt, UInt)] = [
      (4, 0), (4, 64), (5, 1), (136, 3), (136, 255), (136, 256), (136, 300), (136, 0xfffff),
      (0xfff, 0), (0xfff, 0xfffff),
    ]
    for (major, minor) in devices {
      let device = (minor & 0xff) | major << 8 | (minor & ~0xff) << 12
      #expect(OwnTerminals.kernelDevice(device) == UInt32(major << 20 | minor))
    }
  }

  @Test("A new terminal's number")
  func pseudoTerminal() throws {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(master >= 0)
    defer { close(master) }
    var number: UInt32 = 0
    try #require(ioctl(master, 0x8004_5430, &number) == 0)  // TIOCGPTN, a macro
    var status = stat()
    try #require(stat("/dev/pts/\(number)", &status) == 0)
    #expect(OwnTerminals.kernelDevice(status.st_rdev) == 136 << 20 | number)
  }

  @Test("The sensor's own header from the kernel's")
  func sensorHeader() {
    var header = ev_header()
    header.task.tgid = 11
    header.task.pid = 12
    header.task.start_ns = 13
    header.task.login_uid = EV_UNSET
    header.task.audit_session = 3
    withUnsafeMutableBytes(of: &header.task.comm) { $0.copyBytes(from: "lookback".utf8) }
    let bytes = withUnsafeBytes(of: header) { Array($0) }
    let template = HeaderTemplate(actingTaskOf: bytes, bootNanoseconds: 99)
    #expect(template.bootNanoseconds == 99)
    #expect(template.processID == 11)
    #expect(template.threadID == 12)
    #expect(template.startNanoseconds == 13)
    #expect(template.loginUserID == nil)
    #expect(template.auditSession == 3)
    #expect(template.command == "lookback")
    let short = HeaderTemplate(actingTaskOf: Array(bytes.dropLast()), bootNanoseconds: 99)
    #expect(short.processID == 0 && short.bootNanoseconds == 99)
  }
}
