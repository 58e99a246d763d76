import CDigest

/// Replaces what looks like a credential by a mark, by ``RedactionRule/all``.
///
/// The mark, `[redacted:8f3a1c0e92b4]`, is a keyed hash: equal secrets have equal marks, and the mark says
/// nothing of the secret, not even its length. Used by one thread at a time.
public final class Redactor {
  static let introduction = "[redacted:"
  /// Of the hash, so many bytes are in the mark.
  private static let markSize = 6

  private let hints = CredentialHints.all
  private let finder = SecretFinder()
  private var argument = ArgumentText()
  private var digest = hmac_sha256_ctx()

  /// Makes marks with that key.
  public init(key: RedactionKey) {
    nettle_hmac_sha256_set_key(&digest, key.bytes.count, key.bytes)
  }

  /// Redacts a list of arguments.
  ///
  /// - Parameter list: the JSON list, as it stands in a finished line.
  /// - Returns: the list that is to stand there instead; nil: there is nothing to redact.
  public func redacted(arguments list: UnsafeRawBufferPointer) -> [UInt8]? {
    guard hints.areMet(in: list) else { return nil }
    guard argument.read(list: list) else {
      // Nobody knows what it is: not kept rather than kept.
      return Array("[\"".utf8) + mark(of: Array(list)) + Array("\"]".utf8)
    }
    return redacted(list, isLine: false)
  }

  /// Redacts a text: a command line, an address.
  ///
  /// - Parameter text: what stands between the quotes of a JSON text, in a finished line.
  /// - Returns: what is to stand there instead; nil: there is nothing to redact.
  public func redacted(text: UnsafeRawBufferPointer) -> [UInt8]? {
    guard hints.areMet(in: text) else { return nil }
    guard argument.read(text: text) else { return mark(of: Array(text)) }
    return redacted(text, isLine: true)
  }

  private func redacted(_ raw: UnsafeRawBufferPointer, isLine: Bool) -> [UInt8]? {
    let secrets = finder.find(in: argument, isLine: isLine)
    guard !secrets.isEmpty else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(raw.count + 8 * secrets.count)
    var position = 0
    for secret in secrets {
      let start = Int(argument.origins[secret.lowerBound])
      result += raw[position..<start]
      result += mark(of: Array(argument.bytes[secret]))
      position = Int(argument.origins[secret.upperBound])
    }
    return result + raw[position...]
  }

  private func mark(of secret: [UInt8]) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    nettle_hmac_sha256_update(&digest, secret.count, secret)
    // Begins anew with the same key.
    nettle_hmac_sha256_digest(&digest, hash.count, &hash)
    let digits = hash.prefix(Self.markSize).flatMap { byte in
      [byte >> 4, byte & 15].map { $0 + ($0 < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) }
    }
    return Array(Self.introduction.utf8) + digits + [UInt8(ascii: "]")]
  }
}
