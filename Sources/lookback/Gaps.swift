import Events
import History

/// What of a time cannot be answered, for it was lost or nobody recorded: as sentences.
final class Gaps {
  static let kinds: Set<EventKind> = [.sensorLoss, .sensorGap, .sensorSinkLoss]

  /// A sentence for each.
  private(set) var sentences: [String] = []

  private static let fields = EventCatalog.all.filter { kinds.contains($0.kind) }
    .flatMap(\.ownFields).reduce(into: [Field]()) { fields, field in
      if !fields.contains(where: { $0.name == field.name }) { fields.append(field) }
    }
  private var walk = LineWalk(FieldPaths(fields), tellsUnknown: false)

  /// Takes in an event of one of the ``kinds``.
  func note(_ line: SegmentLine) {
    var values: [String: String] = [:]
    walk.restart()
    // The line was put together here; what cannot be read of it is not there.
    while let value = try? walk.next(in: line.bytes.bytes) {
      let range = Int(value.bytes.lowerBound)..<Int(value.bytes.upperBound)
      let text = String(decoding: line.bytes[range], as: UTF8.self)
      values[Self.fields[Int(value.field)].name] =
        text.hasPrefix("\"")
        ? String(text.dropFirst().dropLast()) : text
    }
    func value(_ name: String) -> String { values[name] ?? "?" }
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
        "nobody recorded from \(values["gap.from"] ?? "an unknown time") to \(value("gap.to")): "
          + value("gap.reason"))
    }
  }
}
