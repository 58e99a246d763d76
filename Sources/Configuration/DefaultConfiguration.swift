import Sinks

/// The file that an installation puts in place.
public enum DefaultConfiguration {
  /// Where a service that has no terminal writes to.
  public static let outputPath = "/var/log/lookback/events.json"

  /// Its text: every setting with what is usual, commented out, but for where the events go.
  public static var text: String {
    let usual = Settings()
    let settings = Setting.all.filter { $0.name != "sinks" }.map { setting in
      comment(setting.summary, "Takes \(setting.takes).")
        + "#\(setting.name): \(setting.text(usual))\n"
    }
    return ([head] + settings + [sinks]).joined(separator: "\n")
  }

  private static let head = """
    # Configuration of lookback record; docs/configuration.md explains it all.
    #
    # Flags override the environment (LOOKBACK_...), which overrides this file. What is commented out
    # here has the value that is used anyway.
    # lookback config check   tells whether this file is right
    # lookback config show    tells what is in force, and where it comes from

    """

  private static var sinks: String {
    let example = """
      #  - to: tls:logs.example.org:6514
      #    ca: /etc/lookback/ca.pem
      #    cert: /etc/lookback/cert.pem
      #    key: /etc/lookback/key.pem
      #    format: ecs
      #    events: [process, login, network]
      #  - to: syslog:unix:/dev/log
      #    events: [login]

      """
    return comment(
      "Where the events go, to each of these: stdout, file:PATH, unix:PATH, tcp:HOST:PORT, "
        + "tls:HOST:PORT, and syslog: before one of the last three.")
      + "sinks:\n  - to: file:\(outputPath)\n    rotate: 256M\n    keep: 10\n" + example
  }

  /// Sentences in lines that begin with `#`.
  private static func comment(_ sentences: String...) -> String {
    var lines = [""]
    for word in sentences.joined(separator: " ").split(separator: " ") {
      if lines[lines.count - 1].count + word.count > 96 { lines.append("") }
      lines[lines.count - 1] += " \(word)"
    }
    return lines.map { "#\($0)\n" }.joined()
  }
}
