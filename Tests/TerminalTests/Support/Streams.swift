import TestSupport

/// Streams for tests of many: random ones that are full of control functions, and a short session of each sort.
enum Streams {
  /// Pieces of which random streams are made.
  private static let pieces: [String] = [
    "\u{1b}[", "\u{1b}]", "\u{1b}P", "\u{1b}X", "\u{1b}\\", "\u{1b}", "\u{1b}(0", "\u{1b}(B",
    "\u{1b}[?1049h", "\u{1b}[?1049l", "\u{1b}[?47h", "\u{1b}[?47l", "\u{1b}[?6h", "\u{1b}[?7l",
    "\u{1b}[?2004h", "\u{1b}[?2004l", "\u{1b}[4h", "\u{1b}[4l", "\u{1b}[2;3r", "\u{1b}[r",
    "\u{1b}[2J", "\u{1b}[3J", "\u{1b}[K", "\u{1b}[1K", "\u{1b}[H", "\u{1b}[9;9H", "\u{1b}7",
    "\u{1b}8", "\u{1b}M", "\u{1b}D", "\u{1b}c", "\u{1b}#8", "\u{1b}[!p", "\u{1b}[44m", "\u{1b}[m",
    "\u{1b}[38;2;1;2;3m", "\u{1b}[7b", "\u{1b}[99b", "\u{1b}[L", "\u{1b}[2M", "\u{1b}[3P",
    "\u{1b}[2@", "\u{1b}[2X", "\u{1b}[S", "\u{1b}[T", "\u{1b}]0;title\u{7}",
    "\u{1b}]133;B\u{1b}\\", "\r\n", "\n", "\r", "\u{8}", "\t", "\u{e}", "\u{f}", "\u{7}", "漢",
    "字", "e\u{301}", "\u{301}", "\u{200d}", "\u{202e}", "abc", "hello world ", "x", ";", ":", "?",
    "0", "1", "65535", "m", "h", "l", "J", "\u{9b}", "\u{9d}", "\u{9c}", "👩", "\u{fe0f}",
  ]

  static func random(_ generator: inout Generator, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      if Int.random(in: 0..<6, using: &generator) == 0 {
        bytes.append(UInt8.random(in: 0...255, using: &generator))
      } else {
        bytes += Array((pieces.randomElement(using: &generator) ?? "").utf8)
      }
    }
    return bytes
  }

  /// What a shell, an editor and a menu write, in short; with something of every part of the emulator.
  static let samples: [[UInt8]] = [
    ScreenCase.bytes(
      "^[[?2004huser@host:~$ echo helo^H\u{8}lo\u{8}\r\n^[[?2004l\rhello\r\n^[]0;a title\u{7}^[[0m^[[01;34m"
        + "folder^[[0m\t^[[38;5;200mcolour^[[48;2;1;2;3mtrue^[[m\r\n漢字 e\u{301}\u{302} 👩\u{200d}👩\r\n"
    ),
    ScreenCase.bytes(
      "main^[7^[[?1049h^[[2;4r^[[1;1Htop^[[4;1Hlast\nnew^[M^[[?6h^[[2;2Hin^[[4hXY^[[4l^[[3@^[[2P^[[K"
        + "^[[?25l^[P1$qm^[\\^[(0lqk^[(B^[[?1049l^[8back^[[5b^[[3g^[[5G^[H\r\t!"
    ),
    ScreenCase.bytes("^[#8^[[44m^[[2;2H^[[1J^[[7mA^[[0;1;2;3;4;5;8;9mB^[[!p^[]133;B^[\\cmd^[c")
      + [0xff, 0xe6, 0xbc, 0x41, 0xf0, 0x9f, 0x91, 0xa9, 0xed, 0xa0, 0x80, 0xc0, 0xaf]
      + ScreenCase.bytes("^[]52;c;QUJD^[\\^[^pm^[\\^[[1:2:3;4;;5mX^[)0\u{e}x\u{f}^[*A^[N#"),
  ]
}
