# SPDX-License-Identifier: Apache-2.0
# The disk that a run brings into its guests: programs, their libraries, the command. Sourced by
# scripts/vmtest.
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared

guest_folder=$root/scripts/vmtest.d/guest

# Builds the programs and puts them on the disk: with the tests or without them.
#   /payload/bin    lookback, lookback-workload, tests.xctest     on the PATH
#   /payload/lib    their libraries
#   /payload/files  what --file names
#   /payload/vm     what runs the command
make_payload() {
  local with_tests=$1 tree=$work/payload
  mkdir -p "$tree"/{bin,lib,files,vm}
  build_programs "$with_tests"
  cp "$root/.build-release/release/lookback" "$root/.build/debug/lookback-workload" "$tree/bin/"
  if $with_tests; then
    local bundle
    bundle=$(find "$root/.build/debug/" -maxdepth 1 -name '*PackageTests.xctest')
    # what a debugger would read is most of it
    strip --strip-debug -o "$tree/bin/tests.xctest" "$bundle"
    copy_libraries "$bundle" "$tree/lib"
  fi
  copy_libraries "$tree/bin/lookback-workload" "$tree/lib"
  if ((${#files[@]})); then cp -aL -- "${files[@]}" "$tree/files/"; fi
  cp "$guest_folder"/* "$tree/vm/"
  write_settings "$tree/vm"
  make_disk "$work/payload.img" "$tree" 4 || die "the disk with the tests could not be made"
  rm -rf "$tree"
}

build_programs() {
  if $no_build; then return; fi
  # The same binary as on the host: scripts/test says why.
  build_release .build-release -Xswiftc -static-executable
  if $1; then
    say "building the tests"
    quietly swift build --package-path "$root" --build-tests || die "the build of the tests failed"
  else
    quietly swift build --package-path "$root" --product lookback-workload ||
      die "the build of the workload failed"
  fi
}

# The C library and its loader are the guest's own: the two must be of one make.
copy_libraries() {
  local name arrow path _
  while read -r name arrow path _; do
    [[ $arrow == "=>" && $path == /* ]] || continue
    case $name in
      libc.so.* | libm.so.* | libpthread.so.* | libdl.so.* | librt.so.* | libresolv.so.* | libutil.so.*) ;;
      *) cp -L "$path" "$2/" ;;
    esac
  done < <(ldd "$1" 2>/dev/null || true)
}

write_settings() {
  local assignment
  # Some time is for booting and for bringing /out.
  printf 'limit=%s\n' "$((timeout > 60 ? timeout - 30 : timeout / 2))" >"$1/settings"
  if [[ $action == shell ]]; then
    local rows=24 columns=80
    read -r rows columns < <(stty size </dev/tty 2>/dev/null) || true
    if ((rows == 0)); then rows=24 columns=80; fi
    printf 'interactive=1 rows=%s columns=%s terminal=%q\n' "$rows" "$columns" "${TERM:-linux}" \
      >>"$1/settings"
  fi
  for assignment in "${environment[@]}"; do
    printf 'export %s=%q\n' "${assignment%%=*}" "${assignment#*=}"
  done >"$1/environment"
  printf '%s\n' "$command" >"$1/command"
}
