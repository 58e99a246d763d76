import ArgumentParser
import Configuration
import Installation

/// Where `lookback install` and `lookback uninstall` work.
struct InstallOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Below which directory; this host's own root by default.", valueName: "dir"))
  var root = "/"

  @Option(help: ArgumentHelp("Where programs are: /usr or /usr/local.", valueName: "dir"))
  var prefix = "/usr/local"

  @Flag(help: "Only tell what would be done.")
  var dryRun = false

  var installer: Installer { Installer(Layout(root: root, prefix: prefix), isDry: dryRun) }

  func validate() throws {
    for (name, path) in [("--root", root), ("--prefix", prefix)] {
      guard path.hasPrefix("/") else {
        throw ValidationError("\(name) takes an absolute path, not '\(path)'")
      }
    }
  }

  /// Tells what was done, and on this host what is left to do.
  func report(_ steps: [Step], next: String) {
    for step in steps { print(dryRun ? "would be \(step)" : "\(step)") }
    if root == "/" && !dryRun { print(next) }
  }
}

/// `lookback install`: the program, its unit and its configuration are put in place.
struct Install: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Puts this program, a unit for systemd and a default configuration in place.",
    discussion: "Doing it again changes nothing; a configuration that was changed is kept.")

  @OptionGroup var options: InstallOptions

  func run() throws {
    options.report(
      try options.installer.install(configuration: DefaultConfiguration.text),
      next: "now: systemctl daemon-reload && systemctl enable --now lookback")
  }
}

/// `lookback uninstall`: they are taken away.
struct Uninstall: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Takes away what `lookback install` has put in place.",
    discussion: "Stop it first: systemctl disable --now lookback")

  @OptionGroup var options: InstallOptions

  @Flag(help: "Also a configuration that was changed, and all that was recorded.")
  var purge = false

  func run() throws {
    options.report(
      try options.installer.uninstall(purges: purge), next: "now: systemctl daemon-reload")
  }
}
