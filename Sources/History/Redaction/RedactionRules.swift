extension RedactionRule {
  /// All rules; each of them applies to every command line.
  public static let all: [RedactionRule] = general + programs + tokens

  /// What does not depend on the program.
  private static let general = [
    RedactionRule(
      "options",
      "The value of an option that is named like a secret, behind its `=` or in the next argument.",
      .names(SecretName.all),
      examples: ["app", "--password=‹hunter2›"], ["app", "--api-key", "‹hunter2›"],
      ["java", "-Dspring.datasource.password=‹hunter2›", "-jar", "app.jar"],
      ["keytool", "-storepass", "‹hunter2›"]),
    RedactionRule(
      "variables",
      "What is given to a name like a secret's: a variable of the environment, a part of a list, an "
        + "address or a form.",
      .signs([]),
      examples: ["env", "PGPASSWORD=‹hunter2›", "psql"],
      ["docker", "run", "-e", "AWS_SECRET_ACCESS_KEY=‹wJalrXUtnFEMI/K7MDENG›", "app"],
      ["mount", "-o", "username=carol,password=‹hunter2›,vers=3", "//host/share"],
      ["curl", "https://host/?user=carol&token=‹hunter2›&page=2"]),
    RedactionRule(
      "members", "The value of a member of JSON, or of what is written like it.", .signs([]),
      examples: ["app", #"{"user":"carol","password":"‹hunter2›"}"#]),
    RedactionRule(
      "headers", "What a header of HTTP has that says who somebody is.", .signs([]),
      examples: ["curl", "-H", "Authorization: Bearer ‹hunter2›"],
      ["wget", "--header=X-Api-Key: ‹hunter2›"],
      ["http", "host", "Cookie:‹session=hunter2›"]),
    RedactionRule(
      "addresses", "The password before the `@` of an address.", .signs(["://"]),
      examples: ["git", "clone", "https://carol:‹hunter2›@host/repository"]),
    RedactionRule(
      "command lines",
      "In an argument that has several words all that is replaced in a command line, to a depth of four.",
      .signs([]),
      examples: ["sh", "-c", "cd /srv && PGPASSWORD=‹hunter2› psql -h db"],
      ["ssh", "host", "mysql -p'‹hunter2›' shop"]),
    RedactionRule(
      "statements", "A text in quotes behind `PASSWORD` or `IDENTIFIED BY`, in SQL.",
      .signs(["identified"]),
      examples: ["psql", "-c", "ALTER USER carol PASSWORD '‹hunter2›'"],
      ["mysql", "-e", "CREATE USER carol IDENTIFIED BY '‹hunter2›'"]),
    RedactionRule(
      "piped", "What a command line writes for a program that reads a password from it.",
      .readers([
        SecretReader(name: "chpasswd", part: .behind(UInt8(ascii: ":"))),
        SecretReader(name: "passwd", option: "--stdin"), SecretReader(name: "sudo", option: "-S"),
        SecretReader(name: "smbpasswd", option: "-s"), SecretReader(name: "cryptsetup"),
        SecretReader(name: "kinit"), SecretReader(option: "--password-stdin"),
        SecretReader(option: "--passphrase-fd"),
      ]),
      examples: ["sh", "-c", "echo carol:‹hunter2› | chpasswd"],
      ["sh", "-c", "sudo -S id <<< ‹hunter2›"]),
  ]

  /// Where single programs have secrets.
  private static let programs = [
    RedactionRule(
      "mysql", "The password of MySQL's and MariaDB's clients.",
      .programs([
        ProgramForm(
          names: [
            "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlcheck", "mysqlshow",
            "mysqlslap", "mysqlpump", "mysqlbinlog", "mariadb", "mariadb-dump", "mariadb-admin",
            "mariadb-check", "mariadb-import", "mycli", "mysqlsh",
          ], letters: "p", isAttached: true, valueLetters: "uhPDeS")
      ]), examples: ["mysqldump", "-ucarol", "-p‹hunter2›", "shop"]),
    RedactionRule(
      "mongodb", "The password of MongoDB's clients.",
      .programs([
        ProgramForm(
          names: [
            "mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport",
            "mongostat", "mongotop",
          ], letters: "p", valueLetters: "uhdcoqf")
      ]), examples: ["mongosh", "-u", "carol", "-p", "‹hunter2›"]),
    RedactionRule(
      "redis", "The password of Redis's client.",
      .programs([
        ProgramForm(
          names: ["redis-cli", "valkey-cli", "redis-benchmark"], letters: "a",
          valueLetters: "hpsurndDiP",
          options: ["auth", "AUTH", "requirepass", "masterauth"])
      ]), examples: ["redis-cli", "-h", "db", "-a", "‹hunter2›"]),
    RedactionRule(
      "sql server", "The password of SQL Server's clients.",
      .programs([
        ProgramForm(
          names: ["sqlcmd", "bcp", "isql", "tsql", "osql"], letters: "P",
          valueLetters: "USdiQqHpoDb")
      ]), examples: ["sqlcmd", "-S", "db", "-U", "sa", "-P", "‹hunter2›"]),
    RedactionRule(
      "sshpass", "The password that sshpass types.",
      .programs([ProgramForm(names: ["sshpass"], letters: "p", valueLetters: "fdP")]),
      examples: ["sshpass", "-p", "‹hunter2›", "ssh", "-p", "2222", "host"]),
    RedactionRule(
      "putty", "The password of PuTTY's programs.",
      .programs([
        ProgramForm(names: ["plink", "pscp", "psftp", "putty"], options: ["-pw"])
      ]), examples: ["plink", "-pw", "‹hunter2›", "host"]),
    RedactionRule(
      "curl", "The password behind the user's name, headers, cookies.",
      .programs([
        ProgramForm(
          names: ["curl"], letters: "uUE", valueLetters: "AbcCdDeFhHKmoPQrTtwxXYyz",
          options: ["--user", "--proxy-user", "--cert"], part: .behind(UInt8(ascii: ":"))),
        ProgramForm(
          names: ["curl"], letters: "H", options: ["--header", "--proxy-header"], part: .header),
        ProgramForm(names: ["curl"], letters: "b", options: ["--cookie"], part: .cookies),
        ProgramForm(names: ["wget"], options: ["--header"], part: .header),
        ProgramForm(
          names: ["http", "https", "xh"], letters: "a", options: ["--auth"],
          part: .behind(UInt8(ascii: ":"))),
      ]),
      examples: ["curl", "-sSu", "carol:‹hunter2›", "https://host"],
      ["curl", "--cookie", "‹session=hunter2›", "https://host"]),
    RedactionRule(
      "ftp", "The password behind the user's name, of lftp and others.",
      .programs([
        ProgramForm(
          names: ["lftp"], letters: "u", valueLetters: "efp", options: ["--user"],
          part: .behind(UInt8(ascii: ","))),
        ProgramForm(names: ["ncftp", "ncftpget", "ncftpput"], letters: "p", valueLetters: "uPj"),
      ]), examples: ["lftp", "-u", "carol,‹hunter2›", "host"]),
    RedactionRule(
      "samba", "The password behind the user's name, of Samba's programs.",
      .programs([
        ProgramForm(
          names: [
            "smbclient", "rpcclient", "smbget", "net", "smbtree", "nmblookup", "wmic", "smbcacls",
          ],
          letters: "U", valueLetters: "WIpcDLMmnOsTt", options: ["--user"],
          part: .behind(UInt8(ascii: "%")))
      ]), examples: ["smbclient", "-U", "carol%‹hunter2›", "//host/share"]),
    RedactionRule(
      "ldap", "The password of OpenLDAP's clients.",
      .programs([
        ProgramForm(
          names: [
            "ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapmodrdn", "ldapwhoami",
            "ldapcompare", "ldapexop",
          ], letters: "w", valueLetters: "DHbhpsyefSUXYZRIOoaEGlzTF"),
        ProgramForm(names: ["ldappasswd"], letters: "was", valueLetters: "DHhpyefTtUXYRIOo"),
        ProgramForm(names: ["slappasswd"], letters: "s", valueLetters: "hcoT"),
      ]), examples: ["ldapsearch", "-x", "-D", "cn=admin", "-w", "‹hunter2›"]),
    RedactionRule(
      "openssl", "Passwords and keys of OpenSSL's commands.",
      .programs([
        ProgramForm(
          names: ["openssl"],
          options: [
            "-pass", "-passin", "-passout", "-password", "-passcerts", "-kdfopt", "-macopt",
          ],
          part: .passPhrase),
        ProgramForm(names: ["openssl"], behind: "enc", options: ["-k", "-K"]),
        ProgramForm(names: ["openssl"], options: ["-hmac", "-srppass", "-psk"]),
        ProgramForm(
          names: ["openssl"], behind: "passwd", lastOperand: .secret(ofAtLeast: 2)),
      ]),
      examples: ["openssl", "rsa", "-in", "key.pem", "-passin", "pass:‹hunter2›"],
      ["openssl", "enc", "-aes-256-cbc", "-k", "‹hunter2›"]),
    RedactionRule(
      "htpasswd", "The password that htpasswd is given with `-b`.",
      .programs([
        ProgramForm(
          names: ["htpasswd", "htdbm"], valueLetters: "C",
          lastOperand: .secretIf("b", ofAtLeast: 2))
      ]), examples: ["htpasswd", "-cb", "/etc/users", "carol", "‹hunter2›"]),
    RedactionRule(
      "accounts", "The password, hashed or not, of an account that is made or changed.",
      .programs([
        ProgramForm(
          names: ["useradd", "usermod", "groupadd", "groupmod"], letters: "p",
          valueLetters: "bcdefgGkKlsuRPZ")
      ]), examples: ["useradd", "-p", "‹$6$salt$hash›", "carol"]),
    RedactionRule(
      "registries", "The password of a login to a registry of images.",
      .programs([
        ProgramForm(
          names: ["docker", "podman", "nerdctl", "buildah", "skopeo", "helm", "oras", "az", "oc"],
          behind: "login", letters: "p", valueLetters: "u"),
        ProgramForm(
          names: ["podman", "buildah", "skopeo"],
          options: ["--creds", "--src-creds", "--dest-creds"], part: .behind(UInt8(ascii: ":"))),
      ]), examples: ["docker", "login", "-u", "carol", "-p", "‹hunter2›", "registry"]),
    RedactionRule(
      "archives", "The password of an archive.",
      .programs([
        ProgramForm(names: ["zip", "unzip", "zipcloak"], letters: "P", valueLetters: "bditnxO"),
        ProgramForm(names: ["7z", "7za", "7zr", "7zz"], prefixes: ["-p"]),
        ProgramForm(names: ["rar", "unrar"], prefixes: ["-hp", "-p"]),
      ]), examples: ["7z", "x", "-p‹hunter2›", "a.7z"], ["zip", "-rP", "‹hunter2›", "a.zip", "b"]),
    RedactionRule(
      "ssh-keygen", "The passphrase of a key.",
      .programs([
        ProgramForm(names: ["ssh-keygen"], letters: "NP", valueLetters: "tbfCFRrsDInOVzZYmawWgEeM")
      ]), examples: ["ssh-keygen", "-t", "ed25519", "-N", "‹hunter2›"]),
    RedactionRule(
      "networks", "The password of a wireless network, and communities and passwords of SNMP.",
      .programs([
        ProgramForm(
          names: ["nmcli"], options: ["password", "wifi-sec.psk", "802-11-wireless-security.psk"]),
        ProgramForm(names: ["wpa_passphrase"], lastOperand: .secret(ofAtLeast: 2)),
        ProgramForm(
          names: ["snmpwalk", "snmpget", "snmpset", "snmpgetnext", "snmpbulkwalk", "snmptrap"],
          letters: "cAX", valueLetters: "vulaxenrtmMOILC"),
      ]), examples: ["nmcli", "dev", "wifi", "connect", "home", "password", "‹hunter2›"]),
    RedactionRule(
      "machines", "The password of a session on another machine.",
      .programs([
        ProgramForm(names: ["ipmitool"], letters: "P", valueLetters: "IHUpfEokKyCLASlt"),
        ProgramForm(names: ["xfreerdp", "wlfreerdp", "xfreerdp3"], prefixes: ["/p:", "/gp:"]),
        ProgramForm(names: ["rdesktop"], letters: "p", valueLetters: "udsSckngatrx"),
      ]), examples: ["ipmitool", "-H", "bmc", "-U", "admin", "-P", "‹hunter2›"],
      ["xfreerdp", "/u:carol", "/p:‹hunter2›", "/v:host"]),
    RedactionRule(
      "clouds", "Keys that are told to programs of clouds and vaults.",
      .programs([
        ProgramForm(
          names: ["aws"], options: ["aws_secret_access_key", "aws_session_token"]),
        ProgramForm(names: ["vault"], behind: "login", lastOperand: .secret(ofAtLeast: 2)),
        ProgramForm(names: ["mc"], behind: "alias", lastOperand: .secret(ofAtLeast: 6)),
        ProgramForm(names: ["rclone"], behind: "obscure", lastOperand: .secret(ofAtLeast: 2)),
        ProgramForm(names: ["rabbitmqctl"], behind: "add_user", lastOperand: .secret(ofAtLeast: 3)),
        ProgramForm(
          names: ["rabbitmqctl"], behind: "change_password", lastOperand: .secret(ofAtLeast: 3)),
      ]), examples: ["aws", "configure", "set", "aws_secret_access_key", "‹hunter2›"]),
  ]

  /// What is known by how it looks, wherever it is.
  private static let tokens = [
    RedactionRule(
      "private keys", "A private key as PEM has it, up to its end.", .signs(["-----begin"]),
      examples: [
        "sh", "-c",
        "echo '‹-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----›' > key",
      ]),
    RedactionRule(
      "web tokens", "JSON Web Tokens, and what follows the word `Bearer`.",
      .shapes([
        TokenShape("eyJ", .url, 10, 10, 0),
        TokenShape("bearer ", .bearer, 16, isIntroduction: true),
      ]), examples: ["app", "‹eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYXJvbCJ9.c2lnbmF0dXJl›"]),
    RedactionRule(
      "amazon", "Identities of keys of AWS.",
      .shapes(
        ["AKIA", "ASIA", "ABIA", "ACCA"].map {
          TokenShape($0, .upperAndDigits, 16, isExact: true)
        }), examples: ["app", "‹AKIAIOSFODNN7EXAMPLE›"]),
    RedactionRule(
      "github", "Tokens of GitHub and GitLab.",
      .shapes(
        ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map { TokenShape($0, .lettersAndDigits, 36) } + [
          TokenShape("github_pat_", .url, 22), TokenShape("glpat-", .url, 20),
        ]), examples: ["app", "‹ghp_0123456789abcdefghijABCDEFGHIJ012345›"]),
    RedactionRule(
      "slack", "Tokens of Slack.",
      .shapes(
        ["xoxa-", "xoxb-", "xoxe-", "xoxp-", "xoxr-", "xoxs-", "xapp-"].map {
          TokenShape($0, .url, 10)
        }), examples: ["app", "‹xoxb-0123456789-abcdefghij›"]),
    RedactionRule(
      "google", "Keys and tokens of Google.",
      .shapes([TokenShape("AIza", .url, 35, isExact: true), TokenShape("ya29.", .url, 20)]),
      examples: ["app", "‹AIza0123456789-abcdefghijklmnopqrstuvwx›"]),
    RedactionRule(
      "stripe", "Keys of Stripe.",
      .shapes(
        ["sk_live_", "sk_test_", "rk_live_", "rk_test_"].map {
          TokenShape($0, .lettersAndDigits, 16)
        }),
      examples: ["app", "‹sk_live_0123456789abcdef›"]),
    RedactionRule(
      "services", "Tokens of npm, PyPI, Docker, Vault, DigitalOcean, SendGrid and others.",
      .shapes([
        TokenShape("npm_", .lettersAndDigits, 36), TokenShape("pypi-", .url, 50),
        TokenShape("dckr_pat_", .url, 20), TokenShape("hvs.", .url, 20),
        TokenShape("dop_v1_", .lettersAndDigits, 64), TokenShape("SG.", .url, 16, 16),
        TokenShape("sk-", .lettersAndDigits, 32), TokenShape("sk-proj-", .url, 32),
        TokenShape("sk-ant-", .url, 32), TokenShape("AGE-SECRET-KEY-1", .upperAndDigits, 50),
      ]), examples: ["app", "‹hvs.0123456789abcdefghij›"]),
  ]
}
