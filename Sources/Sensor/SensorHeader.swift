import CEventABI
import Events

extension HeaderTemplate {
  /// A header with the acting task of another one, given as its bytes; of nobody if they are too few.
  init(actingTaskOf bytes: [UInt8], bootNanoseconds: UInt64) {
    self.init(bootNanoseconds: bootNanoseconds)
    guard bytes.count >= MemoryLayout<ev_header>.size else { return }
    let task = bytes.withUnsafeBytes { $0.loadUnaligned(as: ev_header.self).task }
    processID = task.tgid
    threadID = task.pid
    startNanoseconds = task.start_ns
    parentProcessID = task.parent_tgid
    parentStartNanoseconds = task.parent_start_ns
    userID = task.uid
    effectiveUserID = task.euid
    groupID = task.gid
    effectiveGroupID = task.egid
    loginUserID = task.login_uid == EV_UNSET ? nil : task.login_uid
    auditSession = task.audit_session == EV_UNSET ? nil : task.audit_session
    cgroupID = task.cgroup_id
    pidNamespace = task.pid_ns
    mountNamespace = task.mnt_ns
    terminal = task.tty
    command = withUnsafeBytes(of: task.comm) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
