/// The steps that encode the records of one kind.
struct EncodingPlan: BitwiseCopyable, Sendable {
  let operations: PreparedArray<Operation>
  /// The most bytes of a line that do not come from the record's strings.
  let fixedBytes: Int

  static let empty = EncodingPlan(operations: .empty, fixedBytes: 0)
}

/// Turns definitions into plans, once for an encoder.
struct PlanCompiler {
  private let storage: LiteralStorage
  /// What is the same in all events of an encoder, as JSON strings.
  private let origin: Origin
  /// Most kinds have it, and it is the longest by far.
  private let errorNames: PreparedNames
  private var actorSteps: ActorSteps

  struct Origin {
    var hostID: String
    var bootID: String
    var runID: String
  }

  init(storage: LiteralStorage, origin: Origin) {
    self.storage = storage
    self.origin = origin
    errorNames = PlanCompiler.prepare(ErrorNames.table, in: storage)
    actorSteps = ActorSteps(storage: storage)
  }

  mutating func plan(for definition: EventDefinition) -> EncodingPlan {
    let root = FieldTree(definition.fields)
    var steps: [PlanStep] = []
    var fixedBytes = 3  // {, } and the end of the line
    append(root, of: definition, to: &steps, fixedBytes: &fixedBytes)
    let operations = actorSteps.joined(in: steps, of: definition.family)
    return EncodingPlan(operations: storage.array(operations), fixedBytes: fixedBytes)
  }

  private func append(
    _ tree: FieldTree, of definition: EventDefinition, to steps: inout [PlanStep],
    fixedBytes: inout Int
  ) {
    for child in tree.children {
      if let field = child.field {
        let operation = makeOperation(for: field, named: child.name, of: definition)
        steps.append(PlanStep(operation, name: field.name))
        fixedBytes += operation.worstFixedBytes
      } else {
        let opening = storage.literal("\"\(child.name)\":{")
        if let text = constantText(of: child, of: definition) {
          steps.append(PlanStep(Operation(.constant, key: storage.literal(text)), name: child.name))
          fixedBytes += text.utf8.count
          continue
        }
        steps.append(PlanStep(Operation(.openObject, key: opening), name: child.name))
        append(child, of: definition, to: &steps, fixedBytes: &fixedBytes)
        steps.append(PlanStep(Operation(.closeObject, key: opening), name: child.name))
        fixedBytes += opening.count + 2
      }
    }
  }

  /// An object that is the same in every record of the kind, with its name; nil where it is not.
  private func constantText(of tree: FieldTree, of definition: EventDefinition) -> String? {
    let texts = tree.children.map { child in
      child.field.flatMap { constantText(of: $0, named: child.name, of: definition) }
    }
    let known = texts.compactMap(\.self)
    return known.count == texts.count
      ? "\"\(tree.name)\":{\(known.joined(separator: ","))}," : nil
  }

  /// A field that is the same in every record of the kind, with its name; nil where it is not.
  private func constantText(
    of field: Field, named name: String, of definition: EventDefinition
  ) -> String? {
    switch field.source {
    case .kindName: "\"\(name)\":\"\(definition.name)\""
    case .hostID: "\"\(name)\":\(origin.hostID)"
    case .bootID: "\"\(name)\":\(origin.bootID)"
    case .runID: "\"\(name)\":\(origin.runID)"
    default: nil
    }
  }

  private func makeOperation(
    for field: Field, named name: String, of definition: EventDefinition
  ) -> Operation {
    let key = "\"\(name)\":"
    var operation = Operation(.constant, key: storage.literal(key))
    operation.presence = field.presence
    switch field.source {
    case .kindName, .hostID, .bootID, .runID:
      let text = constantText(of: field, named: name, of: definition) ?? ""
      operation.key = storage.literal("\(text),")
    case .sequence: operation.code = .sequence
    case .callerFields(let at):
      operation.set(.callerFields, at)
      operation.caller = storage.array(callerFields(of: definition))

    case .enriched(let field):
      operation.set(.enriched, 0)
      operation.mask = UInt32(field.rawValue)

    case .integer(let at, let width): operation.set(.integer(width), at)
    case .boolean(let at, let mask):
      operation.set(.boolean, at)
      operation.mask = mask
    case .time(let at): operation.set(.time, at)
    case .processID(let pid, let start): operation.set(.processID, pid, start)
    case .errorName(let at):
      operation.set(.errorName, at)
      operation.names = errorNames
    case .signalName(let at):
      operation.set(.named32, at)
      operation.names = prepare(SignalNames.table)
    case .named(let at, let width, let table):
      operation.set(.name(width), at)
      operation.names = prepare(table)
    case .otherKind(let at):
      operation.set(.named32, at)
      operation.names = prepare(.kinds)
    case .flags(let at, let width, let table):
      operation.set(.flags(width), at)
      operation.flags = storage.array(
        table.entries.map {
          PreparedFlag(mask: $0.mask, value: $0.value, text: storage.literal("\"\($0.name)\","))
        })
    case .hexadecimal(let at): operation.set(.hexadecimal, at)
    case .permissions(let at): operation.set(.permissions, at)
    case .fileType(let at):
      operation.set(.fileType, at)
      operation.names = prepare(.fileTypes)
    case .device(let at): operation.set(.device, at)
    case .terminal(let at): operation.set(.terminal, at)

    case .fixedText(let at, let count):
      operation.set(.fixedText, at)
      operation.mask = UInt32(count)
    case .text(let at), .data(let at): operation.set(.text, at)
    case .textOrEnriched(let at, let field):
      operation.set(.textOrEnriched, at)
      operation.mask = UInt32(field.rawValue)
    case .textLength(let at): operation.set(.textLength, at)
    case .cutBytes(let text, let total): operation.set(.cutBytes, text, total)
    case .list(let at, let count): operation.set(.list, at, count ?? 0)

    case .address(let endpoint): operation.set(.address, endpoint)
    case .port(let endpoint): operation.set(.port, endpoint)
    case .socketPath(let at): operation.set(.socketPath, at)
    case .internetProtocol(let at, let family):
      operation.set(.internetProtocol, at, family)
      operation.names = prepare(.internetProtocols)
    case .packet(let at, let socket, let part):
      operation.set(.packet(part), at)
      operation.socket = PreparedSocket(socket)
      operation.names = prepare(.internetProtocols)
    case .dns(let at, let part):
      operation.set(.dns, at)
      operation.dns = part
      switch part {
      case .type: operation.names = prepare(.dnsTypes)
      case .responseCode: operation.names = prepare(.dnsResponseCodes)
      default: break
      }
    }
    return operation
  }

  private func callerFields(of definition: EventDefinition) -> [PreparedCallerField] {
    definition.callerFields.flatMap { group in
      group.names.map { name in
        let fields = definition.ownFields.filter {
          $0.name == name || $0.name.hasPrefix(name + ".")
        }
        precondition(!fields.isEmpty, "\(definition.name) has no field \(name)")
        return PreparedCallerField(
          flag: group.flag, name: storage.literal("\"\(name)\","),
          operations: storage.array(
            fields.map { makeOperation(for: $0, named: $0.name, of: definition) }))
      }
    }
  }

  private func prepare(_ table: NameTable) -> PreparedNames {
    PlanCompiler.prepare(table, in: storage)
  }

  /// Literals by number; those without a name are empty.
  private static func prepare(_ table: NameTable, in storage: LiteralStorage) -> PreparedNames {
    let count = Int(table.names.keys.max() ?? 0) + 1
    var literals = Array(repeating: storage.literal(""), count: count)
    for (number, name) in table.names {
      literals[Int(number)] = storage.literal("\"\(name)\",")
    }
    return storage.array(literals)
  }
}

extension Operation {
  fileprivate mutating func set(_ code: Code, _ at: Int, _ second: Int = 0) {
    self.code = code
    self.at = UInt16(at)
    self.second = UInt16(second)
  }
}

extension Operation.Code {
  fileprivate static func integer(_ width: IntegerWidth) -> Self {
    switch width {
    case .unsigned16: .unsigned16
    case .unsigned32: .unsigned32
    case .unsigned64: .unsigned64
    case .signed32: .signed32
    }
  }

  fileprivate static func name(_ width: IntegerWidth) -> Self {
    switch width {
    case .unsigned16: .named16
    case .unsigned32: .named32
    case .unsigned64, .signed32: preconditionFailure("no such number has names")
    }
  }

  fileprivate static func flags(_ width: IntegerWidth) -> Self {
    switch width {
    case .unsigned32: .flags32
    case .unsigned64: .flags64
    case .unsigned16, .signed32: preconditionFailure("no such number has flags")
    }
  }

  fileprivate static func packet(_ part: PacketPart) -> Self {
    switch part {
    case .protocol: .packetProtocol
    case .sourcePort: .packetSourcePort
    case .destinationPort: .packetDestinationPort
    case .destination: .packetDestination
    }
  }
}
