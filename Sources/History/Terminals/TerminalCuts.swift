import Events
import Filters

/// Bytes of terminals that are not kept, for there were too many.
public struct TerminalCuts {
  /// Of one terminal, in one direction.
  public struct Cut: Sendable, Equatable {
    /// The terminal.
    public var device: String
    /// Whether it showed them; otherwise they were written to it, and perhaps shown.
    public var isShown: Bool
    /// How many there are.
    public var bytes: Int64 = 0
  }

  /// In the order in which they were met.
  public private(set) var cuts: [Cut] = []

  /// Counts them.
  ///
  /// - Parameters:
  ///   - times: nanoseconds since 1970.
  ///   - history: to be asked.
  /// - Throws: what reading the history throws.
  public init(of times: ClosedRange<Int64>, in history: History) throws {
    let reader = FieldReader(["tty.device", "tty.bytes_cut"])
    // Segments that cannot be read are told of by whoever asks for the rest.
    _ = try history.forEach(
      EventSelection(
        times: times, kinds: [.ttyOutput, .ttyWrite], condition: try Filter("tty.bytes_cut > 0"))
    ) { line in
      try reader.read(line)
      guard let bytes = reader.number("tty.bytes_cut"), let device = reader.text("tty.device")
      else { return true }
      let isShown = line.kind == .ttyOutput
      if let index = cuts.firstIndex(where: { $0.device == device && $0.isShown == isShown }) {
        cuts[index].bytes += bytes
      } else {
        cuts.append(Cut(device: device, isShown: isShown, bytes: bytes))
      }
      return true
    }
  }
}
