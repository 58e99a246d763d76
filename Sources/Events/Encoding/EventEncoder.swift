internal import CEventABI

/// Turns records into lines of JSON.
///
/// One encoder makes one stream: it numbers the events. Encoding takes no memory but the output's.
@safe
public struct EventEncoder: ~Copyable {
  /// Nanoseconds from CLOCK_BOOTTIME to CLOCK_REALTIME; to be set anew when the clock was set.
  public var bootToRealtimeOffset: Int64 {
    didSet {
      actors.removeAll()
      circumstances.removeAll()
    }
  }
  /// The number of events encoded so far: the last `seq`.
  public private(set) var sequence: UInt64 = 0

  /// The longest name of a host, a boot and a run in bytes; what is behind that is left out.
  public static let nameLimit = 255

  private let plans: PreparedArray<EncodingPlan>
  /// What every process id of this boot begins with, the quote included.
  let processPrefix: Literal
  let times: TimeCache
  private let actors: ActorTexts
  /// What those have in common who came in the same way: of who acts for the first time.
  let circumstances: ActorTexts
  /// What is kept of who acts in the event at hand.
  private(set) var actor: ActorTexts.Texts?
  private let storage = LiteralStorage()
  let nothingKnown = EnrichedValues()

  /// Makes an encoder whose first event has the number 1.
  ///
  /// - Parameters:
  ///   - hostID: the host's name.
  ///   - bootID: the text of /proc/sys/kernel/random/boot_id; process ids begin with its first digits.
  ///   - runID: tells this stream from others of the host.
  ///   - bootToRealtimeOffset: nanoseconds from CLOCK_BOOTTIME to CLOCK_REALTIME.
  public init(hostID: String, bootID: String, runID: String, bootToRealtimeOffset: Int64) {
    self.bootToRealtimeOffset = bootToRealtimeOffset
    func json(_ name: String) -> String {
      EventText.json(Array(name.utf8.prefix(EventEncoder.nameLimit)))
    }
    var compiler = PlanCompiler(
      storage: storage,
      origin: .init(hostID: json(hostID), bootID: json(bootID), runID: json(runID)))
    var plans = Array(repeating: EncodingPlan.empty, count: EventKind.limit)
    for definition in EventCatalog.all {
      let plan = compiler.plan(for: definition)
      precondition(
        plan.fixedBytes + LineWriter.overrun <= OutputBuffer.fixedWorstCase,
        "\(definition.name) is too long")
      plans[Int(definition.kind.rawValue)] = plan
    }
    self.plans = storage.array(plans)
    processPrefix = storage.literal("\"\(EventText.processPrefix(bootID: bootID))")
    times = TimeCache(in: storage)
    actors = ActorTexts(slotCount: 128, in: storage)
    circumstances = ActorTexts(slotCount: 32, in: storage)
  }

  /// Appends one line of which only the record is known; see ``encode(record:with:into:)``.
  public mutating func encode(
    record: RawSpan, into buffer: OutputBuffer
  ) throws(DecodingError) {
    try encode(record: record, with: nothingKnown, into: buffer)
  }

  /// Appends one line to the buffer; the number of the event is used up only then.
  ///
  /// - Parameters:
  ///   - record: the record, and perhaps padding behind it.
  ///   - values: what is known beside the record.
  ///   - buffer: where the line goes; it has to have room for a record of as many bytes with these
  ///     values.
  /// - Throws: ``DecodingError`` where the record is not sound; nothing is appended then.
  public mutating func encode(
    record: RawSpan, with values: EnrichedValues, into buffer: OutputBuffer
  ) throws(DecodingError) {
    let size = try RecordLayout.validate(record)
    precondition(
      buffer.hasRoom(forRecordOf: size, with: values), "the buffer has no room for the record")
    sequence += 1
    actor = actors.texts(of: ActorKey(values.actor, in: record))
    // Safety: the record is sound, so whatever a plan reads is in it; the buffer has room for the
    // worst case, of which every plan's share was checked when it was made.
    unsafe record.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      let reader = unsafe RecordReader(start)
      let kind = reader.unsigned16(at: 4)
      let plan = plans[Int(kind)]
      var writer = unsafe LineWriter(at: buffer.end)
      writer.byte(UInt8(ascii: "{"))
      run(plan.operations, on: reader, with: values, &writer)
      writer.replaceComma(with: UInt8(ascii: "}"))
      writer.byte(UInt8(ascii: "\n"))
      unsafe buffer.appendLine(
        until: writer.cursor, kind: EventKind(rawValue: UInt16(kind)), sequence: sequence)
    }
  }
}
