import Foundation
import TestSupport
import Testing

/// The receivers that people run.
enum SinkReceivers {
  /// Why they cannot be used here; nil: they can, or a test that misses one fails.
  static let absence: String? =
    if ProcessInfo.processInfo.environment["LOOKBACK_VM"] != nil,
      let missing = ["rsyslogd", "syslog-ng", "socat", "openssl"].first(where: {
        Receiver.find($0) == nil
      })
    {
      "no \(missing) in a guest of scripts/vmtest"
    } else {
      nil
    }
}

extension Trait where Self == ConditionTrait {
  /// For tests that send to receivers that people run.
  static var hasReceivers: ConditionTrait {
    .enabled(if: SinkReceivers.absence == nil, "\(SinkReceivers.absence ?? "")")
  }
}

extension Trait where Self == CountSkips {
  static var receiversSkipsCounted: CountSkips { CountSkips(reason: { SinkReceivers.absence }) }
}

extension SecureSyslog {
  /// The sink `peer` that sends there.
  func sink(_ more: String) -> String {
    "syslog:tls:localhost:\(port)?name=peer&ca=\(authority.certificate)"
      + "&cert=\(client.certificate)&key=\(client.key)&\(more)"
  }

  /// Waits until the receiver has written so many messages.
  func waitForMessages(_ count: Int) throws {
    var found = 0
    let isThere = Waiting.until(seconds: 60) {
      let bytes = (try? Data(contentsOf: messages)) ?? Data()
      found = bytes.lines.whole.count
      return found >= count
    }
    guard isThere else { throw HarnessError("the receiver has \(found) messages, not \(count)") }
  }

  /// Waits until the receiver has written the last event of a sensor that has ended.
  func waitForEnd(of sensor: TestSensor) throws {
    let last = try #require(sensor.events.last).line
    let isThere = Waiting.until(seconds: 60) {
      guard let file = try? FileHandle(forReadingFrom: messages), let size = try? file.seekToEnd()
      else { return false }
      try? file.seek(toOffset: size - min(size, 65_536))
      return ((try? file.readToEnd()) ?? Data()).range(of: last) != nil
    }
    guard isThere else {
      throw HarnessError("the receiver has no \(String(decoding: last, as: UTF8.self))")
    }
  }
}
