/// Where a value in force comes from; of several the last one here wins.
public enum Origin: Sendable, Equatable, CustomStringConvertible {
  case standard
  case file(String, line: Int)
  case environment(variable: String)
  case flag(String)

  public var description: String {
    switch self {
    case .standard: "default"
    case .file(let path, let line): "file \(path) line \(line)"
    case .environment(let variable): variable
    case .flag(let flag): flag
    }
  }
}
