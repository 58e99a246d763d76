import CLibBPF
import Glibc
import Synchronization

/// Keeps what libbpf says, so that an error can carry the reason and nothing is printed unasked.
enum BPFLog {
  private static let lines = Mutex<[String]>([])
  private static let limit = 2000

  /// Have libbpf report here.
  ///
  /// Before the first use of libbpf.
  static func install() {
    clibbpf_set_log_receiver { level, line in
      guard level != Int32(LIBBPF_DEBUG.rawValue), let line else { return }
      BPFLog.append(String(cString: line))
    }
  }

  private static func append(_ text: String) {
    lines.withLock { kept in
      kept += text.split(separator: "\n").map { line in
        line.hasPrefix("libbpf: ") ? String(line.dropFirst(8)) : String(line)
      }
      // The end is what tells why.
      kept.removeFirst(max(0, kept.count - limit))
    }
  }

  /// All that was said since the last call.
  static func take() -> [String] {
    lines.withLock { kept in
      defer { kept.removeAll() }
      return kept
    }
  }

  /// The last lines that were said since the last call.
  static func takeTail() -> String {
    take().suffix(8).joined(separator: "\n")
  }
}

func currentErrno() -> CInt { errno }
