import Events

@testable import Filters

/// Lines as an encoder of events writes them.
enum Lines {
  static let exec = """
    {"kind":"process.exec","time":"2026-11-22T10:00:00.123456789Z","seq":1,"cpu":3,\
    "host":{"id":"host-1"},"process":{"id":"1a2b3c4d-4711-abcdef01234","pid":4711,"tid":4712,\
    "start":"2026-11-22T12:16:46.310404660Z","comm":"bash",\
    "parent":{"id":"1a2b3c4d-1234-1f","pid":1234,"exe":"/usr/sbin/sshd"},"tty":"pts/7",\
    "exe":"/usr/bin/nmap","argv":["nmap","-sS","10.0.0.0/8","say \\"hi\\"\\n"],"argc":4,\
    "cwd":"/home/carol"},"user":{"id":1000,"gid":1001,"effective":{"id":0,"gid":1002},\
    "session":5,"name":"carol"},"exe":{"memfd":false,"mode":"0755"},"entry":{"kind":"ssh",\
    "address":"2001:db8::1","port":51234},"result":-13,"error":"EACCES"}

    """

  static let connect = """
    {"kind":"net.connect","time":"2026-11-22T10:00:00.123456789Z","seq":18446744073709551615,\
    "process":{"pid":4711,"exe":"/usr/bin/curl"},"user":{"id":1000,"name":"carol"},\
    "net":{"family":"ipv4","type":"stream","protocol":"tcp"},\
    "local":{"address":"10.0.0.1","port":50000},"remote":{"address":"192.0.2.77","port":4444,\
    "name":"Evil.example.org"},"result":0}

    """

  static let answer = """
    {"kind":"dns.answer","dns":{"name":"www.example.org","addresses":["192.0.2.1","2001:db8::1"]}}

    """

  static let login = """
    {"kind":"auth.attempt","auth":{"user":"root","remote":"203.0.113.9","success":false}}

    """
}

extension FilterCondition {
  func holds(for line: String) throws -> Bool {
    try holds(for: Array(line.utf8).span.bytes)
  }
}
