import ArgumentParser

/// How an answer is shown.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Colours: auto, always or never; auto is on terminals.", valueName: "when"))
  var color = ColorChoice.auto

  @Flag(help: "Do not show what is longer than the terminal in $PAGER (or less).")
  var noPager = false
}
