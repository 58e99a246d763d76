internal import CEventABI

/// Makes of the records of files those that say what a change means.
public enum FileEffects {
  /// The kinds that are made.
  public static let kinds: Set<EventKind> = [.persistChange, .accountChange]
  /// The kinds that they are made of.
  public static let causes: Set<EventKind> = [
    .fileOpen, .fileWrite, .fileRename, .fileUnlink, .fileLink, .fileSymlink, .fileChmod,
    .fileChown,
    .fileTruncate,
  ]

  /// Prefixes of the paths of all files that mean something; a NUL at the end of one stands for the
  /// end of the path.
  ///
  /// - Parameter homes: the homes of users: what is in others is not among them, though it means as
  ///   much.
  /// - Returns: the prefixes.
  public static func prefixes(homes: [String]) -> [String] {
    FileMeaning.prefixes(homes: homes)
  }

  /// Hands on the records of what the event of a record means; of most events, none.
  ///
  /// - Parameters:
  ///   - record: any bytes; those that are no record mean nothing.
  ///   - body: gets each record, for the call.
  public static func forEach(in record: RawSpan, _ body: ([UInt8]) -> Void) {
    guard record.byteCount >= MemoryLayout<ev_header>.size else { return }
    // Safety: there are as many bytes as a header has.
    let kind = EventKind(
      rawValue: unsafe record.unsafeLoadUnaligned(as: ev_header.self).kind)
    // Most records are none of these: they are passed over without more.
    switch kind {
    case .fileWrite:
      guard isSound(record) else { return }
      make(EV_DONE_WRITTEN, \ev_file_write.path, record, body)
    case .fileOpen:
      guard isSound(record) else { return }
      let open = load(record, as: ev_file_open.self)
      if open.result == 0, open.created != 0 {
        make(EV_DONE_CREATED, \ev_file_open.path, record, body)
      }
    case .fileRename, .fileUnlink, .fileLink, .fileSymlink, .fileChmod, .fileChown, .fileTruncate:
      guard isSound(record), load(record, as: ev_file_path.self).result == 0 else { return }
      makeOfPath(kind, record, body)
    default: break
    }
  }

  private static func isSound(_ record: RawSpan) -> Bool {
    (try? RecordLayout.validate(record)) != nil
  }

  private static func makeOfPath(
    _ kind: EventKind, _ record: RawSpan, _ body: ([UInt8]) -> Void
  ) {
    switch kind {
    case .fileRename:
      make(EV_DONE_REMOVED, \ev_file_path.path, record, body)
      make(EV_DONE_REPLACED, \ev_file_path.target, record, flag: EV_CALLER_TARGET, body)
    case .fileLink:
      make(EV_DONE_CREATED, \ev_file_path.target, record, flag: EV_CALLER_TARGET, body)
    case .fileSymlink: make(EV_DONE_CREATED, \ev_file_path.path, record, body)
    case .fileUnlink: make(EV_DONE_REMOVED, \ev_file_path.path, record, body)
    case .fileTruncate: make(EV_DONE_WRITTEN, \ev_file_path.path, record, body)
    default: make(EV_DONE_PERMISSIONS, \ev_file_path.path, record, body)
    }
  }

  private static func make<Record: BitwiseCopyable>(
    _ action: UInt32, _ path: KeyPath<Record, ev_str>, _ record: RawSpan,
    flag: UInt32 = EV_CALLER_PATH, _ body: ([UInt8]) -> Void
  ) {
    let text = load(record, as: Record.self)[keyPath: path]
    let bytes = record.extracting(Int(text.off)..<Int(text.off) + Int(text.len))
    let meaning = unsafe bytes.withUnsafeBytes { buffer in
      // Safety: the bytes outlive the call.
      FileMeaning(path: unsafe buffer.bindMemory(to: UInt8.self).span)
    }
    guard let meaning else { return }
    var effect = ev_file_effect()
    effect.h = load(record, as: ev_header.self)
    effect.cause = UInt32(effect.h.kind)
    effect.h.kind = meaning.kind.rawValue
    effect.h.flags = UInt32(effect.h.flags) & flag != 0 ? UInt16(EV_CALLER_PATH) : 0
    effect.meaning = meaning.number
    effect.action = action
    var made = RecordBytes(effect)
    made.append(
      unsafe bytes.withUnsafeBytes { unsafe Array($0) }, at: recordOffset(of: \ev_file_effect.path))
    body(made.bytes)
  }

  private static func load<Record: BitwiseCopyable>(
    _ record: RawSpan, as type: Record.Type
  ) -> Record {
    // Safety: the record is sound, so it has the fixed part of its kind.
    unsafe record.unsafeLoadUnaligned(as: type)
  }
}
