extension Setting {
  static let running = [
    Setting(
      "heal-interval", \.healInterval, .number(1...86_400, "seconds, from 1 to 86400"),
      valueName: "seconds",
      "How often the known processes are compared with the kernel's, which heals what a loss did."),
    Setting(
      "status-socket", \.statusSocket, PlaceSetting.form, valueName: "path",
      "Where `lookback status` can ask this sensor; by default (yes) a socket of its own in "
        + "/run/lookback."),
    Setting(
      "heartbeat", \.heartbeat, PlaceSetting.form, valueName: "path",
      "Where signs of life are left, from which the next sensor tells for how long nobody recorded; "
        + "by default (yes) /var/lib/lookback/heartbeat, if the whole host is recorded."),
    Setting(
      "metrics", \.metrics, MetricsAddress.form.or("no"), valueName: "address",
      "Where Prometheus can ask: 127.0.0.1:9464, [::1]:9464 or unix:/run/lookback/metrics.sock. "
        + "Addresses of this host only; nobody by default."),
    Setting(
      "keep-privileges", \.keepPrivileges, .answer, valueName: "yes|no",
      "Keep all rights, for looking into the sensor; by default it gives up what it can."),
    Setting(
      "verbose", \.verbose, .answer, valueName: "yes|no",
      "Say more on standard error."),
  ]
}
