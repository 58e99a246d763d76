/// What a key asks a replay to do.
enum ReplayKey: Equatable {
  case quit
  case pause
  case back
  case forth
  case faster
  case slower
  case step
  case commandBefore
  case nextCommand
  case start
  case end

  /// The keys in bytes as terminals send them; what is none of ours is passed over.
  static func keys(in bytes: [UInt8]) -> [ReplayKey] {
    var keys: [ReplayKey] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x1b where rest.first == UInt8(ascii: "[") || rest.first == UInt8(ascii: "O"):
        rest.removeFirst()
        // Parameters say which others were held down.
        let end = rest.firstIndex { (0x40...0x7e).contains($0) } ?? rest.endIndex
        if end < rest.endIndex, let key = arrow(rest[end]) { keys.append(key) }
        rest = end < rest.endIndex ? rest[(end + 1)...] : []
      case UInt8(ascii: "q"), 0x03, 0x04, 0x1b: keys.append(.quit)
      case UInt8(ascii: " "): keys.append(.pause)
      case UInt8(ascii: "."): keys.append(.step)
      case UInt8(ascii: "["): keys.append(.commandBefore)
      case UInt8(ascii: "]"): keys.append(.nextCommand)
      case UInt8(ascii: "0"), UInt8(ascii: "g"): keys.append(.start)
      case UInt8(ascii: "G"): keys.append(.end)
      default: break
      }
    }
    return keys
  }

  private static func arrow(_ byte: UInt8) -> ReplayKey? {
    switch byte {
    case UInt8(ascii: "A"): .faster
    case UInt8(ascii: "B"): .slower
    case UInt8(ascii: "C"): .forth
    case UInt8(ascii: "D"): .back
    case UInt8(ascii: "H"): .start
    case UInt8(ascii: "F"): .end
    default: nil
    }
  }
}
