import Foundation

/// Files for one test; removed with it.
final class Scratch {
  /// Resolved, as the kernel tells it.
  let path: String

  init() throws {
    let template = strdup("/tmp/lookback-live.XXXXXX")
    defer { free(template) }
    guard let template, let made = mkdtemp(template) else {
      throw HarnessError(call: "mkdtemp")
    }
    path = try realPath(String(cString: made))
    chmod(path, 0o755)  // some tests look at it as another user
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a name in it.
  func callAsFunction(_ name: String) -> String {
    "\(path)/\(name)"
  }

  /// A new file; its path.
  @discardableResult
  func file(_ name: String, _ content: String = "", mode: mode_t = 0o644) throws -> String {
    let path = self(name)
    guard FileManager.default.createFile(atPath: path, contents: Data(content.utf8)) else {
      throw HarnessError("cannot create \(path)")
    }
    chmod(path, mode)
    return path
  }

  /// A new directory with those above it; its path.
  @discardableResult
  func directory(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
    return self(name)
  }
}

func realPath(_ path: String) throws -> String {
  guard let resolved = realpath(path, nil) else {
    throw HarnessError(call: path)
  }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// What stat(2) says of a file, in the form of the sensor's fields.
struct FileFacts {
  let inode: Value
  let device: Value
  let mode: Value
  let owner: Value
  let group: Value

  init(_ path: String) throws {
    var s = stat()
    guard stat(path, &s) == 0 else {
      throw HarnessError(call: path)
    }
    inode = .number(s.st_ino)
    // glibc's dev_t; C takes it apart with macros
    let major = s.st_dev >> 8 & 0xfff | s.st_dev >> 32 & ~0xfff
    let minor = s.st_dev & 0xff | s.st_dev >> 12 & ~0xff
    device = .text("\(major):\(minor)")
    mode = .text(octal(s.st_mode & 0o7777))
    owner = .number(s.st_uid)
    group = .number(s.st_gid)
  }
}

/// Four octal digits.
func octal(_ mode: mode_t) -> String {
  let digits = String(mode, radix: 8)
  return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
}
