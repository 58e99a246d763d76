import Sinks

extension PercentText {
  /// The text with whatever means something else in a sink's text written as its bytes.
  static func encode(_ text: String) -> String {
    encode(text) { byte, _ in byte > 0x20 && byte < 0x7f && !"?&\"'#".utf8.contains(byte) }
  }
}
