package import Foundation

/// rsyslog or syslog-ng at a port of loopback: TLS, and the client has to have a certificate.
///
/// Messages go to the file `out` in the folder, a line each, what their heads say to `heads`.
package struct SecureSyslog: Sendable {
  package let port: Int
  package let authority: Authority
  /// The sensor's.
  package let client: Authority.Identity
  private let server: Authority.Identity
  private let folder: URL

  /// Makes the certificates, in the folder.
  package init(in folder: URL) throws {
    self.folder = folder
    authority = try Authority(in: folder)
    server = try authority.identity("server", names: "DNS:localhost")
    client = try authority.identity("client", names: "DNS:client")
    port = try Loopback.freePort()
  }

  /// Where the messages are.
  package var messages: URL { folder.appending(path: "out") }

  /// Starts rsyslog; it listens.
  package func rsyslog() throws -> Receiver {
    let configuration = try write(
      """
      global(workDirectory="\(folder.path)" maxMessageSize="256k"
        defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="\(authority.certificate)"
        defaultNetstreamDriverCertFile="\(server.certificate)"
        defaultNetstreamDriverKeyFile="\(server.key)")
      main_queue(queue.type="FixedArray" queue.size="200000" queue.timeoutEnqueue="60000")
      module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1"
        streamDriver.authMode="x509/certvalid")
      input(type="imtcp" port="\(port)")
      template(name="message" type="string" string="%msg%\\n")
      template(name="head" type="string"
        string="%pri% %timestamp:::date-rfc3339% %app-name% %procid% %msgid%\\n")
      action(type="omfile" file="\(messages.path)" template="message")
      action(type="omfile" file="\(folder.appending(path: "heads").path)" template="head")
      """, to: "rsyslog.conf")
    return try started(Receiver(rsyslog: configuration, in: folder))
  }

  /// Starts syslog-ng; it listens.
  package func syslogNG() throws -> Receiver {
    let configuration = try write(
      """
      @version: 3.38
      options { log-msg-size(262144); time-reap(1); };
      source network {
        syslog(ip("127.0.0.1") port(\(port)) transport("tls") log-iw-size(10000)
          tls(key-file("\(server.key)") cert-file("\(server.certificate)")
            ca-file("\(authority.certificate)") peer-verify(required-trusted)));
      };
      destination messages { file("\(messages.path)" template("$MSG\\n")); };
      destination heads {
        file("\(folder.appending(path: "heads").path)"
          template("$PRI $PROGRAM $PID $MSGID\\n"));
      };
      log { source(network); destination(messages); destination(heads); flags(flow-control); };
      """, to: "syslog-ng.conf")
    let path = { (name: String) in folder.appending(path: name).path }
    return try started(
      Receiver(
        "syslog-ng",
        ["-F", "--no-caps", "-f", configuration, "-R", path("persist")]
          + ["--module-path=\(Receiver.unpacked)/usr/lib/syslog-ng/3.38"]
          + ["-p", path("pid"), "-c", path("control")], in: folder))
  }

  private func started(_ receiver: Receiver) throws -> Receiver {
    try receiver.waitForPort(port)
    return receiver
  }

  private func write(_ text: String, to name: String) throws -> String {
    let path = folder.appending(path: name).path
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    return path
  }
}
