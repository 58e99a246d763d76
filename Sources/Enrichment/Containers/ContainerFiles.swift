/// The files of one container, below its owner's directory.
struct ContainerFiles: ~Copyable {
  /// 64 hexadecimal digits.
  private let id: String
  private let directory: StateDirectory
  private let limits: ContainerLimits

  init(id: String, directory: consuming StateDirectory, limits: ContainerLimits) {
    self.id = id
    self.directory = directory
    self.limits = limits
  }

  /// What is found, and whose files it was in.
  struct Found {
    var runtime: ContainerRuntime
    var state: ContainerState
  }

  // MARK: - Docker

  /// Where Docker's state is: root's, in a snap too, and a user's.
  private static let docker = [
    "var/lib/docker", "var/snap/docker/common/var-lib-docker", ".local/share/docker",
  ]

  /// Docker's `config.v2.json`.
  func docker() throws(ContainerFailure) -> Found? {
    for place in Self.docker {
      var state = ContainerState()
      var isAboutIt = false
      try read("\(place)/containers/\(id)/config.v2.json") { (name, value) throws(JSONError) in
        switch name {
        case "ID": isAboutIt = try value.text() == Array(id.utf8)
        case "Name": state.name = try value.text()
        case "Image": state.imageID = try value.text()
        case "Created": state.created = try value.text()
        case "Config":
          try value.object { (name, value) throws(JSONError) in
            switch name {
            case "Image": state.image = try value.text()
            case "Labels":
              state.labels = try value.texts(limit: limits.texts, unread: &state.unread)
            default: break
            }
          }
        default: break
        }
      }
      guard isAboutIt else { continue }
      // Docker writes a slash before each name.
      if state.name?.first == UInt8(ascii: "/") { state.name?.removeFirst() }
      return Found(runtime: .docker, state: state)
    }
    return nil
  }

  // MARK: - Podman and CRI-O

  /// Where the library of both keeps its state: root's, and a user's.
  private static let storage = ["var/lib/containers/storage", ".local/share/containers/storage"]
  /// How it keeps the files of containers.
  private static let drivers = ["overlay", "vfs", "btrfs", "zfs"]
  /// Containers that are not to survive the next start of the host have a list of their own.
  private static let lists = ["containers.json", "volatile-containers.json"]

  /// The list of containers, and the configuration that the container was started with.
  func storage() throws(ContainerFailure) -> Found? {
    for place in Self.storage {
      for driver in Self.drivers {
        let containers = "\(place)/\(driver)-containers"
        for list in Self.lists {
          guard var found = try storage(list: "\(containers)/\(list)") else { continue }
          try readSpec("\(containers)/\(id)/userdata/config.json", into: &found.state)
          if let labels = found.state.annotations["io.kubernetes.cri-o.Labels"] {
            found.state.labels = try parse(labels) { (json) throws(JSONError) in
              try json.texts(limit: limits.texts, unread: &found.state.unread)
            }
          }
          return found
        }
      }
    }
    return nil
  }

  private func storage(list: String) throws(ContainerFailure) -> Found? {
    guard let bytes = try directory.contents(of: list) else { return nil }
    var entry: (state: ContainerState, metadata: [UInt8]?)?
    try parse(bytes) { (json) throws(JSONError) in
      try json.array { (value) throws(JSONError) in
        var state = ContainerState()
        var isAboutIt = false
        var metadata: [UInt8]?
        try value.object { (name, value) throws(JSONError) in
          switch name {
          case "id": isAboutIt = try value.text() == Array(id.utf8)
          case "image": state.imageID = try value.text()
          case "created": state.created = try value.text()
          case "metadata": metadata = try value.text()
          case "names":
            try value.array { (value) throws(JSONError) in
              let name = try value.text()
              state.name = state.name ?? name
            }
          default: break
          }
        }
        if isAboutIt { entry = (state, metadata) }
      }
    }
    guard let entry else { return nil }
    var found = Found(runtime: .podman, state: entry.state)
    guard let metadata = entry.metadata else { return found }
    // JSON in a text; podman's and CRI-O's are alike, but CRI-O's know of pods.
    let members = try parse(metadata) { (json) throws(JSONError) in
      try json.texts(limit: limits.texts, unread: &found.state.unread)
    }
    found.state.image = members["image-name"]
    if members["pod-id"] != nil { found.runtime = .crio }
    return found
  }

  // MARK: - containerd

  /// Where containerd keeps what runs: as itself, and as a part of k3s.
  private static let containerd = ["run/containerd", "run/k3s/containerd"]

  /// The configuration that the container was started with, in whatever namespace of containerd.
  func containerd() throws(ContainerFailure) -> Found? {
    for place in Self.containerd {
      let tasks = "\(place)/io.containerd.runtime.v2.task"
      for namespace in try directory.names(in: tasks, limit: limits.namespaces) ?? [] {
        var state = ContainerState()
        if try readSpec("\(tasks)/\(namespace)/\(id)/config.json", into: &state) {
          return Found(runtime: .containerd, state: state)
        }
      }
    }
    return nil
  }

  // MARK: - Their JSON

  /// Reads the annotations in a configuration of the Open Container Initiative.
  ///
  /// - Returns: whether it is there.
  @discardableResult
  private func readSpec(
    _ path: String, into state: inout ContainerState
  ) throws(ContainerFailure) -> Bool {
    try read(path) { (name, value) throws(JSONError) in
      guard name == "annotations" else { return }
      state.annotations = try value.texts(limit: limits.texts, unread: &state.unread)
    }
  }

  /// Visits the members of the object that a file is.
  ///
  /// - Returns: whether it is there.
  @discardableResult
  private func read(
    _ path: String, _ visit: (String, inout JSONReader) throws(JSONError) -> Void
  ) throws(ContainerFailure) -> Bool {
    guard let bytes = try directory.contents(of: path) else { return false }
    try parse(bytes) { (json) throws(JSONError) in try json.object(visit) }
    return true
  }

  private func parse<Value>(
    _ bytes: [UInt8], _ body: (inout JSONReader) throws(JSONError) -> Value
  ) throws(ContainerFailure) -> Value {
    do {
      var json = JSONReader(bytes)
      let value = try body(&json)
      try json.end()
      return value
    } catch {
      throw .unreadable
    }
  }
}
