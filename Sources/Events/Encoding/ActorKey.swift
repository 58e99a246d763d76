internal import CEventABI

/// Stands for what is known of who acts, beside the record: where two are equal, so is what is known.
public struct ActorStamp: BitwiseCopyable, Equatable, Sendable {
  /// Another one whenever what is known of the process changes; 0: nobody is known.
  public var process: UInt64
  /// The same of its parent.
  public var parent: UInt64
  /// Another one for each session; 0: none.
  public var session: UInt64
  /// Another one for each control group; 0: none.
  public var place: UInt64
  /// Another one whenever names may have changed.
  public var look: UInt64

  /// Puts one together.
  public init(process: UInt64, parent: UInt64, session: UInt64, place: UInt64, look: UInt64) {
    self.process = process
    self.parent = parent
    self.session = session
    self.place = place
    self.look = look
  }

  /// Of nobody, or of somebody of whom no two events need have anything in common.
  public static let none = ActorStamp(
    process: 0, parent: 0, session: 0, place: 0, look: 0)
}

/// Tells who acts: the task as a record has it, and what is known of it beside the record.
struct ActorKey: BitwiseCopyable {
  // In the size that is loaded and compared at once: `ev_task` has six of them.
  private var task0 = SIMD2<UInt64>.zero
  private var task1 = SIMD2<UInt64>.zero
  private var task2 = SIMD2<UInt64>.zero
  private var task3 = SIMD2<UInt64>.zero
  private var task4 = SIMD2<UInt64>.zero
  private var task5 = SIMD2<UInt64>.zero
  private(set) var stamp = ActorStamp.none

  static let nobody = ActorKey()

  private init() {}

  /// The actor of a record that has a header.
  @inline(__always)
  init(_ stamp: ActorStamp, in header: RawSpan) {
    let start = RecordHeader.byteCount - MemoryLayout<ev_task>.size
    // Safety: the task is the end of the header; any bytes are valid integers.
    func load(_ index: Int) -> SIMD2<UInt64> {
      unsafe header.unsafeLoadUnaligned(
        fromByteOffset: start + 16 * index, as: SIMD2<UInt64>.self)
    }
    (task0, task1, task2) = (load(0), load(1), load(2))
    (task3, task4, task5) = (load(3), load(4), load(5))
    self.stamp = stamp
  }

  /// What others have in common with it who came in the same way, and are the same users in the same
  /// namespaces and control group.
  var circumstances: ActorKey {
    var key = self
    key.task0 = .zero  // starts of the process and its parent
    key.task2 = SIMD2(0, task2[1] & 0xffff_ffff_0000_0000)  // numbers of both; the user stays
    key.task4[1] &= 0x0000_0000_ffff_ffff  // the terminal
    key.task5 = .zero  // comm
    key.stamp.process = 0
    key.stamp.parent = 0
    return key
  }

  /// Spreads the start of the process and the numbers of process and thread, or of what circumstances
  /// differ in.
  @inline(__always)
  var hash: UInt64 {
    let hash = (task0[0] ^ task2[0] ^ task2[1] ^ stamp.session) &* 0x9e37_79b9_7f4a_7c15
    return hash ^ hash >> 32
  }

  @inline(__always)
  static func == (one: ActorKey, other: ActorKey) -> Bool {
    let first = (one.task0 ^ other.task0) | (one.task1 ^ other.task1) | (one.task2 ^ other.task2)
    let second = (one.task3 ^ other.task3) | (one.task4 ^ other.task4) | (one.task5 ^ other.task5)
    let difference = first | second
    return difference[0] | difference[1] == 0 && one.stamp == other.stamp
  }
}
