import CEventABI
import Events
import Glibc
import SystemPackage
import Threading

/// Finds the libraries of containers: other files than the host's, with the same functions.
///
/// Where a program is started from a file system that none was started from yet in that mount
/// namespace, a thread looks for the library below the root of that process. It was mapped by nobody
/// there yet, as a rule; where it was, the probes are put into it all the same.
final class LibraryWatch: @unchecked Sendable {
  // Safety: the first part belongs to the drain's thread, the second is touched under `mutex` only.

  /// Where programs come from.
  private struct Place: Hashable {
    var mountNamespace: UInt32
    /// Tells it from a later one of the same number.
    var life: UInt64
    var device: UInt32
  }

  private struct Request {
    var place: Place
    var pid: UInt32
  }

  /// How long a place stays looked at: an upgrade puts another file there.
  private static let lifetime: UInt64 = 60_000_000_000
  private static let requestLimit = 256
  private static let placeLimit = 4096

  private let probes: LibraryProbes
  private let libraries: Set<UserLibrary>

  private var looked: Set<Place> = []
  private var lookedSince: UInt64 = 0
  private var hasThread = false

  private let mutex = ConditionMutex()
  private var requests: [Request] = []
  /// Whose process was gone before it was looked at.
  private var unseen: [Place] = []
  private var news: [String] = []
  private var isClosed = false

  init(_ probes: LibraryProbes) {
    self.probes = probes
    libraries = probes.libraries
  }

  // MARK: - The drain's thread

  /// Looks at a record; only that of a program that was started means something.
  func notice(_ record: UnsafeRawBufferPointer) {
    guard !libraries.isEmpty, record.count >= MemoryLayout<ev_process_exec>.size else { return }
    let kind = UInt32(record.loadUnaligned(as: ev_header.self).kind)
    guard kind == EV_KIND_PROCESS_EXEC.rawValue || kind == EV_KIND_PROCESS_SNAPSHOT.rawValue
    else { return }
    let image = record.loadUnaligned(as: ev_process_exec.self)
    guard image.inode != 0, image.h.task.mnt_ns != 0 else { return }
    let place = Place(
      mountNamespace: image.h.task.mnt_ns, life: image.h.task.mnt_ns_life, device: image.device)
    if image.h.boot_ns > lookedSince + Self.lifetime || looked.count >= Self.placeLimit {
      looked.removeAll(keepingCapacity: true)
      lookedSince = image.h.boot_ns
    }
    guard !looked.contains(place), ask(Request(place: place, pid: image.h.task.tgid)) else {
      return
    }
    looked.insert(place)
  }

  /// False: not now; the next program that is started there asks again.
  private func ask(_ request: Request) -> Bool {
    if !hasThread {
      hasThread = true
      _ = Thread(name: "libraries") { [self] in work() }
    }
    return mutex.withLockIfFree {
      looked.subtract(unseen)
      unseen.removeAll(keepingCapacity: true)
      guard requests.count < Self.requestLimit, !isClosed else { return false }
      requests.append(request)
      mutex.wake()
      return true
    } ?? false
  }

  /// What there is to tell since the last call.
  func takeNews() -> [String] {
    mutex.withLockIfFree {
      defer { news = [] }
      return news
    } ?? []
  }

  /// From now on nothing is looked for.
  ///
  /// A file system that does not answer is not waited for.
  func close() {
    mutex.withLock {
      isClosed = true
      requests = []
      mutex.wake()
    }
    probes.close()
  }

  // MARK: - The thread that looks

  private func work() {
    while let request = nextRequest() {
      var isSeen = true
      var told: [String] = []
      for library in libraries {
        do throws(Failure) {
          told += try look(for: library, from: request)
        } catch {
          switch error {
          case .gone: isSeen = false
          case .refused(let reason):
            told.append("\(library.fileName) of process \(request.pid): \(reason)")
          }
        }
      }
      mutex.withLock {
        if !isSeen { unseen.append(request.place) }
        // Each was caused by a file; who makes many of them does not fill the memory with it.
        if news.count < Self.requestLimit { news += told }
      }
    }
  }

  private func nextRequest() -> Request? {
    mutex.withLock {
      while requests.isEmpty, !isClosed { mutex.wait() }
      return isClosed ? nil : requests.removeFirst()
    }
  }

  private enum Failure: Error {
    /// The process is not there any more.
    case gone
    case refused(String)
  }

  private func look(
    for library: UserLibrary, from request: Request
  ) throws(Failure) -> [String] {
    let process = "/proc/\(request.pid)"
    let root = open("\(process)/root", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard root >= 0 else { throw .gone }
    defer { Glibc.close(root) }
    // Only now, and the root is that of the process that was meant.
    var status = stat()
    guard stat("\(process)/ns/mnt", &status) == 0,
      status.st_ino == UInt(request.place.mountNamespace)
    else { throw .gone }
    var told: [String] = []
    do {
      for file in try LibraryFile.find(library, below: root) {
        switch try probes.add(file, of: library) {
        case .known: break
        case .attached:
          told.append("one more \(library.fileName) is watched, of process \(request.pid)")
        case .attachedForAnother:
          told.append(
            "one more \(library.fileName) is watched, of process \(request.pid); "
              + "the oldest of \(LibraryProbes.otherLimit) others no more")
        }
      }
    } catch {
      throw .refused("\(error)")
    }
    return told
  }
}
