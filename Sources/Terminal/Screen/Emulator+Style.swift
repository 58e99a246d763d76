extension Emulator {
  /// SGR.
  mutating func setStyle(_ parameters: borrowing Parameters) {
    if parameters.count == 0 {
      pen = .blank
      return
    }
    var index = 0
    while index < parameters.count {
      let end = parameters.end(ofGroupAt: index)
      let value = parameters[index]
      switch value {
      case 0: pen = .blank
      case 1: pen.attributes.insert(.bold)
      case 2: pen.attributes.insert(.dim)
      case 3: pen.attributes.insert(.italic)
      case 4:
        if end > index + 1, parameters[index + 1] == 0 {
          pen.attributes.remove(.underline)
        } else {
          pen.attributes.insert(.underline)
        }
      case 5, 6: pen.attributes.insert(.blink)
      case 7: pen.attributes.insert(.inverse)
      case 8: pen.attributes.insert(.invisible)
      case 9: pen.attributes.insert(.strike)
      case 21: pen.attributes.insert(.underline)
      case 22: pen.attributes.remove([.bold, .dim])
      case 23: pen.attributes.remove(.italic)
      case 24: pen.attributes.remove(.underline)
      case 25: pen.attributes.remove(.blink)
      case 27: pen.attributes.remove(.inverse)
      case 28: pen.attributes.remove(.invisible)
      case 29: pen.attributes.remove(.strike)
      case 30...37: pen.foreground = .palette(UInt8(truncatingIfNeeded: value - 30))
      case 39: pen.foreground = .standard
      case 40...47: pen.background = .palette(UInt8(truncatingIfNeeded: value - 40))
      case 49: pen.background = .standard
      case 90...97: pen.foreground = .palette(UInt8(truncatingIfNeeded: value - 82))
      case 100...107: pen.background = .palette(UInt8(truncatingIfNeeded: value - 92))
      case 38, 48, 58:
        let (color, next) = Self.color(parameters, at: index, groupEnd: end)
        if let color {
          if value == 38 { pen.foreground = color }
          if value == 48 { pen.background = color }
        }
        index = next
        continue
      default: break
      }
      index = end
    }
  }

  /// A colour of SGR 38 and its like, with semicolons or colons.
  ///
  /// - Returns: nil for none; and where the next attribute is.
  private static func color(
    _ parameters: borrowing Parameters, at index: Int, groupEnd end: Int
  ) -> (Color?, next: Int) {
    let hasColons = end > index + 1
    let kind = parameters[index + 1]
    // ISO 8613-6 has a colour space before the parts; many leave it out.
    let start = hasColons && kind == 2 && end - index >= 6 ? index + 3 : index + 2
    let count = kind == 2 ? 3 : kind == 5 ? 1 : 0
    let next = hasColons ? end : min(parameters.count, start + count)
    guard count > 0, start + count <= (hasColons ? end : parameters.count) else {
      return (nil, max(next, index + 1))
    }
    var parts: (UInt8, UInt8, UInt8) = (0, 0, 0)
    for offset in 0..<count {
      guard let part = UInt8(exactly: parameters[start + offset]) else { return (nil, next) }
      switch offset {
      case 0: parts.0 = part
      case 1: parts.1 = part
      default: parts.2 = part
      }
    }
    return (kind == 5 ? .palette(parts.0) : .rgb(parts.0, parts.1, parts.2), next)
  }
}
