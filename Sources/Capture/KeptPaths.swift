import CEventABI
import Events

/// The kernel's table of files that no ``DegradeStep`` leaves out.
///
/// Secrets, and those whose changes mean something for the system. Where nothing is ever left out
/// there is none.
struct KeptPaths {
  private static let map = "kept_paths"

  /// Before the object is loaded.
  static func prepare(
    _ object: BPFObject, _ configuration: CaptureConfiguration
  ) throws(BPFError) {
    let map = try object.map(map)
    if configuration.degrades {
      map.maxEntries = prefixes(configuration).count
    } else {
      map.isLeftOut = true
    }
  }

  /// After it.
  static func fill(_ object: BPFObject, _ configuration: CaptureConfiguration) throws(BPFError) {
    guard configuration.degrades else { return }
    let map = try object.map(map)
    for prefix in prefixes(configuration) {
      try map.update(try WatchTables.key(ofPrefix: prefix), to: UInt32(1))
    }
  }

  private static func prefixes(_ configuration: CaptureConfiguration) -> Set<[UInt8]> {
    let files = configuration.files
    let secrets = files.rules.filter(\.isSecret).flatMap(WatchTables.prefixes(of:))
    let homes = FileWatch.homeDirectories()
    let meaningful = FileEffects.prefixes(homes: homes).map { Array($0.utf8) }
    // A home with a name that is too long for the table is one whose files are not kept.
    return Set(secrets + meaningful).filter { $0.count <= EV_WATCH_PATH_MAX }
  }
}
