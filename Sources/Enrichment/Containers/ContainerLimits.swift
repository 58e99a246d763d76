/// What it may cost to know containers, whatever the files of hostile owners hold.
struct ContainerLimits: Sendable {
  /// Containers that are not asked for again; of more, those that were first are forgotten.
  var known = 4_096
  /// Requests on their way, those to be tried again and answers to be collected included; further
  /// ones are refused.
  var waiting = 256
  /// The same for the containers of one user.
  var waitingPerUser = 32
  /// Bytes of a file; a larger one is not read.
  var fileBytes = 4 << 20
  /// Bytes of a name; a longer one is left out.
  var textBytes = 1_024
  /// Labels of a container, and all their bytes; further ones are left out.
  var labels = 64
  var labelBytes = 8_192
  /// Labels, or annotations, that are looked at.
  var texts = 1_024
  /// Namespaces of containerd that are searched.
  var namespaces = 64
  /// When it is tried again after each failure, in milliseconds: a runtime writes some of its files
  /// after the container's first program has been run.
  var retries: [UInt64] = [200, 1_000, 5_000]
}
