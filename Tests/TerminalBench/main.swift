import Glibc
import Terminal

// Prints how fast recorded bytes pass the terminal, by sort: swift run -c release terminal-bench

/// What programs write, of the same size each.
struct Sample {
  let name: String
  let bytes: [UInt8]

  init(_ name: String, _ piece: (Int) -> String) {
    self.name = name
    var bytes: [UInt8] = []
    var number = 0
    while bytes.count < 32 << 20 {
      bytes += Array(piece(number).utf8)
      number += 1
    }
    self.bytes = bytes
  }

  static let all = [
    Sample("yes") { _ in "y\r\n" },
    Sample("lines of 70 characters") { number in
      "\(number) the quick brown fox jumps over the lazy dog and does it again\r\n"
    },
    Sample("ls --color") { number in
      (0..<6).map { "\u{1b}[0m\u{1b}[01;34mfolder\(number + $0)\u{1b}[0m  " }.joined() + "\r\n"
    },
    Sample("full screens in 256 colours") { number in
      let row = (1...24).map { row in
        "\u{1b}[\(row);1H"
          + (0..<10).map {
            "\u{1b}[38;5;\((number + $0) & 255);48;5;\((row + $0) & 255)mtext \($0)  "
          }.joined()
      }
      return row.joined()
    },
    Sample("full screens, a colour a cell") { number in
      "\u{1b}[H"
        + (0..<1920).map { "\u{1b}[38;2;\($0 & 255);\(number & 255);7m#" }.joined()
    },
    Sample("Chinese") { _ in "終端機記錄的位元組在調查人員看到之前通過\r\n" },
  ]
}

/// The seconds that the process has computed: others may be using the machine.
func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func measure(_ name: String, _ bytes: [UInt8], _ body: ([UInt8]) -> Void) {
  let seconds =
    (0..<3).map { _ in
      let start = processorTime()
      body(bytes)
      return processorTime() - start
    }.min() ?? 0
  print("\(name): \(Int(Double(bytes.count) / seconds / 1e6)) MB/s")
}

// An argument is a part of the names that are meant.
let wanted = CommandLine.arguments.dropFirst().first ?? ""
for sample in Sample.all where sample.name.hasPrefix(wanted) {
  measure("\(sample.name), screen", sample.bytes) { bytes in
    var screen = Screen(rows: 24, columns: 80, historyLimit: 1000)
    screen.feed(bytes.span)
    precondition(screen.offset == UInt64(bytes.count))
  }
  measure("\(sample.name), lines", sample.bytes) { bytes in
    var lines = TextLines(rows: 24, columns: 80)
    var count = 0
    lines.feed(bytes.span) { _, text in count += text.count }
    lines.finish { _, text in count += text.count }
    precondition(count > 0)
  }
}
