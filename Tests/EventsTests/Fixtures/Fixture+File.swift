import CEventABI

@testable import Events

extension Fixture {
  static let files = [open, failedOpen, write, close]

  static var file: ev_file_id {
    ev_file_id(inode: 131_073, device: 259 << 20 | 2, mode: 0o100640, owner: 33, group: 34)
  }

  private static let identity = """
    "inode":131073,"device":"259:2","type":"regular","mode":"0640","owner":33,"group":34
    """

  private static let open: Fixture = {
    var head = ev_file_open()
    head.file = file
    head.open_flags = 0o2000000 | 0o1000 | 0o100 | 0o1
    head.create_mode = 0o666
    head.fd = 5
    head.created = 1
    return Fixture(
      "file.open", Record(.fileOpen, head).string(\.path, "/var/www/new\nline"),
      own: """
        ,"file":{"path":"/var/www/new\\nline","flags":["O_WRONLY","O_CREAT","O_TRUNC","O_CLOEXEC"],\
        "create_mode":"0666",\(identity),"descriptor":5,"created":true,"secret":false},"result":0
        """)
  }()

  private static let failedOpen: Fixture = {
    var head = ev_file_open()
    head.open_flags = 0o4010000
    head.fd = -1
    head.secret = 1
    head.result = -2
    return Fixture(
      "file.open",
      Record(.fileOpen, head, flags: EV_CALLER_PATH).string(\.path, "/etc/sha", full: 5000),
      own: """
        ,"from_caller":["file.path"],"file":{"path":"/etc/sha","path_length":5000,\
        "flags":["O_RDONLY","O_SYNC"],"created":false,"secret":true},"result":-2,"error":"ENOENT"
        """)
  }()

  private static let write: Fixture = {
    var head = ev_file_write()
    head.file = file
    head.bytes = 18_446_744_073_709_551_615
    head.method = EV_WRITE_SENDFILE
    head.fd = 0
    return Fixture(
      "file.write", Record(.fileWrite, head).string(\.path, "/x"),
      own: """
        ,"file":{"path":"/x",\(identity),"descriptor":0,"bytes":18446744073709551615,\
        "method":"sendfile"}
        """)
  }()

  private static let close: Fixture = {
    var head = ev_file_close()
    head.file = file
    head.bytes = 10_000_000_000_000_001
    head.writes = 123_456_789
    head.first_write_ns = 1
    head.cause = EV_CLOSED_UNSEEN
    head.fd = 2_147_483_647
    return Fixture(
      "file.close", Record(.fileClose, head).string(\.path, "/x"),
      own: """
        ,"file":{"path":"/x",\(identity),"descriptor":2147483647,"bytes":10000000000000001,\
        "writes":123456789,"first_write":"2026-11-22T09:00:00.000000001Z","cause":"unseen"}
        """)
  }()
}
