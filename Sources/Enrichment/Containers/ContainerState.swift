/// What the files of a runtime say of a container, as it is there.
struct ContainerState {
  var name: [UInt8]?
  var image: [UInt8]?
  var imageID: [UInt8]?
  var created: [UInt8]?
  var labels: [String: [UInt8]] = [:]
  /// What Kubernetes and others note in the configuration that the runtime is given.
  var annotations: [String: [UInt8]] = [:]
  /// How many labels and annotations were not looked at: nobody has as many.
  var unread = 0
}

extension JSONReader {
  /// Takes the members of an object that are text, up to so many; counts those that are left.
  mutating func texts(
    limit: Int, unread: inout Int
  ) throws(JSONError) -> [String: [UInt8]] {
    var texts: [String: [UInt8]] = [:]
    try object { (name, value) throws(JSONError) in
      if texts.count < limit || texts[name] != nil {
        texts[name] = try value.text()
      } else {
        unread += 1
      }
    }
    return texts
  }
}
