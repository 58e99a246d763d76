/// Somebody who hands what the sensor counts to whoever asks.
public protocol MetricsListener: Sendable {
  /// Answers from now on, with what the text is at that moment; to be called once.
  func start(_ text: @escaping @Sendable () -> String)

  /// Answers no more; perhaps called more than once.
  func stop()
}
