# SPDX-License-Identifier: Apache-2.0
# What goes into the cache: an emulator, kernels, a root. Sourced by scripts/vmtest.
# Each function prints nothing, sets variables, and returns 1 where its part cannot be had for want of an
# archive; whatever else goes wrong ends the run, for it would hide behind a skip.
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared

parts_folder=$root/scripts/vmtest.d

silent_archive=

# How long a version counts as the newest, in minutes.
newest_for=1440

# Sets `newest` to the "NAME VERSION" lines behind a package and `part` to the folder for them, KIND-…, from
# what apt said within a day, or said last if nobody answers: find_newest KIND SUITE PACKAGE COMMAND…;
# the command prints them.
find_newest() {
  local kind=$1 note=$cache/newest/$2-$3
  shift
  newest_version "$note" "$@" || return
  part=$kind-$(part_name "$newest")
  # What is to be downloaded has to be what the archive has now.
  if ! has_part "$part" && ! $just_asked; then
    rm -f "$note.asked"
    newest_version "$note" "$@" || return
    part=$kind-$(part_name "$newest")
  fi
  kept_parts+=("$part")
}

newest_version() {
  local note=$1 suite=$2 lines
  shift 3
  just_asked=false
  mkdir -p "$cache/newest"
  if [[ -e $note && -n $(find "$note.asked" -mmin "-$newest_for" 2>/dev/null) ]]; then
    newest=$(sed 1d "$note")
    return
  fi
  # One that did not answer is not asked again where what it said last will do.
  just_asked=true
  if [[ -z $silent_archive || ! -e $note ]] && renew_suite "$suite"; then
    lines=$("$@") || return
    newest=$lines
    printf '%s\n%s\n' "$(part_name "$newest")" "$newest" >"$note.new"
    mv "$note.new" "$note"
    touch "$note.asked"
    return
  fi
  silent_archive=yes
  if [[ -e $note ]]; then
    say "the archive does not answer; using the version that was the newest at the last time"
    newest=$(sed 1d "$note")
  else
    return 1
  fi
}

# One word of the first of "NAME VERSION" lines.
part_name() {
  local name version _
  read -r name version _ <<<"$1"
  printf '%s_%s' "$name" "${version//[:\/]/-}"
}

# Sets `qemu` (words) and `qemu_cpus`. Debian 12's own QEMU 7.2 breaks guests: cmpxchg16b leaves garbage
# in the flags, and code that one CPU patches stays stale on another. The one of the backports does not.
prepare_qemu() {
  local version backports newest part just_asked
  qemu_more=()
  version=$(qemu-system-x86_64 --version | sed -n 's/.*version \([0-9]*\).*/\1/p;q')
  if ((version >= 10)); then
    qemu=(qemu-system-x86_64)
    qemu_cpus=2
    return
  fi
  backports=$(host_codename)-backports
  if find_newest qemu "$backports" qemu \
    suite_versions "$backports" qemu-system-x86 qemu-system-common qemu-system-data seabios; then
    if has_part "$part" || make_qemu "$part" "$backports"; then
      qemu=("$cache/$part/usr/bin/qemu-system-x86_64" -L "$cache/$part/usr/share/qemu"
        -L "$cache/$part/usr/share/seabios")
      qemu_cpus=2
      return
    fi
  fi
  say "no QEMU 10 to be had: using $version with one CPU and a workaround"
  qemu=(qemu-system-x86_64)
  qemu_cpus=1
  qemu_more=(clearcpuid=141)
}

make_qemu() {
  local part=$1 suite=$2 folder
  folder=$(new_folder)
  unpack_packages "$suite" "$folder" <<<"$newest" || return
  "$folder/usr/bin/qemu-system-x86_64" --version >/dev/null 2>&1 || return
  rm -rf "$folder/usr/share/doc" "$folder/usr/share/man"
  publish "$folder" "$part"
}

host_codename() { (. /etc/os-release && printf '%s' "$VERSION_CODENAME"); }

# Sets `kernel_part` for a kernel of kernels.txt: prepare_kernel SUITE PACKAGE
prepare_kernel() {
  local suite=$1 package=$2 newest part just_asked
  find_newest kernel "$suite" "$package" kernel_packages "$suite" "$package" || return
  kernel_part=$part
  has_part "$part" || make_kernel "$part" "$suite"
}

# vmlinux, the modules on a disk, and the release.
make_kernel() {
  local part=$1 suite=$2 folder tree image release
  folder=$(new_folder)
  tree=$folder/tree
  unpack_packages "$suite" "$tree" <<<"$newest" || return
  # Where the modules are: /lib, or /usr/lib in newer suites; and the kernel itself, since 7.x there too.
  if [[ -d $tree/lib/modules ]]; then
    mkdir -p "$tree/usr/lib"
    mv "$tree/lib/modules" "$tree/usr/lib/modules"
  fi
  release=$(ls "$tree/usr/lib/modules")
  image=$(find "$tree/boot" "$tree/usr/lib/modules" -name 'vmlinuz*' -type f 2>/dev/null | head -n 1)
  [[ -n $image && $release != *$'\n'* ]] || die "$part is not laid out as a kernel package"
  printf '%s\n' "$release" >"$folder/release"
  python3 -B "$parts_folder/extract_vmlinux.py" "$image" "$folder/vmlinux" ||
    die "no kernel could be taken out of ${image##*/}"
  # only unpacked, not installed
  depmod -b "$tree/usr" "$release" || die "depmod failed for $release"
  make_disk "$folder/modules.img" "$tree/usr/lib/modules" 8 || die "no disk of the modules of $release"
  rm -rf "$tree"
  publish "$folder" "$part"
}

# An ext4 file system with a folder's files: make_disk FILE FOLDER FREE-MIB [MKE2FS OPTIONS]
make_disk() {
  local file=$1 folder=$2 free=$3 size
  shift 3
  size=$(du -sm --apparent-size "$folder" | cut -f 1)
  # blocks are rounded up, and inodes take room
  size=$((size + size / 8 + $(find "$folder" | wc -l) / 256 + free + 8))
  # Neither journal nor features that old kernels do not know: no boot sees what another has left.
  quietly mke2fs -q -t ext4 -O ^has_journal,^orphan_file,^metadata_csum_seed -m 0 \
    -d "$folder" "$@" "$file" "${size}M"
}

# Sets `root_part`: a Debian as this machine's, for the libraries of what was built here to fit.
prepare_root() {
  root_part=root-$(host_codename)-$(cat "$parts_folder"/root/* "$parts_folder/partition.py" | cksum | cut -d ' ' -f 1)
  kept_parts+=("$root_part")
  has_part "$root_part" || make_root "$root_part"
}

make_root() {
  local part=$1 folder suite packages options=() key value
  folder=$(new_folder)
  suite=$(host_codename)
  packages=$(sed 's/#.*//' "$parts_folder/root/packages.txt" | xargs | tr ' ' ,)
  # What this machine's apt is told of its mirror holds for the one within as well.
  for key in Acquire::http::Proxy Acquire::Check-Valid-Until Acquire::Check-Date; do
    value=$(apt-config dump --format '%v' "$key")
    if [[ -n $value ]]; then options+=(--aptopt="$key \"$value\""); fi
  done
  say "making the guests' root; this takes about a minute"
  suite_sources "$suite" | quietly "${as_root[@]}" env TMPDIR="$folder" mmdebstrap --quiet \
    --variant=minbase --include="$packages" "${options[@]}" \
    --customize-hook="'$parts_folder/root/customize' \"\$1\"" "$suite" "$folder/tree" - ||
    if renew_suite "$suite"; then
      die "the guests' root could not be made though the archive answers (see above)"
    else
      return 1
    fi
  # The first partition of a disk: a kernel without an initramfs finds its root by the partition's id,
  # whatever order the disks come up in.
  "${as_root[@]}" bash -c "$(declare -f have say quietly make_disk)
    make_disk $(printf '%q ' "$folder/root.img" "$folder/tree" 1024 -E offset=1048576)" ||
    die "no disk of the guests' root"
  python3 -B "$parts_folder/partition.py" "$folder/root.img" || die "no partition of the guests' root"
  "${as_root[@]}" rm -rf "$folder/tree"
  publish "$folder" "$part"
}
