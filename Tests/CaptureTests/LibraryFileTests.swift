import Foundation
import Testing

@testable import Capture
@testable import Events

/// Looking for a library below a root that somebody hostile may have filled.
@Suite final class LibraryFileTests {
  /// One that every machine of these tests has.
  private static let library = UserLibrary(fileName: "libc.so.6", interface: "GLIBC_2.2.5")
  private let path: String
  private let root: CInt

  init() throws {
    let template = strdup("/tmp/lookback-libraries.XXXXXX")
    defer { free(template) }
    path = String(cString: try #require(template.flatMap { mkdtemp($0) }))
    root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    for folder in ["lib64", "usr/lib", "real"] {
      try FileManager.default.createDirectory(
        atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
    }
  }

  deinit {
    close(root)
    try? FileManager.default.removeItem(atPath: path)
  }

  private func find() throws -> [LibraryFile] {
    try LibraryFile.find(Self.library, below: root)
  }

  private func copyLibrary(to name: String) throws {
    // To its end: Foundation was seen to stop before that in a file of /proc.
    let maps = try readWholeFile("/proc/self/maps")
    let line = try #require(maps.split(separator: "\n").first { $0.hasSuffix("/libc.so.6") })
    let start = try #require(line.firstIndex(of: "/"))
    try FileManager.default.copyItem(atPath: String(line[start...]), toPath: "\(path)/\(name)")
  }

  @Test("None, one, and one that has two names")
  func names() throws {
    #expect(try find().isEmpty)
    try copyLibrary(to: "lib64/libc.so.6")
    #expect(try find().count == 1)
    link("\(path)/lib64/libc.so.6", "\(path)/usr/lib/libc.so.6")
    #expect(try find().count == 1)
    let file = try #require(try find().first)
    #expect(file.offset(of: UserFunction("getppid", of: Self.library)) != nil)
    #expect(file.offset(of: UserFunction("no_such_function", of: Self.library)) == nil)
  }

  @Test("A link leads to what is below the root, and nowhere else")
  func links() throws {
    try copyLibrary(to: "real/library")
    symlink("/real/library", "\(path)/lib64/libc.so.6")
    #expect(try find().count == 1)
    // The host's own library is there, but not below this root.
    for target in ["/lib/x86_64-linux-gnu/libc.so.6", "../../../../lib/x86_64-linux-gnu/libc.so.6"]
    {
      unlink("\(path)/lib64/libc.so.6")
      symlink(target, "\(path)/lib64/libc.so.6")
      #expect(try find().isEmpty)
    }
  }

  @Test("What is no file is not opened, what is no such library refused")
  func refused() throws {
    mkfifo("\(path)/lib64/libc.so.6", 0o600)
    #expect(throws: LibraryImage.Refusal.self) { try self.find() }
    unlink("\(path)/lib64/libc.so.6")
    try Data("no library".utf8).write(to: URL(filePath: "\(path)/lib64/libc.so.6"))
    #expect(
      throws: LibraryImage.Refusal(description: "/lib64/libc.so.6: it is no ELF file")
    ) { try self.find() }
    unlink("\(path)/lib64/libc.so.6")
    try copyLibrary(to: "lib64/libc.so.6")
    let other = UserLibrary(fileName: "libc.so.6", interface: "LIBPAM_1.0")
    #expect(throws: LibraryImage.Refusal.self) {
      try LibraryFile.find(other, below: self.root)
    }
    #expect(truncate("\(path)/lib64/libc.so.6", off_t(LibraryImage.byteLimit + 1)) == 0)
    #expect(throws: LibraryImage.Refusal.self) { try self.find() }
  }

  @Test("As many other files as the limit says, and a file only once")
  func limit() throws {
    let probes = LibraryProbes()
    try copyLibrary(to: "lib64/libc.so.6")
    var files: [LibraryFile] = []
    for number in 0...LibraryProbes.otherLimit {
      files += try find()
      let outcome = try probes.add(try #require(files.last), of: Self.library)
      #expect(outcome == (number == LibraryProbes.otherLimit ? .attachedForAnother : .attached))
      // The same bytes in another file; the one before keeps its number as long as it is open.
      unlink("\(path)/lib64/libc.so.6")
      try copyLibrary(to: "lib64/libc.so.6")
    }
    #expect(try probes.add(files[1], of: Self.library) == .known)
    #expect(try probes.add(files[0], of: Self.library) == .attachedForAnother)
    probes.close()
    #expect(try probes.add(files[2], of: Self.library) == .known)
  }
}
