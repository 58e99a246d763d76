/// What the files of a runtime say of a container, as it is there.
struct ContainerState {
  var name: [UInt8]?
  var image: [UInt8]?
  var imageID: [UInt8]?
  var created: [UInt8]?
  var labels: [String: [UInt8]] = [:]
  /// What Kubernetes and others note in the configuration that the runtime is given.
  var annotations: [String: [UInt8]] = [:]
}

extension JSONReader {
  /// Takes the members of an object that are text.
  mutating func texts() throws(JSONError) -> [String: [UInt8]] {
    var texts: [String: [UInt8]] = [:]
    try object { (name, value) throws(JSONError) in texts[name] = try value.text() }
    return texts
  }
}
