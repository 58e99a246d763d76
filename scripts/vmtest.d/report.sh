# SPDX-License-Identifier: Apache-2.0
# What is said of a run when it has ended. Sourced by scripts/vmtest.
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared

# Keeps the result as lines NAME=VALUE: write_result NAME FOLDER STATUS SECONDS
write_result() {
  local name=$1 folder=$2 status=$3 seconds=$4 release passed=- failed=- skipped=-
  release=$(sed -n 's/^kernel //p' "$folder/control" | head -n 1)
  if [[ $action == test ]]; then
    local lines
    lines=$(grep -avE '^. +Test (run|case) ' "$folder/output" || true)
    passed=$(grep -acE '^✔ +Test .* passed after ' <<<"$lines" || true)
    failed=$(grep -acE '^✘ +Test .* failed after ' <<<"$lines" || true)
    skipped=$(grep -acE '^➜ +Test .* skipped(: |\.$)' <<<"$lines" || true)
  fi
  printf '%s\n' "name=$name" "release=${release:--}" "mode=${kernel_modes[$name]}" \
    "status=$status" "passed=$passed" "failed=$failed" "skipped=$skipped" "seconds=$seconds" \
    >"$folder/result"
  say "$name: $(verdict "$status"), $(counts "$passed" "$failed" "$skipped")$seconds s" \
    "(${release:-no kernel}, ${kernel_modes[$name]})"
}

verdict() {
  case $1 in
    0) printf passed ;;
    77) printf 'not to be had' ;;
    "$exit_timeout") printf 'timed out' ;;
    "$exit_died") printf died ;;
    "$exit_unfit") printf 'not the kernel asked for' ;;
    *) printf 'failed with %s' "$1" ;;
  esac
}

counts() {
  if [[ $1 != - ]]; then printf '%s tests passed, %s failed, %s skipped, ' "$@"; fi
}

field() { sed -n "s/^$2=//p" "$1/result"; }

print_table() {
  local format='%-16s %-26s %-8s %7s %7s %8s %8s  %s\n' name folder
  # shellcheck disable=SC2059
  printf "$format" kernel release mode passed failed skipped seconds result
  for name in "${kernels[@]}"; do
    folder=$results/$name
    # shellcheck disable=SC2059
    printf "$format" "$name" "$(field "$folder" release)" "$(field "$folder" mode)" \
      "$(field "$folder" passed)" "$(field "$folder" failed)" "$(field "$folder" skipped)" \
      "$(field "$folder" seconds)" "$(verdict "$(field "$folder" status)")"
  done
}

# A command that leaves what the doctor says of each rung in a folder: doctor_on_each_rung FOLDER PROGRAM
#
# It fails where a rung does not work or something is not seen: that is said in the document.
doctor_on_each_rung() {
  cat <<END
for rung in ${all_rungs//,/ }; do
  $2 doctor --json --probes \$rung >$1/\$rung.json
  status=\$?
  if [ ! -s $1/\$rung.json ]; then rm $1/\$rung.json; echo "doctor --probes \$rung: \$status"; fi
done
END
}

# The doctors of the guests and of this host, as one page of tables.
doctor_table() {
  local name documents=$work/doctors page=()
  for name in "${kernels[@]}"; do
    if [[ $(field "$results/$name" status) == 0 ]]; then
      mkdir -p "$documents/$name"
      cp "$results/$name"/out/*.json "$documents/$name/"
    fi
  done
  mkdir -p "$documents/host"
  "${as_root[@]}" bash -c "$(doctor_on_each_rung "$documents/host" "$root/.build-release/release/lookback")"
  if $write; then page=("$root/docs/kernels.md"); fi
  python3 "$root/scripts/vmtest.d/table.py" "$documents" "${page[@]}"
}

# After all guests have ended; what they left in /out is in $results/NAME/out.
after_tests() {
  if [[ $action == table ]]; then
    doctor_table
  elif ((${#kernels[@]} > 1)); then
    print_table
  fi
}
