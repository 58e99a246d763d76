extension Emulator: ControlReceiver {
  mutating func execute(_ control: UInt8) {
    switch control {
    case 0x07: tell(.bell)
    case 0x08: moveLeft(1)
    case 0x09: tab(1)
    case 0x0a, 0x0b, 0x0c: lineFeed()
    case 0x0d: returnCarriage()
    case 0x0e: charsets.inUse = 1
    case 0x0f: charsets.inUse = 0
    // xterm shows that something was broken off.
    case 0x1a: print(0x2426)
    case 0x05: counters.queries &+= 1
    default: break
    }
  }

  mutating func escape(intermediate: UInt8, final: UInt8) {
    switch (intermediate, UnicodeScalar(final)) {
    case (0, "7"): saveCursor()
    case (0, "8"): restoreCursor()
    case (0, "D"):
      if journal != nil { willLeave(cursor.row) }
      index()
    case (0, "E"):
      if journal != nil { willLeave(cursor.row) }
      index()
      returnCarriage()
    case (0, "H"): tabs[cursor.column] = true
    case (0, "M"): reverseIndex()
    case (0, "N"): charsets.single = 2
    case (0, "O"): charsets.single = 3
    case (0, "c"): reset()
    case (0, "n"): charsets.inUse = 2
    case (0, "o"): charsets.inUse = 3
    case (0, "Z"): counters.queries &+= 1
    // Keypad modes, ST alone, sets for bytes above 0x9f, which UTF-8 has not.
    case (0, "="), (0, ">"), (0, "\\"), (0, "|"), (0, "}"), (0, "~"): break
    case (0x23, "8"): fillWithE()
    case (0x28, _): charsets[0] = Charset(final: final)
    case (0x29, _), (0x2d, _): charsets[1] = Charset(final: final)
    case (0x2a, _), (0x2e, _): charsets[2] = Charset(final: final)
    case (0x2b, _), (0x2f, _): charsets[3] = Charset(final: final)
    default: counters.unknownSequences &+= 1
    }
  }

  mutating func control(
    prefix: UInt8, intermediate: UInt8, final: UInt8, parameters: borrowing Parameters
  ) {
    switch (prefix, intermediate) {
    case (0, 0): control(UnicodeScalar(final), parameters)
    case (0x3f, 0):
      switch UnicodeScalar(final) {
      case "h": setPrivateModes(parameters, to: true)
      case "l": setPrivateModes(parameters, to: false)
      // Selective erase: nothing is protected here.
      case "J": eraseInDisplay(parameters[0])
      case "K": eraseInLine(parameters[0])
      case "n": counters.queries &+= 1
      default: counters.unknownSequences &+= 1
      }
    case (0, 0x21) where final == UInt8(ascii: "p"): softReset()
    case (0, 0x24) where final == UInt8(ascii: "p"),
      (0x3f, 0x24) where final == UInt8(ascii: "p"),
      (0x3d, 0) where final == UInt8(ascii: "c"),
      (0x3e, 0) where final == UInt8(ascii: "c") || final == UInt8(ascii: "q"):
      counters.queries &+= 1
    // The shape of the cursor; key and pointer modes.
    case (0, 0x20) where final == UInt8(ascii: "q"): break
    case (0x3e, 0) where final == UInt8(ascii: "m") || final == UInt8(ascii: "n"): break
    case (0x3c...0x3f, 0) where final == UInt8(ascii: "u"): break
    default: counters.unknownSequences &+= 1
    }
  }

  private mutating func control(_ final: UnicodeScalar, _ parameters: borrowing Parameters) {
    switch final {
    case "m": setStyle(parameters)
    case "H", "f": move(row: parameters.times() - 1, column: parameters.times(1) - 1)
    case "K": eraseInLine(parameters[0])
    case "J": eraseInDisplay(parameters[0])
    case "A": moveUp(parameters.times())
    case "B", "e": moveDown(parameters.times())
    case "C", "a": moveRight(parameters.times())
    case "D": moveLeft(parameters.times())
    case "E":
      moveDown(parameters.times())
      returnCarriage()
    case "F":
      moveUp(parameters.times())
      returnCarriage()
    case "G", "`": move(row: rowAsCounted, column: parameters.times() - 1)
    case "d": move(row: parameters.times() - 1, column: cursor.column)
    case "I": tab(parameters.times())
    case "Z": tabBack(parameters.times())
    case "@": insertCharacters(parameters.times())
    case "P": deleteCharacters(parameters.times())
    case "X": eraseCharacters(parameters.times())
    case "L": editRows(parameters.times(), inserts: true)
    case "M": editRows(parameters.times(), inserts: false)
    case "S": scrollUp(parameters.times())
    // With more parameters it is a pointer's highlight.
    case "T" where parameters.count < 2, "^": scrollDown(parameters.times())
    case "b": repeatLast(parameters.times())
    case "r": setMargins(top: parameters.times(), bottom: parameters[1])
    case "s": saveCursor()
    case "u": restoreCursor()
    case "h": setModes(parameters, to: true)
    case "l": setModes(parameters, to: false)
    case "g":
      switch parameters[0] {
      case 0: tabs[cursor.column] = false
      case 3: tabs.removeAll()
      default: break
      }
    case "c", "n", "x": counters.queries &+= 1
    // What is asked of the window: questions, sizes, its title kept and brought back.
    case "t": counters.queries &+= 1
    // Lamps, printers.
    case "q", "i": break
    default: counters.unknownSequences &+= 1
    }
  }

  mutating func ignoredSequence() {
    counters.unknownSequences &+= 1
  }
}
