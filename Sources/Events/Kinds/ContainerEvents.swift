internal import CEventABI

/// Containers, as their runtimes describe them.
enum ContainerEvents {
  static let all = [info]

  static let info = EventDefinition(
    .containerInfo, "container.info", family: .container, lane: .critical,
    record: ev_container_info.self,
    summary: """
      What a runtime's files say of a container, once it is known; events before may be the \
      container's too. `process` is the sensor. Of a user's container the user can write there \
      anything.
      """,
    hooks: [],
    fields: [
      .text(
        "container.id", \ev_container_info.id, "The container's id; its name where it has none."),
      .text("container.runtime", \ev_container_info.runtime, "What runs it."),
      .text("container.name", \ev_container_info.name, "Its name; in a pod, the one it has there."),
      .text(
        "container.image", \ev_container_info.image,
        "The image, as whoever started the container called it."),
      .text("container.image_id", \ev_container_info.image_id, "What identifies the image."),
      .list("container.labels", \ev_container_info.labels, "Its labels, each `key=value`."),
      .text("container.created", \ev_container_info.created, "When it was made, in RFC 3339."),
      .number(
        "container.owner", \ev_container_info.owner,
        "The user whose container it is; absent if root's.",
        when: .set(\ev_container_info.owner)),
      .number(
        "container.left_out", \ev_container_info.left_out,
        "How many names and labels are left out, too long or too many.",
        when: .nonzero(\ev_container_info.left_out)),
      .text("pod.name", \ev_container_info.pod_name, "Its Kubernetes pod."),
      .text("pod.namespace", \ev_container_info.pod_namespace, "The pod's namespace."),
      .text("pod.id", \ev_container_info.pod_id, "The pod's id."),
    ])
}
