/// Names of bits in a number; bits without a name are written together as one hexadecimal number.
struct FlagTable: Sendable {
  /// Applies to numbers that have this value under this mask.
  struct Entry: Sendable {
    let mask: UInt64
    let value: UInt64
    let name: String

    init(_ name: String, _ value: UInt64, mask: UInt64? = nil) {
      self.mask = mask ?? value
      self.value = value
      self.name = name
    }
  }

  /// The entries, in the order of the output.
  let entries: [Entry]

  /// Flags of open (asm-generic/fcntl.h).
  static let open = FlagTable(entries: [
    Entry("O_RDONLY", 0, mask: 0o3),
    Entry("O_WRONLY", 0o1, mask: 0o3),
    Entry("O_RDWR", 0o2, mask: 0o3),
    Entry("O_CREAT", UInt64(OpenFlag.create)),
    Entry("O_EXCL", 0o200),
    Entry("O_NOCTTY", 0o400),
    Entry("O_TRUNC", UInt64(OpenFlag.truncate)),
    Entry("O_APPEND", 0o2000),
    Entry("O_NONBLOCK", UInt64(OpenFlag.nonblock)),
    // Part of O_SYNC, and then not named.
    Entry("O_DSYNC", 0o10000, mask: 0o4010000),
    Entry("O_ASYNC", 0o20000),
    Entry("O_DIRECT", 0o40000),
    Entry("O_LARGEFILE", 0o100000),
    // Part of O_TMPFILE, and then not named.
    Entry("O_DIRECTORY", 0o200000, mask: 0o20200000),
    Entry("O_NOFOLLOW", 0o400000),
    Entry("O_NOATIME", 0o1000000),
    Entry("O_CLOEXEC", 0o2000000),
    Entry("O_SYNC", 0o4010000),
    Entry("O_PATH", 0o10000000),
    Entry("O_TMPFILE", 0o20200000),
  ])

  /// Flags of finit_module (linux/module.h).
  static let moduleLoad = FlagTable(entries: [
    Entry("MODULE_INIT_IGNORE_MODVERSIONS", 1),
    Entry("MODULE_INIT_IGNORE_VERMAGIC", 2),
    Entry("MODULE_INIT_COMPRESSED_FILE", 4),
  ])

  /// Flags of delete_module.
  static let moduleUnload = FlagTable(entries: [
    Entry("O_NONBLOCK", UInt64(OpenFlag.nonblock)),
    Entry("O_TRUNC", UInt64(OpenFlag.truncate)),
  ])

  /// Flags of renameat2 (linux/fs.h).
  static let rename = FlagTable(entries: [
    Entry("RENAME_NOREPLACE", 1),
    Entry("RENAME_EXCHANGE", 2),
    Entry("RENAME_WHITEOUT", 4),
  ])

  /// Flags of unlinkat (linux/fcntl.h).
  static let unlink = FlagTable(entries: [Entry("AT_REMOVEDIR", 0x200)])

  /// Flags of linkat, fchmodat2 and fchownat (linux/fcntl.h).
  static let lookup = FlagTable(entries: [
    Entry("AT_SYMLINK_NOFOLLOW", 0x100),
    Entry("AT_SYMLINK_FOLLOW", 0x400),
    Entry("AT_EMPTY_PATH", 0x1000),
  ])
}

/// Flags of open that matter elsewhere, too.
enum OpenFlag {
  static let create: UInt32 = 0o100
  static let truncate: UInt32 = 0o1000
  static let nonblock: UInt32 = 0o4000
  /// O_CREAT, and the bit of O_TMPFILE that is not O_DIRECTORY.
  static let mayCreate: UInt32 = create | 0o20000000
}
