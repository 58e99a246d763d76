import CLibBPF
import Glibc
import SystemPackage

/// A file with a kernel's type information, as `--btf` names it.
public enum TypesFile {
  /// Why it is none; nil: it is one.
  public static func fault(of path: String) -> String? {
    if access(path, R_OK) != 0 { return "\(Errno(rawValue: currentErrno()))" }
    BPFLog.install()
    defer { _ = BPFLog.take() }
    guard let types = btf__parse(path, nil) else {
      return "this is neither type information (BTF) nor an ELF file that has some"
    }
    defer { btf__free(types) }
    // Every kernel has it: the type information of a module or of another program has not.
    guard btf__find_by_name_kind(types, "task_struct", 4) > 0 else {  // BTF_KIND_STRUCT
      return "this is no kernel's type information: it has no struct task_struct"
    }
    return nil
  }
}
