import Events
import Glibc
import SystemPackage

/// Which way each hook takes, and what came of the better ones.
///
/// First what can be told by looking is ruled out, then the rest is tried: load, attach, see it run.
/// What fails is refused, and the next way is tried.
struct Ladder {
  private let probes: Probes
  private let types: KernelTypes
  private var trials: RungTrials
  private lazy var symbols = KernelSymbols()
  let libraries = HostLibraries()
  private(set) var hooks: [HookState]
  /// The ways that are left, by hook, best first.
  private var candidates: [[Way]]

  /// What a way comes to on this kernel.
  struct Choice {
    /// Of ``hooks``.
    let hook: Int
    let way: Way
    /// Without those whose system calls this kernel does not have.
    var attachments: [Attachment] = []

    var programs: [String] { attachments.map(\.program) }
  }

  init(_ hooks: [(hook: Hook, kinds: [EventKind])], probes: Probes, types: KernelTypes) {
    self.probes = probes
    self.types = types
    trials = RungTrials(types: types)
    self.hooks = []
    candidates = []
    for (hook, kinds) in hooks {
      let (allowed, left) = probes.candidates(of: hook)
      var state = HookState(hook: hook, kinds: kinds, way: nil)
      state.refusals = left.map { HookState.Refusal(rung: $0.way.rung, reason: $0.reason) }
      self.hooks.append(state)
      candidates.append(allowed)
    }
  }

  /// The best way that is left, for every hook that has one.
  ///
  /// - Throws: where the one rung that was asked for does not work here.
  mutating func choose() throws(BPFError) -> [Choice] {
    var choices: [Choice] = []
    for index in hooks.indices {
      if let choice = try choice(for: index) { choices.append(choice) }
    }
    // A program that looks at the exits of all calls does so for every hook that has a part in it.
    let shared = Set(choices.flatMap(\.attachments).compactMap(\.callExitsProgram))
    for (position, choice) in choices.enumerated()
    where choice.attachments.allSatisfy({ $0.callExitsProgram == nil }) {
      let joined = hooks[choice.hook].hook.ways.last { way in
        way.attachments.contains { $0.callExitsProgram.map(shared.contains) ?? false }
      }
      guard let joined, choice.programs.allSatisfy({ $0.hasPrefix(joined.attachments[0].program) })
      else { continue }
      choices[position] = Choice(hook: choice.hook, way: joined, attachments: joined.attachments)
    }
    return choices
  }

  /// Marks the way that a hook had chosen as no good.
  mutating func refuse(_ hook: Int, _ reason: String, log: [String] = []) {
    let way = candidates[hook].removeFirst()
    hooks[hook].refusals.append(HookState.Refusal(rung: way.rung, reason: reason, log: log))
  }

  /// Notes what is in force now.
  mutating func settle(_ choices: [Choice]) {
    for choice in choices {
      hooks[choice.hook].way = choice.way
      hooks[choice.hook].programs = choice.programs
    }
  }

  private mutating func choice(for index: Int) throws(BPFError) -> Choice? {
    hooks[index].needless = Self.reasonWithoutNeed(of: hooks[index].hook)
    while let way = candidates[index].first {
      var choice = Choice(hook: index, way: way)
      var objection = hooks[index].needless
      for attachment in way.attachments where objection == nil {
        switch look(at: attachment, on: way.rung) {
        case .usable(let attachment): choice.attachments.append(attachment)
        case .pointless: break
        case .refused(let reason): objection = reason
        }
        if let library = attachment.userFunction?.library, objection == nil {
          hooks[index].remark = remark(on: library)
        }
      }
      guard let objection else { return choice }
      refuse(index, objection)
    }
    if case .only(let rung) = probes, let refusal = hooks[index].refusals.last,
      refusal.rung == rung, rung != .tracepoint, hooks[index].needless == nil
    {
      throw BPFError(
        "use \(rung.rawValue) for \(hooks[index].hook.name)", errno: .notSupported,
        detail: "\(refusal.reason); --probes auto takes what works here")
    }
    return nil
  }

  private func remark(on library: UserLibrary) -> String? {
    guard let files = try? libraries.files(of: library), files.isEmpty else { return nil }
    return "no \(library.fileName) found on this host: only those of containers are looked at"
  }

  private enum Verdict {
    case usable(Attachment)
    /// For a system call that this kernel does not have.
    case pointless
    case refused(String)
  }

  private mutating func look(at attachment: Attachment, on rung: Rung) -> Verdict {
    switch attachment {
    case .tracepoint, .callExits, .iterator:
      return .usable(attachment)
    case .function(_, let function):
      // Before the look-up, which goes through all that the kernel has.
      if let reason = trials.knownReasonAgainst(rung) { return .refused(reason) }
      let name = rung == .lsm ? Self.securityHook(function.name) : function.name
      guard let id = types.function(name) else {
        return Self.missing(function, "no function \(name) in the kernel's type information")
      }
      let pointees = types.pointees(of: id)
      guard pointees.starts(with: function.pointees) else {
        return .refused("\(name) takes other arguments in this kernel: \(pointees)")
      }
      if let reason = trials.reasonAgainst(rung, at: id) { return .refused(reason) }
      return .usable(attachment)
    case .entry(let program, let function):
      if let reason = trials.reasonAgainst(.kprobe, at: 0) { return .refused(reason) }
      guard let found = symbols.named(function) else {
        return Self.missing(function, "no function \(function.name) in /proc/kallsyms")
      }
      return .usable(.entry(program: program, found))
    case .returns(let program, let functions):
      if let reason = trials.reasonAgainst(.kprobe, at: 0) { return .refused(reason) }
      var found: [KernelFunction] = []
      for function in functions {
        if let symbol = symbols.named(function) {
          found.append(symbol)
        } else if case .refused(let reason) = Self.missing(
          function, "no function \(function.name) in /proc/kallsyms")
        {
          return .refused(reason)
        }
      }
      return found.isEmpty ? .pointless : .usable(.returns(program: program, found))
    case .userFunction(_, let function, _):
      if let reason = trials.reasonAgainst(.uprobe, at: 0) { return .refused(reason) }
      do {
        _ = try libraries.files(of: function.library)
        return .usable(attachment)
      } catch {
        return .refused(error.description)
      }
    }
  }

  /// A function that is not there is no loss if its system call is not either.
  private static func missing(_ function: KernelFunction, _ reason: String) -> Verdict {
    if case .systemCall = function.trigger, function.trigger.perform() == ENOSYS {
      return .pointless
    }
    return .refused(reason)
  }

  /// The function that programs for a question to the security modules are attached to.
  private static func securityHook(_ function: String) -> String {
    "bpf_lsm_" + function.dropFirst("security_".count)
  }

  /// Why there is nothing to be seen here; told without a trial, which costs a quarter of the start.
  private static func reasonWithoutNeed(of hook: Hook) -> String? {
    guard hook.name == "module_load_name", access("/proc/modules", F_OK) != 0 else { return nil }
    return "this kernel has no loadable modules"
  }
}

extension Attachment {
  fileprivate var callExitsProgram: String? {
    if case .callExits(let program, _) = self { program } else { nil }
  }

  fileprivate var userFunction: UserFunction? {
    if case .userFunction(_, let function, _) = self { function } else { nil }
  }
}

extension KernelSymbols {
  /// The function by the name that it has here.
  fileprivate func named(_ function: KernelFunction) -> KernelFunction? {
    name(of: function.name).map { function.renamed($0) }
  }
}
