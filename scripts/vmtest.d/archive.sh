# SPDX-License-Identifier: Apache-2.0
# Packages of any Debian suite, through apt with a state of its own: the machine's sources and lists
# stay as they are, and apt checks every signature and hash.
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The address of one of Debian's archives as this machine's apt knows it: archive_address LABEL
# DEFAULT. A machine with a mirror is left with its mirror.
archive_address() {
  local address
  # shellcheck disable=SC2016 # the form is apt's
  address=$(apt-get indextargets --format '$(REPO_URI)' \
    "Created-By: Packages" "Origin: Debian" "Label: $1" 2>/dev/null | head -n 1) || true
  printf '%s' "${address:-$2}"
}

# Suite NAME, with its security updates where it has any.
suite_sources() {
  local suite=$1 main security
  main=$(archive_address Debian http://deb.debian.org/debian)
  security=$(archive_address Debian-Security http://deb.debian.org/debian-security)
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$main" "$suite"
  case $suite in
    sid | *-backports) ;;
    *) printf 'deb [signed-by=%s] %s %s-security main\n' "$keyring" "$security" "$suite" ;;
  esac
}

# apt for a suite: suite_apt SUITE apt-get|apt-cache ARGUMENTS…
suite_apt() {
  local suite=$1 tool=$2 state=$cache/apt/$1
  shift 2
  local options=(
    -o "Dir::State=$state/state" -o "Dir::Cache=$state/cache" -o "Dir::State::status=$state/status"
    -o "Dir::Etc::sourcelist=$state/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
    -o APT::Architecture=amd64 -o APT::Architectures=amd64
    # a file that cannot be renewed is an error, not a remark
    -o APT::Update::Error-Mode=any
    -o Acquire::Retries=2 -o Acquire::http::Timeout=30
  )
  # the user _apt, which downloads otherwise, cannot write into a home
  if ((EUID == 0)); then options+=(-o APT::Sandbox::User=root); fi
  "$tool" -q "${options[@]}" "$@"
}

# Fetches a suite's lists; fails where the archive cannot be reached.
renew_suite() {
  local suite=$1 state=$cache/apt/$1
  mkdir -p "$state/state/lists/partial" "$state/cache/archives/partial"
  : >"$state/status" # nothing is installed, as far as this apt is concerned
  suite_sources "$suite" >"$state/sources.list"
  say "asking Debian for its packages of $suite"
  quietly suite_apt "$suite" apt-get update
}

# The current versions of packages, "NAME VERSION" a line: suite_versions SUITE NAME…
suite_versions() {
  local suite=$1 name version
  shift
  for name; do
    version=$(suite_apt "$suite" apt-cache show --no-all-versions "$name" 2>/dev/null |
      sed -n 's/^Version: //p' | head -n 1)
    if [[ -z $version ]]; then
      say "$suite has no package $name"
      return 1
    fi
    printf '%s %s\n' "$name" "$version"
  done
}

# What makes up a kernel, "NAME VERSION" a line: follows the dependencies of its package as far as
# they are parts of the kernel.
kernel_packages() {
  local suite=$1 queue=("$2") seen=" " name found=()
  while ((${#queue[@]})); do
    name=${queue[0]}
    queue=("${queue[@]:1}")
    if [[ $seen == *" $name "* ]]; then continue; fi
    seen+="$name "
    # those with a version in their names; the others are empty
    if [[ $name == linux-*-[0-9]* ]]; then found+=("$name"); fi
    while read -r name; do queue+=("$name"); done < <(
      suite_apt "$suite" apt-cache show --no-all-versions "$name" 2>/dev/null |
        sed -n 's/^\(Pre-\)\?Depends: //p' | tr ',|' '\n' | sed 's/^ *//; s/ .*//' |
        grep -E '^linux-(image|binary|modules|base)-[0-9]' || true
    )
  done
  if ((${#found[@]} == 0)); then
    say "$suite has no kernel behind $2"
    return 1
  fi
  suite_versions "$suite" "${found[@]}"
}

# Downloads "NAME VERSION" lines of its input and unpacks them: unpack_packages SUITE FOLDER
unpack_packages() {
  local suite=$1 folder=$2 name version package wanted=()
  while read -r name version; do wanted+=("$name=$version"); done
  mkdir -p "$folder.debs" "$folder"
  say "downloading ${wanted[*]%%=*}"
  (cd "$folder.debs" && quietly suite_apt "$suite" apt-get download "${wanted[@]}") || return
  for package in "$folder.debs"/*.deb; do dpkg-deb -x "$package" "$folder" || return; done
  rm -rf "$folder.debs"
}
