/// What is known of a process.
struct Process: BitwiseCopyable {
  var life: Life
  /// Another one whenever what is below changes.
  var stamp: UInt64 = 0
  /// Who forked it, in the table, whoever becomes its parent later; 0: not known.
  var parent: UInt32 = 0
  /// How many processes in the table have this one as their parent.
  var children: UInt32 = 0
  /// When it ended, in nanoseconds since boot; 0: it lives.
  var ended: UInt64 = 0
  /// When it was last known to run, in nanoseconds since boot; 0: since it was first told of.
  var seen: UInt64 = 0
  /// Whether the kernel did not have it at the last comparison.
  var isMissed = false
  /// Whether its time of grace is over, and it is here for its children only.
  var isPastGrace = false
  /// Whether nobody has told of its image yet: it was seen acting, no more.
  var isStranger = false
  /// Whether it is known for its descendants' sake only: nothing of it is recorded.
  var isOutside = false

  /// How many images it had; a fork's first one is its parent's.
  var generation: UInt32 = 0
  var executable = TextID.none
  var program = Program.other
  /// Its number as it sees it itself; 0: not known.
  var ownPID: UInt32 = 0

  /// Its session, 0: none.
  var session: UInt32 = 0
  /// What its control group says, 0: nothing.
  var place: UInt32 = 0
  var cgroupID: UInt64 = 0

  /// From where the last connection came that it, or the server that it is a part of, accepted.
  var peerAddress = TextID.none
  var peerPort = TextID.none
}
