import Glibc

/// The machine's processors as the kernel numbers them.
public enum CPUs {
  /// How many numbers there are, processors that are off included.
  public static let possibleCount: Int = {
    // "0-3" or "0,2-7": the last number counts.
    guard let text = try? readWholeFile("/sys/devices/system/cpu/possible") else {
      return max(1, sysconf(CInt(_SC_NPROCESSORS_CONF)))
    }
    let digits = text.split { !("0"..."9").contains($0) }
    return (digits.last.flatMap { Int($0) } ?? 0) + 1
  }()
}
