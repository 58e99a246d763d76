# SPDX-License-Identifier: Apache-2.0
# What the guest's programs share. Three serial lines go to the host: the console, what the command
# prints, and what we tell the host.
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared

export PATH=/payload/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
output=/dev/ttyS1
control=/dev/ttyS2

tell() { printf '%s\n' "$*" >"$control"; }

# The disk with a number, as the host has connected them.
disk() {
  local folder
  for folder in /sys/block/nvme*n*; do
    if [[ -e $folder/nsid && $(<"$folder/nsid") == "$1" ]]; then
      printf '/dev/%s' "${folder##*/}"
      return
    fi
  done
  return 1
}

# A word NAME=VALUE of the kernel's command line; the last one counts.
parameter() {
  local word value=
  for word in $(</proc/cmdline); do
    if [[ $word == "$1="* ]]; then value=${word#*=}; fi
  done
  printf '%s' "$value"
}

power_off() {
  sync
  echo o >/proc/sysrq-trigger
  sleep 10
  # QEMU ends at that too.
  echo b >/proc/sysrq-trigger
  sleep infinity
}
