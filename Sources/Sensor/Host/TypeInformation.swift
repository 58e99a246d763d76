/// Where the kernel's type information (BTF) is.
public enum TypeInformation: Sendable, Equatable {
  /// It can be read there.
  case at(String)
  /// The file is there and cannot be read, for this reason.
  case unreadable(String, reason: String)
  /// sysfs is not mounted, or something hides that part of it.
  case hidden
  /// The kernel shows its sysfs, and there is none in it.
  case missing

  /// Where the kernel shows it.
  public static let place = "/sys/kernel/btf/vmlinux"

  /// Where libbpf looks besides (btf__load_vmlinux_btf of libbpf).
  static func otherPlaces(_ release: String) -> [String] {
    [
      "/boot/vmlinux-\(release)", "/lib/modules/\(release)/vmlinux-\(release)",
      "/lib/modules/\(release)/build/vmlinux", "/usr/lib/modules/\(release)/kernel/vmlinux",
      "/usr/lib/debug/boot/vmlinux-\(release)", "/usr/lib/debug/boot/vmlinux-\(release).debug",
      "/usr/lib/debug/lib/modules/\(release)/vmlinux",
    ]
  }
}
