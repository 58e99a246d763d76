import ArgumentParser
import Capture

/// The size of a ring on the command line: bytes, or with K or M for 1024 or 1024 times 1024.
struct RingSize: ExpressibleByArgument {
  var bytes: Int

  init?(argument: String) {
    let factor: Int
    switch argument.last {
    case "K", "k": factor = 1 << 10
    case "M", "m": factor = 1 << 20
    default: factor = 1
    }
    guard let number = Int(factor == 1 ? argument[...] : argument.dropLast()),
      number > 0, number <= Int.max / factor, RingSizes.isValid(number * factor)
    else { return nil }
    bytes = number * factor
  }
}
