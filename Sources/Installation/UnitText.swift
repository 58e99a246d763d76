/// The unit of systemd by which the sensor is started.
///
/// - Parameter binary: the program's path.
/// - Returns: the text of lookback.service.
func unitText(binary: String) -> String {
  """
  [Unit]
  Description=Lookback, which records what this host does
  After=local-fs.target sysinit.target
  ConditionPathExists=/sys/kernel/btf/vmlinux

  [Service]
  Type=notify
  NotifyAccess=main
  ExecStart=\(binary) record
  ExecReload=/bin/kill -HUP $MAINPID
  # The sensor keeps what it has where that is wrong; whoever reloads is to hear of it.
  ExecReload=\(binary) config check
  Restart=on-failure
  RestartSec=1s
  # An instant on most machines; where all is emulated, minutes.
  TimeoutStartSec=5min
  TimeoutStopSec=30s
  # Pinged once a second by the thread that records.
  WatchdogSec=30s
  # What detaches slowly is left to a child: it goes when the sensor has ended in order.
  KillMode=mixed

  StateDirectory=lookback
  StateDirectoryMode=0700
  LogsDirectory=lookback
  LogsDirectoryMode=0700
  ConfigurationDirectory=lookback
  RuntimeDirectory=lookback
  RuntimeDirectoryMode=0700
  # Sensors that are started by hand have their sockets there as well.
  RuntimeDirectoryPreserve=yes
  UMask=0077

  # Before Linux 5.11 the memory of BPF tables counts as locked.
  LimitMEMLOCK=infinity
  LimitNOFILE=65536
  # Of two programs that need memory, not the witness.
  OOMScoreAdjust=-800

  # The sensor itself gives up nearly all of its capabilities and system calls once its programs are
  # attached (docs/service.md). What systemd takes away it takes away before that, when each hook is tried
  # by a call that the kernel refuses: so there is no SystemCallFilter= here, nor what brings one along
  # (ProtectKernelModules=, RestrictNamespaces=, RestrictSUIDSGID=, MemoryDenyWriteExecute=).
  NoNewPrivileges=yes
  CapabilityBoundingSet=~CAP_AUDIT_CONTROL CAP_AUDIT_READ CAP_AUDIT_WRITE CAP_BLOCK_SUSPEND CAP_LEASE
  CapabilityBoundingSet=~CAP_LINUX_IMMUTABLE CAP_MAC_ADMIN CAP_MAC_OVERRIDE CAP_MKNOD CAP_NET_BROADCAST
  CapabilityBoundingSet=~CAP_SETFCAP CAP_SYS_PACCT CAP_SYS_RAWIO CAP_SYS_TIME CAP_SYS_TTY_CONFIG
  CapabilityBoundingSet=~CAP_WAKE_ALARM
  SystemCallArchitectures=native
  LockPersonality=yes
  # Files are written below /var/lib/lookback, /var/log/lookback and /run/lookback; for another place:
  # systemctl edit lookback, [Service], ReadWritePaths=/that/place
  ProtectSystem=strict
  ProtectHome=read-only
  ProtectControlGroups=yes
  ProtectKernelTunables=yes
  PrivateTmp=yes
  RestrictRealtime=yes

  [Install]
  WantedBy=multi-user.target

  """
}
