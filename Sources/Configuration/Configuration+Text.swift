import Sinks

extension Configuration {
  /// What is in force and where it comes from, as a file that says the same.
  public var text: String {
    Setting.all.map { setting in
      let origin = "  # \(origin(of: setting))"
      guard setting.name == "sinks" else {
        return "\(setting.name): \(setting.text(settings))\(origin)\n"
      }
      return "\(setting.name):\(origin)\n" + settings.sinks.map(Self.text).joined()
    }.joined()
  }

  private static func text(_ sink: SinkSpecification) -> String {
    let values = SinkKey.all.compactMap { key in key.value(sink).map { (key, $0) } }
    return "  - to: \(YAMLText.scalar(SinkAddress.text(sink.target)))\n"
      + values.map { "    \($0.0.name): \(YAMLText.scalar($0.1))\n" }.joined()
  }

  /// The same as one JSON object; see docs/configuration.md.
  public var json: String {
    let list = Setting.all.map { setting in
      let values = setting.values(settings).map(Printable.quoted)
      let value = setting.isList ? "[\(values.joined(separator: ","))]" : values.joined()
      let origin = Printable.quoted(origin(of: setting).description)
      return "{\"name\":\"\(setting.name)\",\"value\":\(value),\"origin\":\(origin),"
        + "\"needs_restart\":\(setting.needsRestart)}"
    }
    let file = file.map(Printable.quoted) ?? "null"
    return "{\"file\":\(file),\"settings\":[\(list.joined(separator: ","))]}"
  }
}
