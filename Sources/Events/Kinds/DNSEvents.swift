internal import CEventABI

/// Questions to name servers, and what they answered.
///
/// UDP only: what is asked through TCP, TLS or HTTPS is not seen.
enum DNSEvents {
  static let all = [question, answer]

  static let question = EventDefinition(
    .dnsQuestion, "dns.question", family: .network, lane: .bulk, record: ev_dns.self,
    summary: """
      A process sent a message to a name server (UDP, port 53). What is no DNS message has no \
      `dns.name`; questions through TCP, TLS or HTTPS are not seen.
      """,
    hooks: [NetworkEvents.sending, writing],
    callerFields: callerFields,
    fields: NetworkEvents.socket(\ev_dns.socket) + message)

  static let answer = EventDefinition(
    .dnsAnswer, "dns.answer", family: .network, lane: .bulk, record: ev_dns.self,
    summary: """
      A process received a message from a name server (UDP, port 53). On a socket that is not \
      connected only where the process asked who sent it.
      """,
    hooks: [.callExits("dns_receive", [.recvfrom, .recvmsg, .recvmmsg]), reading],
    callerFields: callerFields,
    fields: NetworkEvents.socket(\ev_dns.socket) + message + [
      field("response_code", .string, .responseCode, "What the server says of the question."),
      field("answers", .number, .answerCount, "The number of its answers, of whatever type."),
      field(
        "addresses", .strings, .addresses,
        "The addresses among them, at most \(DNSMessage.addressLimit)."),
      field(
        "aliases", .strings, .aliases,
        "The names that the asked one stands for (CNAME), as far as they fit."),
      field("ttl", .number, .timeToLive, "Seconds that all of the answer holds."),
    ])

  private static let message: [Field] = [
    field("id", .number, .id, "The number by which an answer belongs to a question."),
    field("name", .string, .name, "The name asked for, in lower case, without the last dot."),
    field("type", .string, .type, "The type asked for, such as `A` or `AAAA`."),
    Field(
      "dns.message_length", .number, .textLength(at: recordOffset(of: \ev_dns.message)),
      "Bytes of the message; only where it was too long to be read as a whole."),
  ]

  private static func field(
    _ name: String, _ type: FieldType, _ part: DNSPart, _ summary: String
  ) -> Field {
    Field("dns.\(name)", type, .dns(at: recordOffset(of: \ev_dns.message), part), summary)
  }

  private static let callerFields = [
    CallerFields(EV_CALLER_ADDRESS, "remote.address", "remote.port"),
    CallerFields(EV_CALLER_DATA, "dns"),
  ]

  private static let reading = moving(
    "dns_read", KernelFunction("sock_read_iter", of: "kiocb", "iov_iter", trigger: .socketPair),
    byCall: "tty_output", [.read, .readv])

  private static let writing = moving(
    "dns_write", KernelFunction("sock_write_iter", of: "kiocb", "iov_iter", trigger: .socketPair),
    byCall: "write_by_type", [.write, .writev])

  /// Sockets that are read and written as files are.
  private static func moving(
    _ name: String, _ function: KernelFunction, byCall program: String, _ calls: [SystemCall]
  ) -> Hook {
    Hook(
      name,
      [
        Way(.fentry, [.function(program: "\(name)__exit", function)]),
        Way(
          .kprobe, [.returns(program: "\(name)__return", [function])],
          blind: [.ioUring, .compat, .silentMisses]),
        Way(
          .tracepoint, [.callExits(program: program, calls: calls)], blind: [.ioUring, .compat]),
      ])
  }
}
