public import Events

extension ContainerInfo {
  /// A record of kind `container.info` with all of it.
  ///
  /// - Parameter header: the moment and the sensor's own process.
  /// - Returns: the record's bytes.
  public func record(header: HeaderTemplate) -> [UInt8] {
    RecordBuilder.containerInfo(
      header: header, id: container.id, runtime: runtime.rawValue, name: name, image: image,
      imageID: imageID, labels: labels, created: created, owner: userID,
      pod: (name: podName, namespace: podNamespace, id: podID), leftOut: leftOut)
  }
}
