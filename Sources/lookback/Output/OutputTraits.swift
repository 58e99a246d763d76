import ArgumentParser
import Glibc

/// When there are colours.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never
}

/// What the output is written to, as far as its layout depends on it.
struct OutputTraits: Sendable, Equatable {
  /// Whether somebody looks at it: then lines are as long as the terminal is wide.
  var isTerminal: Bool
  /// Cells in a line of the terminal.
  var width: Int
  var hasColor: Bool

  /// Nobody looks at it.
  static let pipe = OutputTraits(isTerminal: false, width: 80, hasColor: false)

  init(isTerminal: Bool, width: Int, hasColor: Bool) {
    self.isTerminal = isTerminal
    self.width = width
    self.hasColor = hasColor
  }

  /// Those of an open file.
  init(
    of descriptor: CInt, color: ColorChoice, environment: [String: String] = Environment.current
  ) {
    isTerminal = isatty(descriptor) != 0
    width = Self.width(of: descriptor, environment)
    hasColor =
      switch color {
      case .always: true
      case .never: false
      case .auto:
        // https://no-color.org
        isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
      }
  }

  private static func width(of descriptor: CInt, _ environment: [String: String]) -> Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    if let columns = environment["COLUMNS"].flatMap(Int.init), columns > 0 { return columns }
    return 80
  }
}
