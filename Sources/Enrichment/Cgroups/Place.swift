/// What a control group says of the processes in it, see ``CgroupIdentity``; shared by them.
struct Place: BitwiseCopyable {
  var references: UInt32 = 1
  /// No other one has had it before; 0: none.
  var stamp: UInt64 = 0
  /// The path of the control group.
  var path = TextID.none
  var cgroupID: UInt64 = 0

  var container = TextID.none
  var runtime = TextID.none
  var pod = TextID.none
  var unit = TextID.none
  var userUnit = TextID.none
  var slice = TextID.none

  /// Whether it was asked for what the runtime's files say.
  var isAsked = false
  /// What the runtime's files say, once they were read.
  var containerName = TextID.none
  var containerImage = TextID.none
}
