/// Puts the program, its unit for systemd and its configuration in place, and takes them away.
///
/// Doing it again changes nothing. A configuration that somebody has changed is kept.
public struct Installer {
  private let layout: Layout
  private let disk: Disk

  /// Nothing changes where `isDry` says so; the steps are told all the same.
  public init(_ layout: Layout, isDry: Bool = false) {
    self.layout = layout
    disk = Disk(root: layout.root, isDry: isDry)
  }

  /// Puts everything in place.
  ///
  /// - Parameters:
  ///   - binary: the path of the program to be copied.
  ///   - configuration: the text of the default configuration.
  /// - Returns: what was done.
  /// - Throws: ``InstallationError`` at the first thing that fails; what is in place by then stays.
  public func install(
    binary: String = "/proc/self/exe", configuration: String
  ) throws(InstallationError) -> [Step] {
    var steps = [try disk.write(Disk.read(binary), to: layout.binary, mode: 0o755)]
    let unit = unitText(binary: layout.binary)
    steps.append(try disk.write(Array(unit.utf8), to: layout.unit, mode: 0o644))
    steps += try configure(Array(configuration.utf8))
    for directory in layout.ownDirectories {
      if let step = try disk.makeDirectory(directory, mode: 0o700) { steps.append(step) }
    }
    return steps
  }

  private func configure(_ text: [UInt8]) throws(InstallationError) -> [Step] {
    let present = try disk.contents(layout.configuration)
    let original = try disk.contents(layout.original)
    let isChanged = present != nil && present != original && present != text
    let configuration =
      isChanged
      ? Step(.kept, layout.configuration, note: "changed here; the default is \(layout.original)")
      : try disk.write(text, to: layout.configuration, mode: 0o600)
    return [configuration, try disk.write(text, to: layout.original, mode: 0o644)]
  }

  /// Takes away what ``install(binary:configuration:)`` puts in place.
  ///
  /// - Parameter purges: whether a changed configuration goes as well, and what was recorded.
  /// - Returns: what was done.
  /// - Throws: ``InstallationError`` at the first thing that fails; doing it again goes on from there.
  public func uninstall(purges: Bool) throws(InstallationError) -> [Step] {
    var steps = [try disk.remove(layout.unit)]
    let present = try disk.contents(layout.configuration)
    let original = try disk.contents(layout.original)
    if purges || present == original {
      steps.append(try disk.remove(layout.configuration))
    } else if present != nil {
      steps.append(Step(.kept, layout.configuration, note: "changed here"))
    }
    steps.append(try disk.remove(layout.original))
    for path in [layout.original, layout.configuration] {
      guard let slash = path.lastIndex(of: "/") else { continue }
      steps.append(try disk.removeEmptyDirectory(String(path[..<slash])))
    }
    for directory in layout.ownDirectories + [layout.runtimeDirectory] {
      steps.append(
        purges ? try disk.removeTree(directory) : try disk.removeEmptyDirectory(directory))
    }
    // Last: it may be this very program.
    steps.append(try disk.remove(layout.binary))
    return steps.compactMap { $0 }
  }
}
