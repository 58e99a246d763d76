import NIOCore

/// A message on its way.
struct Delivery {
  let promise: EventLoopPromise<Void>
  /// Whether all of it was handed to the kernel.
  var isWritten = false
  /// How long it is until the next look.
  var rest = TimeAmount.milliseconds(1)
  var nextLook: Scheduled<Void>?
  /// When there was last anything new.
  private(set) var lastMove = NIODeadline.now()
  /// Since when the other end's host has owed an answer.
  private(set) var owedSince: NIODeadline?
  /// Bytes that the other end did not have when they were last counted.
  private var outstanding = Int.max
  /// Lines that the other end had when they were last counted.
  private var stored: UInt64

  /// - Parameters:
  ///   - promise: who waits for it.
  ///   - stored: lines of the connection that the other end has already.
  init(_ promise: EventLoopPromise<Void>, stored: UInt64) {
    self.promise = promise
    self.stored = stored
  }

  /// Compares with what was seen before.
  mutating func note(_ view: SocketView, stored: UInt64, at now: NIODeadline) {
    if outstanding != view.outstanding || self.stored != stored { lastMove = now }
    outstanding = view.outstanding
    self.stored = stored
    owedSince = view.silence == nil ? nil : owedSince ?? now
  }
}
