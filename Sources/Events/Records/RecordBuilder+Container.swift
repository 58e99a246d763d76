internal import CEventABI

extension RecordBuilder {
  /// Makes a record of kind `container.info`.
  ///
  /// What is nil or empty is left out of the event.
  ///
  /// - Parameters:
  ///   - header: the moment and the sensor's own process.
  ///   - id: the container's id, as its cgroup has it.
  ///   - runtime: what runs it.
  ///   - name: its name.
  ///   - image: what its image is called.
  ///   - imageID: what identifies the image.
  ///   - labels: each `key=value`, without NUL.
  ///   - created: when it was made, in RFC 3339.
  ///   - owner: the user whose it is; nil if it is root's.
  ///   - pod: the name, namespace and id of its Kubernetes pod.
  ///   - leftOut: how many names and labels were left out.
  /// - Returns: the record's bytes.
  public static func containerInfo(
    header: HeaderTemplate, id: [UInt8], runtime: String, name: [UInt8]?, image: [UInt8]?,
    imageID: [UInt8]?, labels: [[UInt8]], created: [UInt8]?, owner: UInt32?,
    pod: (name: [UInt8]?, namespace: [UInt8]?, id: [UInt8]?), leftOut: Int
  ) -> [UInt8] {
    var info = ev_container_info()
    info.h = header.header(kind: .containerInfo)
    info.owner = owner ?? EV_UNSET
    info.left_out = UInt32(clamping: leftOut)

    var record = RecordBytes(info)
    let texts: [(KeyPath<ev_container_info, ev_str>, [UInt8]?)] = [
      (\.id, id), (\.runtime, Array(runtime.utf8)), (\.name, name), (\.image, image),
      (\.image_id, imageID), (\.created, created), (\.pod_name, pod.name),
      (\.pod_namespace, pod.namespace), (\.pod_id, pod.id),
    ]
    for (field, text) in texts {
      record.append(text ?? [], limit: Int(EV_CONTAINER_TEXT_MAX), at: recordOffset(of: field))
    }
    record.append(
      Array(labels.joined(separator: [0])), limit: Int(EV_CONTAINER_LABELS_MAX),
      at: recordOffset(of: \ev_container_info.labels))
    return record.bytes
  }
}
