#!/usr/bin/env bash
# Prepares what is missing, builds once, runs every test; those that write gigabytes only with UV_RELEASE_SLOW=1. Last line: uv-release: N passed, N failed, N skipped
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./prepare.sh
passed=0 failed=0 skipped=0
results=artifacts/test-results
rm -rf "$results" && mkdir -p "$results"

count() { # count NAME PASSED FAILED SKIPPED EXITCODE; a suite that dies, or runs nothing, has failed
  local lost=0
  [[ $5 -eq 0 || $3 -gt 0 ]] || lost=1
  [[ $(($2 + $3 + $4)) -gt 0 ]] || lost=1
  passed=$((passed + $2)) failed=$((failed + $3 + lost)) skipped=$((skipped + $4))
  echo "-- $1: $2 passed, $(($3 + lost)) failed, $4 skipped"
}

number() { grep -aoE "^ *$1 [0-9]+" "$2" | tail -1 | grep -aoE '[0-9]+$' || echo 0; } # number LABEL FILE

dotnet_suite() { # dotnet_suite NAME PROGRAM
  "$2" --progress off 2>&1 | tee "$results/$1.txt"
  local code=${PIPESTATUS[0]}
  count "$1" "$(number succeeded: "$results/$1.txt")" "$(number failed: "$results/$1.txt")" "$(number skipped: "$results/$1.txt")" "$code"
}

run_node() { # run_node NAME FILE…: its output goes into files, because suites run side by side
  local name=$1
  shift
  node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=tap "--test-reporter-destination=$results/$name.tap" "$@" >"$results/$name.txt" 2>&1
  echo $? >"$results/$name.code"
}

node_suite() { # node_suite NAME: what run_node got
  local name=$1
  cat "$results/$name.txt"
  grep -aE '^ *ok .*# SKIP' "$results/$name.tap" | sed 's/^ */   skipped: /' || true
  count "$name" "$(number '# pass' "$results/$name.tap")" "$(number '# fail' "$results/$name.tap")" "$(number '# skipped' "$results/$name.tap")" "$(cat "$results/$name.code")"
}

analyze() { # every project, those of bench/ too, into folders of its own, where a second run finds what has not changed; a warning is an error
  local options code
  mapfile -t options < <(build_options analyzers)
  DOTNET_TieredPGO=0 dotnet build Actions.sln "${options[@]}" -p:IntermediateOutputPath=obj/analyzed/ -p:OutputPath=bin/analyzed/ >"$results/analyzers.txt" 2>&1
  code=$?
  end_compiler analyzers
  return "$code"
}

# What the first build of the image waits for longest is loaded beside the build of the programs; who needs it says what failed.
install_packages
tests/container/stand-ins.sh >/dev/null 2>&1 &
if (prepare); then
  analyze & analyzers=$!
  dotnet_suite dotnet tests/UvRelease.Tests/bin/Release/net10.0/UvRelease.Tests
  # The longest beside the others.
  run_node project tests/project/*.test.mjs & longest=$!
  run_node workflows tests/workflows/tests/*.test.mjs
  run_node electron-app tests/electron-app/*.test.mjs
  run_node auto-update tests/auto-update/*.test.mjs
  run_node stores tests/stores/*.test.mjs
  run_node board tests/board/*.test.mjs
  run_node otlp tests/otlp/*.test.mjs
  run_node arm64 tests/arm64/*.test.mjs
  run_node container tests/container/*.test.mjs
  wait "$longest"
  if wait "$analyzers"; then echo "-- analyzers: no warning"; else cat "$results/analyzers.txt"; count analyzers 0 1 0 1; fi
  for suite in container workflows project electron-app auto-update stores board otlp arm64; do node_suite "$suite"; done
else
  count build 0 1 0 1
fi
echo "uv-release: $passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
