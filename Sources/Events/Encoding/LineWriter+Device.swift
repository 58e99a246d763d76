extension LineWriter {
  /// Writes a device number (major << 20 | minor) as MAJOR:MINOR.
  mutating func device(_ number: UInt32) {
    decimal(UInt64(number >> 20))
    byte(UInt8(ascii: ":"))
    decimal(UInt64(number & 0xfffff))
  }

  /// Writes a device number as the terminal's name below /dev, MAJOR:MINOR where it has none.
  mutating func terminal(_ number: UInt32) {
    let minor = UInt64(number & 0xfffff)
    switch (number >> 20, minor) {
    case (136...143, _):
      constant("pts/")
      decimal(UInt64(number >> 20 - 136) << 20 + minor)
    case (4, ..<64):
      constant("tty")
      decimal(minor)
    case (4, _):
      constant("ttyS")
      decimal(minor - 64)
    case (5, 0): constant("tty")
    case (5, 1): constant("console")
    default: device(number)
    }
  }
}
