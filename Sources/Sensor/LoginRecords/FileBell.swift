import Glibc
import SystemPackage

/// Waits until somebody writes into one of a few files, or puts another file in its place.
///
/// It says no more than that it is worth a look: what has changed is for the files themselves to say.
final class FileBell {
  private let inotify: CInt
  private let stop: CInt
  /// The numbers of the watches, by the path of the file.
  private var watches: [String: CInt] = [:]

  /// Waits besides for the descriptor, which says that all is over.
  init(stop: CInt) {
    inotify = inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
    self.stop = stop
  }

  deinit {
    if inotify >= 0 { close(inotify) }
  }

  /// Rings when files get names in the directory.
  ///
  /// - Returns: why it does not; nil: it does.
  func add(directory: String) -> Errno? {
    let events = UInt32(IN_CREATE) | UInt32(IN_MOVED_TO) | UInt32(IN_ONLYDIR)
    return inotify_add_watch(inotify, directory, events) < 0 ? Errno(rawValue: errno) : nil
  }

  /// Rings when something is written into a file that is open.
  ///
  /// - Parameters:
  ///   - path: the file's, to know it again: another one there takes its place here as well.
  ///   - descriptor: the file itself; -1: there is none.
  /// - Returns: whether it is another file than before: what was written until now did not ring.
  func add(path: String, descriptor: CInt) -> Bool {
    guard descriptor >= 0 else { return false }
    let watch = inotify_add_watch(inotify, "/proc/self/fd/\(descriptor)", UInt32(IN_MODIFY))
    let before = watches[path] ?? -1
    guard watch >= 0, watch != before else { return false }
    if before >= 0 { inotify_rm_watch(inotify, before) }
    watches[path] = watch
    return true
  }

  /// Waits until it rings, but at most so many milliseconds.
  ///
  /// - Returns: false if all is over.
  func wait(milliseconds: CInt) -> Bool {
    var interests = [
      pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
      pollfd(fd: inotify, events: Int16(POLLIN), revents: 0),
    ]
    poll(&interests, nfds_t(interests.count), milliseconds)
    var events = [UInt8](repeating: 0, count: 4096)
    while Glibc.read(inotify, &events, events.count) > 0 {}
    return interests[0].revents == 0
  }
}
