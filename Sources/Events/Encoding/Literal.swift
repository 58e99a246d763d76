/// Prepared bytes that are copied into a line as they are.
///
/// The memory behind them is padded, so that they can be copied sixteen at a time. It is never
/// changed once it is made, and so can be read from any thread.
@safe
struct Literal: BitwiseCopyable, @unchecked Sendable {
  let start: UnsafeRawPointer
  let count: Int

  static let stride = 16

  init(start: UnsafeRawPointer, count: Int) {
    unsafe self.start = start
    self.count = count
  }
}
