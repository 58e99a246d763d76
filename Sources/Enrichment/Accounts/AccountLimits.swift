/// What the names of accounts may cost, whatever the files of hostile roots hold.
struct AccountLimits: Sendable {
  /// Roots whose names are known; of more, those last asked for the longest ago are forgotten.
  var roots = 256
  /// Names of users and groups of one root, users first; the rest of a file is left out.
  var namesPerRoot = 65_536
  /// Bytes that are read of a file; the rest is left out.
  var fileBytes = 4 << 20
  /// Bytes of a name, as LOGIN_NAME_MAX of Linux; a line with a longer one is left out.
  var nameBytes = 256
  /// Bytes of all names; above it roots are forgotten, as above.
  var tableBytes = 64 << 20
  /// Requests on their way, answers that wait to be collected included; further ones are refused.
  var waiting = 64
  /// How long a root is not looked at again, in nanoseconds.
  var checkInterval: UInt64 = 1_000_000_000
}
