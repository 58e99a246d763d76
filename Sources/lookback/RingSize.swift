import ArgumentParser
import Capture

/// The size of a ring on the command line: bytes, or with K or M for 1024 or 1024 times 1024.
struct RingSize {
  var bytes: Int

  @Sendable init(parsing argument: String) throws {
    let factor: Int
    switch argument.last {
    case "K", "k": factor = 1 << 10
    case "M", "m": factor = 1 << 20
    default: factor = 1
    }
    guard let number = Int(factor == 1 ? argument[...] : argument.dropLast()),
      number > 0, number <= Int.max / factor, RingSizes.isValid(number * factor)
    else {
      throw ValidationError("the size is a power of two from 4K to 1024M, such as 65536 or 4M")
    }
    bytes = number * factor
  }
}
