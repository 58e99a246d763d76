# SPDX-License-Identifier: Apache-2.0
# What the scripts share; sourced, never run. Messages go to stderr: stdout belongs to the events.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034
btf=/sys/kernel/btf/vmlinux

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command silently; shows what it printed only if it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  if ((status)); then cat "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

# Builds the product lookback in release mode: build_release FOLDER [SWIFT BUILD OPTIONS]. Does not
# even ask SwiftPM when nothing has changed since the last build.
build_release() {
  local scratch=$root/$1 status=0
  local built=$scratch/lookback.built
  shift
  if [[ -x $scratch/release/lookback && -e $built ]] &&
    [[ $(<"$built") == "$(build_key "$@")" && -z $(sources_newer_than "$built") ]]; then
    return
  fi
  if [[ -e $scratch ]]; then
    say "building lookback (release)"
  else
    say "building lookback (release); the first time takes some minutes"
  fi
  mkdir -p "$scratch"
  touch "$built.begun"
  quietly swift build --package-path "$root" --scratch-path "$scratch" -c release \
    --product lookback "$@" || status=$?
  if ((status)); then die "the build failed"; fi
  build_key "$@" >"$built"
  # An edit made during the build is newer than this.
  touch -r "$built.begun" "$built"
}

# What a build depends on beside the dates of the sources; the build itself may write the versions.
build_key() {
  printf '%s\n' "$*"
  if [[ -e $root/Package.resolved ]]; then cksum <"$root/Package.resolved"; fi
}

# Folders too: theirs is the date that changes when a file is removed.
sources_newer_than() {
  find "$root/Package.swift" "$root/Sources" "$root/Plugins" "$root/bpf" -newer "$1" -print -quit
}
