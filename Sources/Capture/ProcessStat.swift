/// /proc/PID/stat, whose fields proc(5) numbers from 1.
package enum ProcessStat {
  /// The number of the parent process.
  package static let parent = 4
  /// The controlling terminal, as a device number in the form of user space; 0: none.
  package static let terminal = 7
  /// When the process began, in hundredths of a second since boot.
  package static let startTicks = 22

  /// Reads a number behind the second field.
  ///
  /// That one, the name in parentheses, can hold anything: blanks and parentheses as well.
  ///
  /// - Parameters:
  ///   - field: the field's number in proc(5), at least 3.
  ///   - process: the name of the process's folder in /proc.
  /// - Returns: the number; nil if there is no such process or it is no number.
  package static func number(_ field: Int, of process: String) -> UInt64? {
    guard let text = try? readWholeFile("/proc/\(process)/stat"),
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    return field - 3 < fields.count ? UInt64(fields[field - 3]) : nil
  }
}
