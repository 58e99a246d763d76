import NIOCore

/// What is handed to a connection at once: whole lines or messages.
struct PeerMessage: Sendable {
  var bytes: ByteBuffer
  /// How many they are.
  var lines: Int
}
