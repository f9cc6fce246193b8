#!/usr/bin/env bash
# Prepares what is missing, builds once, runs the tests, and lists the ten slowest. Last line: uv-release: N passed, N failed, N skipped
# usage: ./test.sh                 every test but those of the slow tier
#        ./test.sh --slow          every test
#        ./test.sh --fast          the specs in .NET that need no container, no browser, no server and no npm package
#        ./test.sh --filter WORD   classes and Node suites whose name has the word
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./prepare.sh
passed=0 failed=0 skipped=0 tier=full word=
results=artifacts/test-results program=tests/UvRelease.Tests/bin/Release/net10.0/UvRelease.Tests

usage() { sed -n '3,6s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2; }
while [[ $# -gt 0 ]]; do
  case $1 in
    --slow) tier=slow UV_RELEASE_SLOW=1 && export UV_RELEASE_SLOW ;;
    --fast) tier=fast UV_RELEASE_FAST=1 && export UV_RELEASE_FAST ;;
    --filter) tier=filter word=${2:-} && [[ -n $word ]] || usage; shift ;;
    *) usage ;;
  esac
  shift
done
rm -rf "$results" && mkdir -p "$results"

count() { # count NAME PASSED FAILED SKIPPED EXITCODE; a suite that dies, or runs nothing, has failed
  local lost=0
  [[ $5 -eq 0 || $3 -gt 0 ]] || lost=1
  [[ $(($2 + $3 + $4)) -gt 0 ]] || lost=1
  passed=$((passed + $2)) failed=$((failed + $3 + lost)) skipped=$((skipped + $4))
  echo "-- $1: $2 passed, $(($3 + lost)) failed, $4 skipped"
}

number() { grep -aoE "^ *$1 [0-9]+" "$2" | tail -1 | grep -aoE '[0-9]+$' || echo 0; } # number LABEL FILE

dotnet_suite() { # dotnet_suite NAME OPTION…: what passed goes to the file alone; no colours, which a CI gets otherwise and which hide the numbers
  local name=$1
  shift
  "$program" --progress off --ansi off --output Detailed "$@" 2>&1 | tee "$results/$name.txt" | grep -avE '^passed '
  local code=${PIPESTATUS[0]}
  count "$name" "$(number succeeded: "$results/$name.txt")" "$(number failed: "$results/$name.txt")" "$(number skipped: "$results/$name.txt")" "$code"
}

run_node() { # run_node NAME FILE…: its output goes into files, because suites run side by side
  local name=$1
  shift
  node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=tap "--test-reporter-destination=$results/$name.tap" "$@" >"$results/$name.txt" 2>&1
  echo $? >"$results/$name.code"
}

run_suites() { # run_suites SUITE…: two at a time, so the longest is named first
  local suite
  for suite in "$@"; do
    while [[ $(jobs -rp | wc -l) -ge 2 ]]; do wait -n; done
    if [[ $suite == workflows ]]; then run_node workflows tests/workflows/tests/*.test.mjs & else run_node "$suite" tests/"$suite"/*.test.mjs & fi
  done
  wait
}

node_suite() { # node_suite NAME: what run_node got
  local name=$1
  cat "$results/$name.txt"
  grep -aE '^ *ok .*# SKIP' "$results/$name.tap" | sed 's/^ */   skipped: /' || true
  count "$name" "$(number '# pass' "$results/$name.tap")" "$(number '# fail' "$results/$name.tap")" "$(number '# skipped' "$results/$name.tap")" "$(cat "$results/$name.code")"
}

slowest() { # the ten tests that took longest, in seconds
  echo "-- the ten slowest tests"
  {
    grep -ahE '^(passed|failed) .*\([0-9hms ]+\)$' "$results"/*.txt | awk '{
      seconds = 0; text = $0; sub(/.*\(/, "", text); sub(/\)$/, "", text); n = split(text, part, " ")
      for (i = 1; i <= n; i++) seconds += part[i] ~ /ms$/ ? part[i] / 1000 : part[i] ~ /m$/ ? part[i] * 60 : part[i] ~ /h$/ ? part[i] * 3600 : part[i] + 0
      name = $0; sub(/^[a-z]+ /, "", name); sub(/ \([0-9hms ]+\)$/, "", name); printf "%8.1f  %s\n", seconds, name }'
    awk '/^ *(not )?ok [0-9]+ - / { name = $0; sub(/^ *(not )?ok [0-9]+ - /, "", name) } /^ *duration_ms: / { if (name != "") printf "%8.1f  %s\n", $2 / 1000, name; name = "" }' "$results"/*.tap 2>/dev/null
  } | sort -rn | head -10
}

analyze() { # every project, those of bench/ too, into folders of its own, where a second run finds what has not changed; a warning is an error
  local options code
  mapfile -t options < <(build_options analyzers)
  DOTNET_TieredPGO=0 dotnet build Actions.sln "${options[@]}" -p:IntermediateOutputPath=obj/analyzed/ -p:OutputPath=bin/analyzed/ >"$results/analyzers.txt" 2>&1
  code=$?
  end_compiler analyzers
  return "$code"
}

every_suite() {
  local suites=(project workflows auto-update board regression container otlp electron-app stores arm64) analyzers suite
  # What the first build of the image waits for longest is loaded beside the build of the programs; who needs it says what failed.
  install_packages
  tests/container/stand-ins.sh >/dev/null 2>&1 &
  (prepare) || return 1
  analyze & analyzers=$!
  dotnet_suite dotnet
  if wait "$analyzers"; then echo "-- analyzers: no warning"; else cat "$results/analyzers.txt"; count analyzers 0 1 0 1; fi
  run_suites "${suites[@]}"
  for suite in "${suites[@]}"; do node_suite "$suite"; done
}

fast_specs() {
  (prepare_programs) || return 1
  local slow=(Electron.Building Electron.AppImage Electron.Deb Electron.Universal Stores Channels ReleaseTree Changelog.Versions) left=()
  for namespace in "${slow[@]}"; do left+=(--filter-not-namespace "UvRelease.Tests.$namespace*"); done
  echo "-- left out by --fast: UvRelease.Tests.{$(IFS=,; echo "${slow[*]}")}, the Node suites, the analyzers"
  dotnet_suite dotnet "${left[@]}"
}

matching() {
  local files=() file
  for file in tests/*/*.test.mjs tests/workflows/tests/*.test.mjs; do [[ ${file,,} != *"${word,,}"* ]] || files+=("$file"); done
  if [[ ${#files[@]} -gt 0 ]]; then (prepare) || return 1; else (prepare_programs) || return 1; fi
  if "$program" --list-tests --filter-class "*$word*" 2>/dev/null | grep -qE '^ +UvRelease'; then dotnet_suite dotnet --filter-class "*$word*"; fi
  [[ ${#files[@]} -eq 0 ]] || { run_node node "${files[@]}"; node_suite node; }
  [[ $((passed + failed + skipped)) -gt 0 ]] || { echo "uv-release: no class and no Node suite has '$word' in its name." >&2; count filter 0 0 0 0; }
}

case $tier in
  fast) run=fast_specs ;;
  filter) run=matching ;;
  *) run=every_suite ;;
esac
"$run" || count build 0 1 0 1
slowest
echo "uv-release: $passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
