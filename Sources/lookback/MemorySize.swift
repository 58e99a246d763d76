import ArgumentParser

/// A number of bytes on the command line, with K, M or G for powers of 1024.
struct MemorySize {
  var bytes: Int

  /// Reads a number above 0; nil if it is none, or too large.
  init?(_ text: String) {
    let factor: Int
    switch text.last {
    case "K", "k": factor = 1 << 10
    case "M", "m": factor = 1 << 20
    case "G", "g": factor = 1 << 30
    default: factor = 1
    }
    guard let number = Int(factor == 1 ? text[...] : text.dropLast()),
      number > 0, number <= Int.max / factor
    else { return nil }
    bytes = number * factor
  }

  @Sendable init(parsing argument: String) throws {
    guard let size = MemorySize(argument) else {
      throw ValidationError("the size is bytes, or such as 512K, 64M or 1G")
    }
    self = size
  }
}
