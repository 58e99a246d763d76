internal import CEventABI

extension RecordBuilder {
  /// Makes a record of kind `auth.attempt`, `session.open` or `session.close` of what a file tells.
  ///
  /// What is empty, 0 or nil is left out of the event.
  ///
  /// - Parameters:
  ///   - kind: the kind.
  ///   - header: the moment, and the process that the file's record is about.
  ///   - source: which file tells.
  ///   - success: whether it was let, or done.
  ///   - user: whom it is about.
  ///   - remote: where it came from.
  ///   - terminal: the terminal, without the directory.
  ///   - processID: the number of the process that the file's record is about.
  ///   - time: the time of the file's record in nanoseconds since boot, where it is not the header's.
  /// - Returns: the record's bytes.
  public static func login(
    _ kind: EventKind, header: HeaderTemplate, source: LoginSource, success: Bool, user: [UInt8],
    remote: [UInt8], terminal: [UInt8], processID: UInt32, time: Int64?
  ) -> [UInt8] {
    var login = ev_login()
    login.h = header.header(kind: kind)
    login.source = source.number
    login.success = success ? 1 : 0
    login.record_pid = processID
    login.record_ns = UInt64(bitPattern: time ?? 0)

    var record = RecordBytes(login)
    let texts = [(\ev_login.user, user), (\.remote, remote), (\.tty, terminal)]
    for (field, text) in texts {
      record.append(text, limit: Int(EV_LOGIN_TEXT_MAX), at: recordOffset(of: field))
    }
    return record.bytes
  }
}
