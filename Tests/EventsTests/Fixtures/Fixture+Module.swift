import CEventABI

@testable import Events

extension Fixture {
  static let modules = [load, loadFromMemory, unload]

  private static let load: Fixture = {
    var head = ev_module_load()
    head.inode = 99
    head.device = 254 << 20 | 3
    head.bytes = 65_536
    head.load_flags = 0b1101
    head.method = EV_MODULE_FROM_FILE
    return Fixture(
      "module.load",
      Record(.moduleLoad, head, flags: EV_CALLER_ARGS | EV_CALLER_PATH)
        .string(\.name, "veth").string(\.params, "debug=1").string(\.path, "/lib/veth.ko"),
      own: """
        ,"from_caller":["module.params","module.name"],\
        "module":{"name":"veth","params":"debug=1","size":65536,"path":"/lib/veth.ko","inode":99,\
        "device":"254:3","flags":["MODULE_INIT_IGNORE_MODVERSIONS","MODULE_INIT_COMPRESSED_FILE",\
        "0x8"],"method":"finit_module"},"result":0
        """)
  }()

  private static let loadFromMemory: Fixture = {
    var head = ev_module_load()
    head.bytes = 7
    head.result = -38
    return Fixture(
      "module.load", Record(.moduleLoad, head, flags: EV_CALLER_ARGS),
      own: """
        ,"module":{"size":7,"method":"init_module"},"result":-38,"error":"ENOSYS"
        """)
  }()

  private static let unload: Fixture = {
    var head = ev_module_unload()
    head.unload_flags = 0o5000
    head.result = -512
    return Fixture(
      "module.unload",
      Record(.moduleUnload, head, flags: EV_CALLER_PATH).string(\.name, "veth"),
      own: """
        ,"from_caller":["module.name"],"module":{"name":"veth","flags":["O_NONBLOCK","O_TRUNC"]},\
        "result":-512,"error":"ERESTARTSYS"
        """)
  }()
}
