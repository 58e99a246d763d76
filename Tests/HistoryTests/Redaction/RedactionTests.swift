import Foundation
import TestSupport
import Testing

@testable import History

@Suite struct RedactionTests {
  @Test(
    "Secrets in arguments",
    arguments: [
      ["app", "--passphrase=‹a b›", "--token", "‹x›", "--secret", "‹-›", "--client-secret=‹y›"],
      ["app", "-password", "‹x›", "-token=‹y›"],
      ["app", "--auth", "carol:‹x›", "--auth=‹Zm9vYmFyYmF6cXV4›"],
      ["app", "--access-key=‹/ab/cd+ef›", "--secretKey", "‹x›", "--DB_PASS=‹x›"],
      ["env", "MYSQL_PWD=‹x›", "GITHUB_TOKEN=‹y›", "DbPassword2=‹z›", "make"],
      ["app", "Server=db;Password=‹x›;User=carol", "--dsn=host=db,password=‹y›,user=z"],
      ["kubectl", "create", "secret", "generic", "n", "--from-literal=password=‹x›"],
      ["npm", "config", "set", "//registry.npmjs.org/:_authToken=‹x›"],
      ["git", "-c", "http.extraheader=AUTHORIZATION: basic ‹eDp5›", "fetch"],
      ["curl", "-d", #"{"user": "c", "api_key" : "‹x\"y›", "n": 1, "token":‹123›}"#, "host"],
      ["python3", "-c", "connect(host='h', password='‹a b›', user='x')"],
      ["ruby", "-e", "c(:password => 1, 'password' => '‹x›')"],
      ["sudo", "-u", "mysql", "mysqldump", "-h", "h", "-p‹x›", "shop"],
      ["/usr/bin/env", "FOO=1", "/usr/local/bin/mysql", "-uroot", "-p‹x›"],
      ["docker", "exec", "-i", "db", "mysql", "-uroot", "-p‹123456›", "shop"],
      ["ssh", "-p", "2222", "carol@host", "mysql", "-p‹x›"],
      ["sshpass", "-p‹x›", "mysql", "-p‹y›"],
      ["curl", "-sSLu", "carol:‹x:y›", "-H", "Cookie: ‹a=b; c=d›", "-ualice:‹z›", "host"],
      ["curl", "--header", "PRIVATE-TOKEN: ‹x›", "-H", "X-Auth-Token:‹y›", "-H", "Accept: */*"],
      ["python3", "/usr/bin/http", "-a", "carol:‹x›", "host"],
      ["htpasswd", "-nb", "carol", "‹x›"],
      ["openssl", "passwd", "-6", "‹x›"],
      ["openssl", "pkcs12", "-passin", "env:PW", "-passout", "file:/x", "-pass", "pass:‹y›"],
      ["redis-cli", "-u", "redis://carol:‹x›@h:6379/0", "AUTH", "‹y›"],
      ["psql", "postgres://carol:‹p/w›@db:5432/shop"],
      ["mongosh", "mongodb+srv://carol:‹x›@a,b:27018/?x=y"],
      ["docker", "login", "--username=x", "-p‹y›"],
      ["podman", "run", "--creds", "carol:‹x›", "-p", "8080:80", "image"],
      ["wpa_passphrase", "home", "‹x›"],
      ["unrar", "x", "-hp‹x›", "a.rar"],
      [
        "bash", "-lc",
        "export AWS_SECRET_ACCESS_KEY=‹a/b›; aws s3 ls && mysql -u x -p'‹a b›' < f | cat",
      ],
      ["ssh", "host", "sudo sh -c \"mysql -p'‹x›' -e 'select 1'\""],
      ["sh", "-c", #"ssh h "sh -c \"app --password ‹x› --port 1\"""#],
      ["sh", "-c", "echo ‹x› | sudo -kS id; echo root:‹y› | chpasswd; chpasswd <<< carol:‹z›"],
      ["sh", "-c", "printf '‹%s›' ‹x› | docker login --password-stdin h"],
      ["sh", "-c", "curl -H \"Authorization: Bearer ‹x›\" -u 'carol:‹y›' https://c:‹z›@h/"],
      ["sh", "-c", "app --password=\"‹a b›\" --token ‹x› --user y"],
      ["sh", "-c", "PASSWORD='‹a b›' app; echo 'password: ‹x›' > f"],
      ["mysql", "-e", "SET PASSWORD FOR u = '‹x›'; CREATE USER x IDENTIFIED WITH p BY '‹y›'"],
      ["app", "‹ASIAIOSFODNN7EXAMPLE›,‹AKIAIOSFODNN7EXAMPLE›", "x‹›"],
      ["app", "key=‹sk_test_0123456789abcdef›", "(‹github_pat_0123456789abcdefghij_k›)"],
      ["sh", "-c", "echo don't; mysql -p‹x›; echo isn't"],
      ["app", "--password", "‹ünïcödé \u{1f600}›", "ü"],
    ])
  func secrets(_ marked: [String]) throws {
    let marked = marked.map { $0.replacing("‹›", with: "") }
    #expect(
      try Redacting.stored(marked.map(Redacting.plain)) == marked.map(Redacting.blank))
  }

  @Test(
    "No secrets",
    arguments: [
      ["ssh", "-p", "8080", "host"], ["nmap", "-p", "1-1000", "-p80", "host"],
      ["ssh", "mysql", "-p2222"], ["mysql", "-p", "shop"], ["mysql", "--password", "shop"],
      ["mysql", "-uproot", "-hprod"], ["psql", "--password", "shop", "--no-password"],
      ["app", "--password-file=/x", "--password-file", "x", "--token-ttl", "3600"],
      ["app", "--token-ttl=1h", "--secret-name=x", "--passwordless", "--no-password", "x"],
      ["app", "--token=/var/run/token", "--private-key", "/etc/key.pem", "--credentials=c.json"],
      ["app", "--password", "--verbose"], ["app", "--use-token=true", "--password="],
      ["app", "--max-token", "512", "--pad-token", "x", "--passive", "--bypass", "x"],
      ["ffmpeg", "-pass", "1", "-i", "x"], ["env", "PWD=/root", "OLDPWD=/", "SSH_AUTH_SOCK=/x"],
      ["env", "GOOGLE_APPLICATION_CREDENTIALS=/etc/c.json", "SSH_ASKPASS=/bin/x", "KEYMAP=de"],
      ["docker", "run", "-p", "8080:80", "--name", "mysql", "-p3306:3306", "mysql:8"],
      ["docker", "build", "--secret", "id=a,src=b", "--secret=id=c", "."],
      ["git", "clone", "https://host:8443/a@b"], ["git", "clone", "git@host:path"],
      ["curl", "http://[::1]:80/a@b", "https://h/?page=2&user=x"],
      ["mongosh", "mongodb://h1:27017,h2:27017/db"], ["curl", "-u", "carol", "-b", "cookies.txt"],
      ["curl", "-H", "Accept: text/html", "--basic"], ["Xorg", "-auth", "/var/run/root/:0"],
      ["sh", "-c", "app --password $PW --token=\"${T}\" --secret \"$(cat x)\" -p$X"],
      ["sh", "-c", "PGPASSWORD=$X psql; curl -u \"$U:$P\" https://$U:$P@h/"],
      ["sh", "-c", "[ \"$password\" = \"\" ] && passwd carol"],
      ["git", "commit", "-m", "token: the parser keeps passwords apart"],
      ["grep", "-r", "password", "/etc"], ["passwd", "carol"], ["pass", "show", "mail"],
      ["useradd", "-m", "carol"], ["zip", "-r", "a.zip", "b"], ["unzip", "-p", "a.zip"],
      ["openssl", "s_client", "-connect", "h:443"], ["ssh-keygen", "-N", "", "-f", "x"],
      ["redis-cli", "-h", "h", "GET", "token"], ["vault", "login"],
      ["kubectl", "get", "secret", "x"],
      [
        "app", "AKIAIOSFODNN7EXAMPLES", "xAKIAIOSFODNN7EXAMPLE", "ghp_short", "task-list",
        "eyJ.x.y",
      ],
      ["find", "/", "-name", "*.pem"], ["app", "-----BEGIN CERTIFICATE-----"], ["true"], [],
      ["app", "--password", "********"], ["app", "https://user@host/"], ["echo", "a://b", "c@d"],
    ])
  func ordinary(_ arguments: [String]) {
    let list = Redacting.list(arguments)
    let stored = Redactor(key: Redacting.key).redacted(arguments: list)
    #expect(stored == nil, "\(String(decoding: stored ?? [], as: UTF8.self))")
  }

  @Test(
    "Texts are command lines",
    arguments: [
      "mysql -p‹x› shop", "mysql -p", "export TOKEN=‹x›", "https://carol:‹x›@h/", "ls -l",
      "curl -u carol:‹x› h \u{1}", "PGPASSWORD=‹x› psql", "echo ‹x› | sudo -S id",
    ])
  func texts(_ marked: String) throws {
    #expect(try Redacting.stored(text: Redacting.plain(marked)) == Redacting.blank(marked))
  }

  @Test("Equal secrets have equal marks, wherever they are; others, and other keys, have not")
  func marks() throws {
    let redactor = Redactor(key: Redacting.key)
    func marks(_ arguments: [String], by redactor: Redactor) throws -> [String] {
      let bytes = try #require(redactor.redacted(arguments: Redacting.list(arguments)))
      return String(decoding: bytes, as: UTF8.self).matches(of: /\[redacted:([0-9a-f]+)\]/).map {
        String($0.1)
      }
    }
    let line = [
      "x", "--password=hunter2", "TOKEN=hunter2", "https://u:hunter2@h", #"{"secret":"hunter2"}"#,
      "mysql -p'hunter2' -h x",
    ]
    // As Python's hmac has it.
    #expect(
      try marks(line, by: redactor) == Array(repeating: "8629d712da36", count: 5))
    #expect(try marks(["x", "--password=hunter3"], by: redactor) != ["8629d712da36"])
    let other = Redactor(key: RedactionKey(Array(1...32)))
    #expect(try marks(["x", "--password=hunter2"], by: other) != ["8629d712da36"])
  }

  @Test("What is redacted already stays as it is")
  func twice() throws {
    let redactor = Redactor(key: Redacting.key)
    for rule in RedactionRule.all {
      for example in rule.examples {
        let list = Redacting.list(example.map(Redacting.plain))
        let once = try #require(redactor.redacted(arguments: list))
        #expect(redactor.redacted(arguments: once) == nil, "\(rule.name)")
      }
    }
  }

  @Test("What is not replaced keeps its bytes, whatever its escapes are")
  func escapes() throws {
    let before = #"["a\"\\\/\b\n\u001b\u00e9\ud83d\ude00\\xff\\x5cx41 --","#
    let list = Array((before + #""--password=a\"b\\xfe","ü\\"]"#).utf8)
    let stored = try #require(Redactor(key: Redacting.key).redacted(arguments: list))
    let text = String(decoding: stored, as: UTF8.self)
    #expect(text.hasPrefix(before + #""--password=[redacted:"#))
    #expect(text.hasSuffix(#"]","ü\\"]"#))
    // The bytes that are meant are what is hashed.
    let same = Redacting.list([Array("--password=a\"b".utf8) + [0xfe]])
    let other = try #require(Redactor(key: Redacting.key).redacted(arguments: same))
    let mark = try #require(String(decoding: other, as: UTF8.self).firstMatch(of: /\[red.*?\]/))
    #expect(text.contains(mark.0))
  }

  @Test(
    "What is no list is not kept",
    arguments: ["[\"password", "password", "[\"token\",]", "[token]"])
  func malformed(_ text: String) throws {
    let stored = try #require(Redactor(key: Redacting.key).redacted(arguments: Array(text.utf8)))
    #expect(
      String(decoding: stored, as: UTF8.self).wholeMatch(of: /\["\[redacted:[0-9a-f]{12}\]"\]/)
        != nil)
  }
}
