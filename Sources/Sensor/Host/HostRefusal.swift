import Capture

/// Why nothing can be recorded on this host, and what mends it.
///
/// In the order in which it is looked for.
public enum HostRefusal: Error, Equatable, CustomStringConvertible {
  /// /proc, which tells everything else, is not there.
  case withoutProc
  /// The kernel is older than the ring buffer.
  case tooOld(String)
  /// Not root.
  case notRoot
  /// Root without the rights of root, as in a container; the missing ones.
  case withoutCapabilities([String])
  /// The kernel lets nobody read its memory.
  case lockedDown
  /// The kernel is built without type information.
  case withoutTypes(fileGiven: Bool)
  /// sysfs does not show it.
  case typesHidden(fileGiven: Bool, release: String)
  /// It is there and cannot be read.
  case typesUnreadable(String, reason: String)
  /// A file with type information was given, and is none.
  case wrongTypesFile(String, reason: String)

  public var description: String {
    switch self {
    case .withoutProc:
      "/proc is not there: mount -t proc proc /proc"
    case .tooOld(let release):
      "Linux \(release) has no BPF ring buffer; Lookback needs \(KernelRelease.floor) or later"
    case .notRoot:
      "recording needs root: run it with sudo"
    case .withoutCapabilities(let names):
      "root has no rights here, \(names.joined(separator: ", ")) are missing: start it outside of "
        + "the container, or with all rights (docker run --privileged --pid=host)"
    case .lockedDown:
      "the kernel is locked down (confidentiality) and lets no BPF program read its memory: boot "
        + "with lockdown=integrity or without"
    case .withoutTypes(let fileGiven):
      "this kernel has no type information (\(TypeInformation.place)): boot one that is built with "
        + "CONFIG_DEBUG_INFO_BTF=y, as Debian's are"
        + (fileGiven ? "; --btf cannot mend that: the kernel itself has to know its types" : "")
    case .typesHidden(let fileGiven, let release):
      "\(TypeInformation.place) is not shown here: mount -t sysfs sysfs /sys, or start it outside "
        + "of the container"
        + (fileGiven
          ? "; --btf is not enough, for libbpf looks up hooks elsewhere: /boot/vmlinux-\(release) "
            + "can be that file" : "")
    case .typesUnreadable(let path, let reason):
      "cannot read the kernel's type information \(path): \(reason)"
    case .wrongTypesFile(let path, let reason):
      "--btf \(path): \(reason)"
    }
  }
}

extension HostFacts {
  /// What is known before any trial.
  ///
  /// - Parameter typesFile: the file of `--btf`. It takes the place of the kernel's own where fields
  ///   of structs are looked up; where programs belong, the kernel and libbpf look up in the former.
  /// - Returns: why nothing can be recorded here; nil: nothing is known against it.
  public func refusal(typesFile: String? = nil) -> HostRefusal? {
    if kernel.description.isEmpty { return .withoutProc }
    if kernel < .floor { return .tooOld(kernel.description) }
    guard isRoot else { return .notRoot }
    if let capabilities, !capabilities.sufficesForRecording {
      return .withoutCapabilities(capabilities.missing)
    }
    if lockdown.forbidsRecording { return .lockedDown }
    switch types {
    case .at: break
    case .missing: return .withoutTypes(fileGiven: typesFile != nil)
    case .hidden: return .typesHidden(fileGiven: typesFile != nil, release: kernel.description)
    case .unreadable(let path, let reason): return .typesUnreadable(path, reason: reason)
    }
    guard let typesFile, let reason = TypesFile.fault(of: typesFile) else { return nil }
    return .wrongTypesFile(typesFile, reason: reason)
  }
}
