import CEventABI

@testable import Events

extension Fixture {
  static let filePaths = [rename, unlink, link, symlink, chmod, chown, truncate]

  private static let rename: Fixture = {
    var head = ev_file_path()
    head.call_flags = 0b11
    head.result = -18
    return Fixture(
      "file.rename",
      Record(.fileRename, head, flags: EV_CALLER_PATH | EV_CALLER_TARGET)
        .string(\.path, "/a").string(\.target, "/b"),
      own: """
        ,"from_caller":["file.path","file.target.path"],\
        "file":{"path":"/a","target":{"path":"/b"},"flags":["RENAME_NOREPLACE","RENAME_EXCHANGE"]},\
        "result":-18,"error":"EXDEV"
        """)
  }()

  private static let unlink: Fixture = {
    var head = ev_file_path()
    head.call_flags = 0x200
    return Fixture(
      "file.unlink", Record(.fileUnlink, head, flags: EV_CALLER_PATH).string(\.path, "/tmp/d"),
      own: """
        ,"from_caller":["file.path"],"file":{"path":"/tmp/d","flags":["AT_REMOVEDIR"]},"result":0
        """)
  }()

  private static let link: Fixture = {
    var head = ev_file_path()
    head.call_flags = 0x1400
    return Fixture(
      "file.link",
      Record(.fileLink, head).string(\.path, "/a").string(\.target, "/b", full: 4097),
      own: """
        ,"file":{"path":"/a","target":{"path":"/b","path_length":4097},\
        "flags":["AT_SYMLINK_FOLLOW","AT_EMPTY_PATH"]},"result":0
        """)
  }()

  private static let symlink = Fixture(
    "file.symlink",
    Record(.fileSymlink, ev_file_path()).string(\.path, "/l").string(\.target, "../x"),
    own: ",\"file\":{\"path\":\"/l\",\"target\":{\"path\":\"../x\"}},\"result\":0")

  private static let chmod: Fixture = {
    var head = ev_file_path()
    head.file = file
    head.file.mode = 0o041777
    head.mode = 0o4007
    return Fixture(
      "file.chmod", Record(.fileChmod, head).string(\.path, "/tmp"),
      own: """
        ,"file":{"path":"/tmp","inode":131073,"device":"259:2","type":"directory","mode":"1777",\
        "owner":33,"group":34,"new_mode":"4007"},"result":0
        """)
  }()

  private static let chown: Fixture = {
    var head = ev_file_path()
    head.call_flags = 0x100
    head.owner = EV_UNSET
    head.group = 65_534
    return Fixture(
      "file.chown", Record(.fileChown, head).string(\.path, "/a"),
      own: """
        ,"file":{"path":"/a","flags":["AT_SYMLINK_NOFOLLOW"],"new_group":65534},"result":0
        """)
  }()

  private static let truncate: Fixture = {
    var head = ev_file_path()
    head.length = 99_999_999
    return Fixture(
      "file.truncate", Record(.fileTruncate, head).string(\.path, "/a"),
      own: ",\"file\":{\"path\":\"/a\",\"length\":99999999},\"result\":0")
  }()
}
