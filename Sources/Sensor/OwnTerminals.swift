import Capture
import Glibc

/// The terminals that the sensor itself is on: they are not recorded, or it would record its own
/// output, and that again, for ever.
public enum OwnTerminals {
  /// Device numbers (major << 20 | minor) of the controlling terminal and of the terminals that
  /// standard input, output and error are.
  public static func devices() -> [UInt32] {
    var devices: Set<UInt32> = []
    for descriptor in STDIN_FILENO...STDERR_FILENO where isatty(descriptor) == 1 {
      var status = stat()
      if fstat(descriptor, &status) == 0 { devices.insert(kernelDevice(status.st_rdev)) }
    }
    if let number = ProcessStat.number(ProcessStat.terminal, of: "self"), number != 0 {
      devices.insert(kernelDevice(UInt(number)))
    }
    return devices.sorted()
  }

  /// From the form that user space sees (minor in bits 0-7 and 20-31, major in 8-19).
  static func kernelDevice(_ device: UInt) -> UInt32 {
    let major = UInt32(device >> 8 & 0xfff)
    let minor = UInt32(device & 0xff | device >> 12 & 0xfff00)
    return major << 20 | minor
  }
}
