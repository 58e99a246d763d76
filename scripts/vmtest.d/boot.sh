# SPDX-License-Identifier: Apache-2.0
# One guest from its start to its end. Sourced by scripts/vmtest.
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared

exit_timeout=124
exit_died=125
exit_unfit=126

# Boots a line of kernels.txt and leaves console, output, control, the files of /out and the result in
# its folder; returns the status: run_guest NAME
run_guest() {
  local name=$1 folder=$results/$1 begun=$SECONDS status=0 attempt
  # Nothing of an earlier run may look like a result of this one.
  rm -rf "${folder:?}"
  mkdir -p "$folder/out"
  for attempt in 1 2; do
    status=0
    boot "$name" "$folder" || status=$?
    # A guest that came to its command is never tried again: it may have failed for a reason.
    if ((status != exit_died || attempt == 2)) || grep -q '^begin' "$folder/control"; then
      break
    fi
    say "$name: died while booting; trying once more"
  done
  if ((status == exit_died)); then
    say "$name: the guest died; the end of its console ($folder/console):"
    { tail -n 40 "$folder/console" | tr -d '\r' | sed "s/^/    /"; } >&2
    if [[ -s $folder/qemu ]]; then sed "s/^/    qemu: /" "$folder/qemu" >&2; fi
  fi
  write_result "$name" "$folder" "$status" "$((SECONDS - begun))"
  return "$status"
}

# The emulator's arguments.
#
# Four disks, by their numbers: the root, of which each guest has a copy that goes with it; the payload;
# one for /out, as a tar archive; and the kernel's modules.
qemu_words() {
  local name=$1 folder=$2 part=$cache/${kernel_parts[$1]}
  local raw=if=none,format=raw
  local append=(
    console=ttyS0 loglevel=5 root=PARTUUID=4c4f4f4b-01 rootfstype=ext4 rw rootflags=noinit_itable
    init=/usr/lib/lookback-vm/start nvme_core.multipath=N
    # a dead guest ends at once (QEMU ends instead of rebooting)
    oops=panic panic=-1
    # clocks that a busy host does not confuse, and no defence against one's own emulator
    no_timer_check tsc=reliable mitigations=off net.ifnames=0 systemd.unit=lookback-vm.target
    "${qemu_more[@]}" "lookback.name=$name" "lookback.mode=${kernel_modes[$1]}" "${kernel_parameters[$1]}" "${cmdline[@]}"
  )
  truncate -s 256M "$folder/out.disk"
  # shellcheck disable=SC2054 # commas are QEMU's
  words=(
    "${qemu[@]}" -nodefaults -no-user-config -display none -no-reboot
    -machine q35 -accel tcg,thread=multi -cpu max -smp "${cpus:-$qemu_cpus}" -m "$memory"
    -kernel "$part/vmlinux" -append "${append[*]}"
    -drive "$raw,id=root,snapshot=on,file=$cache/$root_part/root.img"
    -drive "$raw,id=payload,readonly=on,file=$work/payload.img"
    -drive "$raw,id=out,file=$folder/out.disk"
    -drive "$raw,id=modules,readonly=on,file=$part/modules.img"
    -device nvme,id=disks,serial=lookback
    -device nvme-ns,bus=disks,nsid=1,drive=root -device nvme-ns,bus=disks,nsid=2,drive=payload
    -device nvme-ns,bus=disks,nsid=3,drive=out -device nvme-ns,bus=disks,nsid=4,drive=modules
    -chardev "file,id=console,path=$folder/console" -serial chardev:console
    -chardev stdio,id=output,signal=off -serial chardev:output
    -chardev "file,id=control,path=$folder/control" -serial chardev:control
  )
}

# One try.
boot() {
  local name=$1 folder=$2 words status=0
  rm -f "$folder/emulator"
  : >"$folder/control"
  : >"$folder/console"
  qemu_words "$name" "$folder"
  if [[ $action == shell ]]; then
    TMPDIR=$work "${words[@]}" 2>"$folder/qemu" || status=$?
  else
    # The guest has a limit of its own, a little shorter, to bring what it has in time.
    {
      TMPDIR=$work timeout --kill-after=10 "$timeout" "${words[@]}" 2>"$folder/qemu" </dev/null &
      # For clean_up: our own end would not be its.
      printf '%s\n' "$!" >"$work/$name.pid"
      wait "$!" || printf '%s\n' "$?" >"$folder/emulator"
      rm -f "$work/$name.pid"
    } | tee "$folder/output" | prefixed "$name" || true
    if [[ -e $folder/emulator ]]; then status=$(<"$folder/emulator"); fi
  fi
  if grep -q '^out$' "$folder/control"; then tar -C "$folder/out" -xf "$folder/out.disk"; fi
  rm -f "$folder/out.disk"
  judge "$name" "$folder" "$status"
}

prefixed() {
  if ((${#kernels[@]} > 1)); then sed -u "s/^/$1: /"; else cat; fi
}

# The status of a guest that has ended, from what it has told; `emulator` is QEMU's or timeout's.
judge() {
  local name=$1 folder=$2 emulator=$3 told
  if told=$(grep '^unfit' "$folder/control"); then
    say "$name: $told"
    return "$exit_unfit"
  fi
  if told=$(grep '^timeout ' "$folder/control"); then
    say "$name: not done within --timeout $timeout, of which the command had ${told#timeout } s"
    return "$exit_timeout"
  fi
  grep '^lost' "$folder/control" >&2 || true
  if told=$(grep -E '^status [0-9]+$' "$folder/control"); then return "${told#status }"; fi
  if ((emulator == 124 || emulator == 137)); then
    say "$name: the guest has not ended after $timeout s"
    return "$exit_timeout"
  fi
  return "$exit_died"
}
