/// What a container's runtime has written about it.
///
/// Told by files of the runtime, which those who may run containers can fill: of a rootless container
/// (``userID``) that is the user. It says who is meant by an id, and is evidence of nothing else.
public struct ContainerInfo: Sendable, Equatable {
  /// As it was asked for.
  public let container: Container
  /// The user whose container it is, as the kernel's number; nil if it is root's.
  public let userID: UInt32?
  /// Who runs it: known better than from the name of a cgroup.
  public internal(set) var runtime: ContainerRuntime
  /// Its name; in a pod, the one that the pod gives it.
  public internal(set) var name: [UInt8]?
  /// The image, as whoever started the container called it.
  public internal(set) var image: [UInt8]?
  /// What identifies the image: a digest, or a name with one.
  public internal(set) var imageID: [UInt8]?
  /// Each `key=value`, in the order of their bytes; without NUL.
  public internal(set) var labels: [[UInt8]] = []
  /// The name of its Kubernetes pod, and the pod's namespace and id.
  public internal(set) var podName: [UInt8]?
  public internal(set) var podNamespace: [UInt8]?
  public internal(set) var podID: [UInt8]?
  /// When it was made, as the runtime writes it: RFC 3339.
  public internal(set) var created: [UInt8]?
  /// How many names and labels are left out: too long, too many, or with a NUL.
  public internal(set) var leftOut = 0

  init(_ request: ContainerRequest) {
    container = request.container
    userID = request.userID
    runtime = request.container.runtime
  }
}

/// Entering what is found, within the limits.
extension ContainerInfo {
  mutating func set(
    _ field: WritableKeyPath<Self, [UInt8]?>, to text: [UInt8]?, _ limits: ContainerLimits
  ) {
    guard let text, !text.isEmpty else { return }
    if text.count <= limits.textBytes {
      self[keyPath: field] = text
    } else {
      leftOut += 1
    }
  }

  mutating func take(_ found: ContainerFiles.Found, _ limits: ContainerLimits) {
    runtime = found.runtime
    set(\.name, to: found.state.name, limits)
    set(\.image, to: found.state.image, limits)
    set(\.imageID, to: found.state.imageID, limits)
    set(\.created, to: found.state.created, limits)
    // Docker's labels are what the others' annotations are.
    for (key, value) in found.state.labels { take(annotation: key, value, limits) }
    for (key, value) in found.state.annotations { take(annotation: key, value, limits) }
    takeLabels(found.state.labels, limits)
    leftOut += found.state.unread
  }

  private mutating func takeLabels(_ all: [String: [UInt8]], _ limits: ContainerLimits) {
    var room = limits.labelBytes
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      let label = Array(key.utf8) + Array("=".utf8) + value
      if labels.count < limits.labels, label.count <= room, !label.contains(0) {
        room -= label.count
        labels.append(label)
      } else {
        leftOut += 1
      }
    }
  }

  /// Takes what has a known meaning.
  private mutating func take(
    annotation key: String, _ value: [UInt8], _ limits: ContainerLimits
  ) {
    let field: WritableKeyPath<Self, [UInt8]?>? =
      switch key {
      case "io.kubernetes.container.name", "io.kubernetes.cri.container-name", "nerdctl/name":
        \.name
      case "io.kubernetes.cri-o.ImageName", "io.kubernetes.cri.image-name": \.image
      case "io.kubernetes.cri-o.ImageRef": \.imageID
      case "io.kubernetes.pod.name", "io.kubernetes.cri.sandbox-name": \.podName
      case "io.kubernetes.pod.namespace", "io.kubernetes.cri.sandbox-namespace": \.podNamespace
      case "io.kubernetes.pod.uid", "io.kubernetes.cri.sandbox-uid": \.podID
      case "io.kubernetes.cri-o.Created": \.created
      default: nil
      }
    if let field { set(field, to: value, limits) }
  }
}
