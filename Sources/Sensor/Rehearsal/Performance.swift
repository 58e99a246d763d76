import Capture
import Events

/// What came of an act.
struct Performance {
  /// A record that arrived.
  struct Record {
    /// Why a record is no line.
    struct Refusal: Error {
      let description: String
    }

    /// nil: the record is too short to say.
    let kind: EventKind?
    /// Of the process that acts in it.
    let pid: UInt32
    let line: Result<String, Refusal>
  }

  /// nil: the list of processes was read.
  let act: Act?
  /// How often it was done.
  let count: Int
  /// The process that did it.
  let pid: Int32
  /// How often each program ran meanwhile; nil: not known.
  let runs: [String: ProgramRuns]?
  /// Records of the act's lane that programs tried to hand over meanwhile.
  let attempted: Int
  /// What was lost of the act's kind.
  let lost: [LossCounters.Growth]
  let received: [Record]
}
