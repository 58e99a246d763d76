import Testing

/// What an event says of its socket.
func expectSocket(
  _ event: Event, _ family: Value, _ type: Value, _ protocolName: Value, _ run: Run,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(event["net.family"] == family, sourceLocation: sourceLocation)
  #expect(event["net.type"] == type, sourceLocation: sourceLocation)
  #expect(event["net.protocol"] == protocolName, sourceLocation: sourceLocation)
  #expect(
    event["net.namespace"] == run.truth["network_namespace"], sourceLocation: sourceLocation)
}
