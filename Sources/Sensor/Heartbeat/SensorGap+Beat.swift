import Events

extension SensorGap {
  /// Real time can be off by so many nanoseconds, as clocks are kept right, and was not set.
  private static let clockTolerance: Int64 = 1_000_000_000

  /// The time from what a sensor has left until this one records; nil if there was none.
  ///
  /// Within a boot the clock that nobody sets counts. From one boot to the next there is only the one
  /// that can be set: where it says that this boot was before that beat, it was, and what is certain is
  /// that nobody has recorded since the boot.
  ///
  /// - Parameters:
  ///   - contents: what the file has.
  ///   - host: this host.
  ///   - start: from then on everything is recorded, in nanoseconds since boot.
  init?(after contents: HeartbeatFile.Contents, on host: HostIdentity, start: UInt64) {
    switch contents {
    case .nothing: return nil
    case .unreadable: self.init(reason: .unknown, end: start, before: nil)
    // Of another host, whose disk was copied.
    case .beat(let beat) where beat.host != host.heartbeatID:
      self.init(reason: .unknown, end: start, before: nil)
    case .beat(let beat):
      let isSameBoot = beat.boot == host.bootID
      let noted = beat.realTime - host.bootToRealtime
      let time = isSameBoot ? Int64(beat.bootTime) : noted
      // By the clock of now it was so long after the boot, by that of then so long: see above.
      let latest = isSameBoot ? Int64(beat.bootTime) + Self.clockTolerance : 0
      let isSteppedBack = noted > latest
      self.init(
        reason: beat.isLast ? .stopped : isSameBoot ? .killed : .rebooted, end: start,
        before: Before(
          time: isSteppedBack && !isSameBoot ? 0 : time, sequence: beat.sequence, run: beat.run,
          isSameBoot: isSameBoot, noted: isSteppedBack ? noted : nil))
    }
  }
}
