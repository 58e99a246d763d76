/// A container of which something is to be known.
struct ContainerRequest: Sendable {
  /// By what it is told from others: whoever names a cgroup can use another user's id.
  struct Key: Hashable, Sendable {
    var container: Container
    /// As the cgroup has it; nil also where it does not tell.
    var userID: UInt32?
  }

  let key: Key
  /// A process in it, as the sensor numbers it.
  let process: UInt32
  /// Whose container it is; nil: root's.
  var userID: UInt32?
  /// How often it was looked for in vain.
  var failures = 0

  init(_ key: Key, process: UInt32) {
    self.key = key
    self.process = process
    userID = key.userID
  }

  var container: Container { key.container }
}

/// What became of a request.
struct ContainerAnswer: Sendable {
  var key: ContainerRequest.Key
  var result: Result<ContainerInfo, ContainerFailure>
}

/// Why nothing is known of a container.
enum ContainerFailure: Error, Equatable {
  /// No runtime that is known has written of it.
  case absent
  /// What is there is not for reading, or no JSON.
  case unreadable
}

typealias ContainerMailbox = Mailbox<ContainerRequest, ContainerAnswer>
