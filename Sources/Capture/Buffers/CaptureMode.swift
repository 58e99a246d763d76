import CEventABI
import Events

/// Where the programs leave records for the reader.
public enum CaptureMode: String, CaseIterable, Sendable {
  /// In a ring for each lane, which all CPUs share.
  case ring
  /// In a perf buffer for each lane and CPU: no CPU waits for another.
  case perf
  /// In a ring for each lane and so many CPUs (``CaptureConfiguration/cpusPerRing``).
  case split

  /// `EV_CAPTURE_*`.
  var number: UInt32 {
    switch self {
    case .ring: EV_CAPTURE_RING
    case .perf: EV_CAPTURE_PERF
    case .split: EV_CAPTURE_SPLIT
    }
  }

  /// The map of a lane.
  func map(of lane: Lane) -> String {
    switch self {
    case .ring: "ring_\(lane)"
    case .perf: "perf_\(lane)"
    case .split: "rings_\(lane)"
    }
  }
}
