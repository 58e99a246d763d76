# SPDX-License-Identifier: Apache-2.0
# The cache: folders that are complete or not there, each with the checksums of its files. Sourced by
# scripts/vmtest.
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared

cache=${LOOKBACK_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lookback/vm}

# One at a time prepares; many use. Descriptors, so that the kernel lets go when we end however.
open_cache() {
  mkdir -p "$cache"
  exec {preparing}>"$cache/preparing.lock" {using}>"$cache/using.lock"
  if ! flock --nonblock "$preparing"; then
    say "another vmtest prepares the cache; waiting for it"
    flock "$preparing"
  fi
  # What an interrupted preparation has left.
  "${as_root[@]}" rm -rf "$cache"/new.*
}

# From here on only reading; nobody removes a part meanwhile.
share_cache() {
  if flock --nonblock --exclusive "$using"; then prune_cache; fi
  flock --shared "$using"
  flock --unlock "$preparing"
}

# The CRC of cksum(1): damage shall be seen and at each start, which asks for speed; apt has already
# asked who made it.
checksums() {
  (cd "$1" && find . -type f ! -name checksums -print0 | sort -z | xargs -0 -r cksum)
}

# Whether a part is there and unharmed; asked again and again, looked at once.
declare -A sound_parts
has_part() {
  local part=$cache/$1
  if [[ -n ${sound_parts[$1]-} ]]; then return; fi
  [[ -e $part/checksums ]] || return 1
  if [[ $(checksums "$part") != "$(<"$part/checksums")" ]]; then
    say "the cache is damaged at $part; making it anew"
    rm -f "$part/checksums"
    return 1
  fi
  sound_parts[$1]=yes
}

# Puts a finished folder in place: publish FOLDER PART
publish() {
  checksums "$1" >"$1.checksums"
  mv "$1.checksums" "$1/checksums"
  sync -f "$1"
  rm -rf "${cache:?}/$2"
  mv -T "$1" "$cache/$2"
  sound_parts[$2]=yes
}

# A folder for something in the making, on the file system of the cache.
new_folder() { mktemp -d "$cache/new.XXXXXX"; }

# Parts that are in use by this run or the newest of their line.
kept_parts=()
prune_cache() {
  local part
  for part in "$cache"/*/; do
    part=${part%/}
    part=${part##*/}
    case $part in
      kernel-*)
        [[ " ${kept_parts[*]} " == *" $part "* ]] ||
          grep -qsxF -- "${part#kernel-}" "$cache"/newest/* || rm -rf "${cache:?}/$part"
        ;;
      root-* | qemu-*)
        # Only another of the same kind makes one superfluous.
        if [[ " ${kept_parts[*]} " == *" ${part%%-*}-"* && " ${kept_parts[*]} " != *" $part "* ]]; then
          rm -rf "${cache:?}/$part"
        fi
        ;;
    esac
  done
}
