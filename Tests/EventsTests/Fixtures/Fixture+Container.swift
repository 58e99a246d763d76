import CEventABI

@testable import Events

extension Fixture {
  static let containers = [info, bareInfo]

  private static let info: Fixture = {
    var head = ev_container_info()
    head.owner = 1000
    head.left_out = 2
    return Fixture(
      "container.info",
      Record(.containerInfo, head)
        .string(\.id, "0123abcd").string(\.runtime, "podman").string(\.name, "web")
        .string(\.image, "localhost/web:1").string(\.image_id, "sha256:77")
        .string(\.labels, "a=b\0c=d=e").string(\.created, "2026-11-22T09:00:00Z")
        .string(\.pod_name, "web-7d9").string(\.pod_namespace, "shop").string(\.pod_id, "u-1"),
      own: """
        ,"container":{"id":"0123abcd","runtime":"podman","name":"web","image":"localhost/web:1",\
        "image_id":"sha256:77","labels":["a=b","c=d=e"],"created":"2026-11-22T09:00:00Z",\
        "owner":1000,"left_out":2},"pod":{"name":"web-7d9","namespace":"shop","id":"u-1"}
        """)
  }()

  private static let bareInfo: Fixture = {
    var head = ev_container_info()
    head.owner = EV_UNSET
    return Fixture(
      "container.info",
      Record(.containerInfo, head).string(\.id, "box").string(\.runtime, "lxc"),
      own: #","container":{"id":"box","runtime":"lxc"}"#)
  }()
}
