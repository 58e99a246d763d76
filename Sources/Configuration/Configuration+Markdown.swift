import Sinks

extension Configuration {
  /// The text of docs/configuration.md: every setting, and everything that can be said of a sink.
  public static var markdown: String {
    """
    # Configuration

    `lookback record` takes what is in force from four places; of several that say something, the one
    further up wins:

    1. flags: `--capture perf`
    2. the environment: `LOOKBACK_CAPTURE=perf`
    3. a file: `capture: perf`
    4. what is usual

    The file is `\(ConfigurationSources.standardPath)` if it is there; `--config FILE` takes another one,
    `--no-config` none. A list (`events`, `watch`, `sinks`) takes the place of one from further down as a
    whole.

        lookback config check           # whether the file is right: exit status 0, or 1 and all that is wrong
        lookback config check FILE
        lookback config show            # what is in force and where it comes from, as a file that says the same
        lookback config show --json     # the same as one JSON object; takes all flags of record, too

    This page is made from the tables in `Sources/Configuration`; a test keeps them equal.

    ## The file

    ```yaml
    events: [process, login, network]
    watch:
      - /etc
      - /srv/www
    cpu-limit: 10
    sinks:
      - stdout
      - to: file:/var/log/lookback/events.json
        rotate: 256M
        compress: zstd
      - to: tls:logs.example.org:6514
        ca: /etc/lookback/ca.pem
        format: ecs
        events: [login, process.exec]
    ```

    It is YAML, read with libyaml. Anchors, aliases and tags, keys that are no text, and further documents are refused,
    as are unknown keys, keys that stand twice, values that do not fit, files larger than
    \(ConfigurationFile.mostBytes >> 10) KiB, and files that somebody else than root or the own user can
    write. Everything that is wrong is told at once, with line and column:

        /etc/lookback/lookback.yaml:3:1: the key 'captur' is not known; did you mean 'capture'?

    ## Settings

    The flag is the key with two dashes before it, but `--sink` for each of the `sinks`, and `--no-spool` for
    `spool: no`. `--verbose` and `--keep-privileges` have no value; `--no-status-socket` says `status-socket: no`,
    `--no-heartbeat` `heartbeat: no` and `--no-history` `history: no`. Of lists, `events` has commas between its values on the command line and in the
    environment. `--watch` is given for each path, the variable has colons between paths, and that of `sinks` blanks
    between sinks.

    \(settingsTable)

    ## Sinks

    A sink is an address, and what is said of it. There are \(ConfigurationLoader.mostSinks) at most.

    | Address | |
    | --- | --- |
    | `stdout` | standard output; the one that is there when no sink is asked for |
    | `file:/PATH` | a file that is put aside when it is large or old enough |
    | `unix:/PATH` | a unix stream socket, a line for each event |
    | `tcp:HOST:PORT` | the same over TCP |
    | `tls:HOST:PORT` | the same over TLS |
    | `syslog:unix:/PATH` | syslog (RFC 5424) to a unix datagram socket, such as `/dev/log` |
    | `syslog:tcp:HOST:PORT` | the same over TCP, with the length before each message |
    | `syslog:tls:HOST:PORT` | the same over TLS |

    An IPv6 address stands in brackets: `tcp:[2001:db8::1]:514`. In the file a sink is the address alone, or keys:
    the address is `to`. On the command line and in the environment it is one text, the keys behind a `?`:

        lookback record --sink stdout --sink 'tls:logs.example.org:6514?ca=/etc/lookback/ca.pem&format=ecs'

    There `%` and two hexadecimal digits stand for a byte, as in addresses everywhere: `%26` for `&`, `%25` for `%`,
    `%20` for a blank, `%3f` for a `?`.

    \(sinkTable)

    Files and standard output hold the sensor up when they cannot take more, so that the kernel counts what is
    lost; what is behind a socket does not, and has its spool.

    ## Changes while it runs

    \(restarts)

    ## JSON

    `lookback config show --json` has `file` (the path, or `null`) and `settings`, a list with `name`; `value`, a text
    or, of a list, texts, of a sink as behind `--sink`; `origin`: `default`, `file PATH line N`, the variable or
    the flag; and `needs_restart`.

    """
  }

  private static var settingsTable: String {
    let usual = Settings()
    let rows = Setting.all.map { setting in
      let value = setting.isList && setting.values(usual).isEmpty ? "" : "`\(setting.text(usual))`"
      return "| `\(setting.name)` | `\(setting.variable)` | \(setting.takes) | \(value) | "
        + "\(setting.summary) |"
    }
    return (["| Key | Variable | Takes | Usual | |", "| --- | --- | --- | --- | --- |"] + rows)
      .joined(separator: "\n")
  }

  private static var sinkTable: String {
    let samples = sampleTargets.map { SinkSpecification(name: "", target: $0) }
    let rows = SinkKey.all.map { key in
      var usual: [String] = []
      for sample in samples where key.name != "name" {
        if let value = key.value(sample), !usual.contains(value) { usual.append(value) }
      }
      let values = usual.map { "`\($0)`" }.joined(separator: " or ")
      return
        "| `\(key.name)` | \(key.sort.description) | \(key.takes) | \(values) | \(key.summary) |"
    }
    return (["| Key | For | Takes | Usual | |", "| --- | --- | --- | --- | --- |"] + rows)
      .joined(separator: "\n")
  }

  /// One of each sort.
  private static let sampleTargets: [SinkTarget] = [
    .standardOutput, .file(FileTarget(path: "/x")),
    .stream(StreamTarget(peer: .tls(host: "x", port: 1, TLSSettings()))),
    .syslog(SyslogTarget(peer: .unixDatagram(path: "/x"))),
  ]

  private static var restarts: String {
    let names = Setting.all.filter { !$0.needsRestart }.map { "`\($0.name)`" }
    return
      "\(names.joined(separator: ", ")) are read anew at SIGHUP; everything else takes another start. A "
      + "configuration that is not right is refused then, and the one before stays in force."
  }
}
