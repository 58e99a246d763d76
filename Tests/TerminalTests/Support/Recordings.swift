import Foundation
import TestSupport
import Testing

@testable import Terminal

/// What programs of this machine wrote to a terminal, recorded for a test.
struct Recordings {
  static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Oracle").standardizedFileURL

  let folder: URL
  /// Names and bytes.
  let sessions: [(name: String, bytes: [UInt8])]

  /// Records them anew.
  init(term: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (status, errors) = try Python.run(
      ["-B", Self.scripts.appending(path: "record.py").path, folder.path, term], in: folder)
    try #require(status == 0, "\(errors)")
    sessions = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".bytes") }.sorted()
      .map { [folder] name in
        (String(name.dropLast(6)), [UInt8](try Data(contentsOf: folder.appending(path: name))))
      }
    try #require(sessions.contains { $0.name == "bash" && $0.bytes.count > 500 })
  }

  func remove() throws {
    try FileManager.default.removeItem(at: folder)
  }
}

/// A frame as the scripts read it.
struct FrameRecord: Encodable {
  struct CellRecord: Encodable {
    enum ColorRecord: Encodable {
      case standard
      case palette(UInt8)
      case rgb(String)

      init(_ color: Color) {
        if let number = color.paletteNumber {
          self = .palette(number)
        } else if let (red, green, blue) = color.parts {
          self = .rgb(
            [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        } else {
          self = .standard
        }
      }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .standard: try container.encode("default")
        case .palette(let number): try container.encode(number)
        case .rgb(let text): try container.encode(text)
        }
      }
    }

    let text: String
    let foreground: ColorRecord
    let background: ColorRecord
    let attributes: [String]
  }

  let offset: Int
  let cursor: [Int]
  let visible: Bool
  let rows: [[CellRecord]]

  private static let names: [(Attributes, String)] = [
    (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
    (.blink, "blink"), (.inverse, "inverse"), (.invisible, "invisible"), (.strike, "strike"),
  ]

  init(_ frame: Frame, offset: Int) {
    self.offset = offset
    cursor = [frame.cursor.row, frame.cursor.column]
    visible = frame.cursor.isVisible
    rows = (0..<frame.rows).map { row in
      (0..<frame.columns).map { column in
        let cell = frame[row, column]
        var text = String.UnicodeScalarView()
        if cell.width > 0 {
          text.append(
            contentsOf: frame.recordedScalars(row, column).compactMap(UnicodeScalar.init))
        }
        return CellRecord(
          text: String(text), foreground: .init(cell.foreground),
          background: .init(cell.background),
          attributes: Self.names.filter { cell.attributes.contains($0.0) }.map(\.1))
      }
    }
  }
}
