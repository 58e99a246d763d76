import Glibc
import SystemPackage

/// What a running sensor answered.
public struct StatusAnswer: Sendable {
  /// One JSON object, without a newline; docs/status.md has its keys.
  public var json: String
  /// The same for people: lines.
  public var text: String

  /// Seconds that a sensor has to answer.
  private static let patience = 5
  /// Bytes of the longest answer.
  private static let limit = 1 << 20

  /// Asks a sensor.
  ///
  /// - Parameter path: its socket.
  /// - Throws: ``StatusError`` if there is none, or it is somebody's who is not to be believed.
  public init(from path: String) throws(StatusError) {
    let bytes: [UInt8]
    do {
      bytes = try Self.ask(path)
    } catch .resourceTemporarilyUnavailable {
      throw StatusError(
        path, "no answer within \(Self.patience) s: it starts, ends or stands still")
    } catch .notPermitted {
      throw StatusError(path, "who listens there is neither root nor this user")
    } catch .permissionDenied {
      throw .notAllowed(path)
    } catch {
      throw StatusError(path, error)
    }
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), bytes.first == UInt8(ascii: "{")
    else {
      throw StatusError(path, "the sensor did not answer: it ends, or may not tell this user")
    }
    json = String(decoding: bytes[..<end], as: UTF8.self)
    text = String(decoding: bytes[(end + 1)...], as: UTF8.self)
  }

  private static func ask(_ path: String) throws(Errno) -> [UInt8] {
    let socket = try LocalSocket()
    try socket.limitWaiting(to: patience)
    try socket.connect(to: path)
    let server = try socket.peer().user
    // What anybody else says is for the terminal of nobody.
    guard server == 0 || server == geteuid() else { throw .notPermitted }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while answer.count < limit {
      let count = read(socket.descriptor, &piece, piece.count)
      if count == 0 { return answer }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw Errno(rawValue: errno)
      }
      answer += piece[..<count]
    }
    throw .fileTooLarge
  }
}
