import Events
import History

/// What of a time cannot be answered, for it was lost or nobody recorded: as sentences.
final class Gaps {
  static let kinds: Set<EventKind> = [.sensorLoss, .sensorGap, .sensorSinkLoss]

  /// A sentence for each.
  private(set) var sentences: [String] = []

  private let reader = FieldReader([
    "loss.count", "loss.kind", "loss.reason", "loss.lane", "loss.from", "loss.to", "sink.name",
    "gap.from", "gap.to", "gap.reason",
  ])

  /// Takes in an event of one of the ``kinds``.
  func note(_ line: SegmentLine) throws(HistoryError) {
    try reader.read(line)
    func value(_ name: String) -> String { reader.text(name) ?? "?" }
    switch line.kind {
    case .sensorLoss:
      sentences.append(
        "\(value("loss.count")) \(value("loss.kind")) lost by \(EventText.time(line.time)): "
          + value("loss.reason"))
    case .sensorSinkLoss:
      // What other sinks did not get is here all the same.
      guard value("sink.name") == "history" else { return }
      sentences.append(
        "\(value("loss.count")) events (\(value("loss.lane"))) were not stored from "
          + "\(value("loss.from")) to \(value("loss.to")): \(value("loss.reason"))")
    default:
      sentences.append(
        "nobody recorded from \(reader.text("gap.from") ?? "an unknown time") to \(value("gap.to")): "
          + value("gap.reason"))
    }
  }
}
