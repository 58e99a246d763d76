/// The version of a kernel, as far as it says what the kernel can do.
public struct KernelRelease: Sendable, Comparable, CustomStringConvertible {
  /// All of it, such as `6.1.0-28-amd64`.
  public let description: String
  private let major: Int
  private let minor: Int

  /// Ring buffers came with 5.8 (457f44363a88).
  public static let floor = KernelRelease("5.8")

  /// Reads what `uname -r` prints; what is no version is older than any.
  public init(_ text: String) {
    description = text
    let numbers = text.split(separator: ".", maxSplits: 2).prefix(2).map { part in
      Int(part.prefix { $0.isASCII && $0.isNumber }) ?? 0
    }
    major = numbers.first ?? 0
    minor = numbers.count > 1 ? numbers[1] : 0
  }

  public static func < (left: KernelRelease, right: KernelRelease) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  public static func == (left: KernelRelease, right: KernelRelease) -> Bool {
    (left.major, left.minor) == (right.major, right.minor)
  }
}
