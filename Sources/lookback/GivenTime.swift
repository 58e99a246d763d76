import ArgumentParser
import History

/// Reads a time that somebody gave.
///
/// - Parameters:
///   - text: what was written.
///   - flag: by which flag, for the message; nil: by none.
///   - use: what it is for.
///   - now: nanoseconds since 1970.
/// - Returns: nanoseconds since 1970.
/// - Throws: `ValidationError`.
func givenTime(
  _ text: String, _ flag: String? = nil, use: TimeExpression.Use = .from,
  now: Int64 = TimeExpression.now
) throws -> Int64 {
  do throws(TimeExpressionError) {
    return try TimeExpression.nanoseconds(text, use: use, now: now)
  } catch {
    throw ValidationError(flag.map { "\($0): \(error)" } ?? "\(error)")
  }
}
