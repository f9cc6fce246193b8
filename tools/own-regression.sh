#!/usr/bin/env bash
# Runs a profile of uv-release's own regression matrix, and makes evidence of it: regression.json and readiness.json.
# usage: tools/own-regression.sh PROFILE [VERSION DIGEST]     a version and the digest of what is released; without, the commit alone is tried
# environment: GITHUB_SHA, GITHUB_REPOSITORY; CONSOLES (folder with this commit's consoles, which are built without)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
profile=${1:?usage: tools/own-regression.sh PROFILE [VERSION DIGEST]}
subject=()
# A pre-release goes through no channel, and evidence is of versions that do.
if [[ -n ${2:-} && $2 != *-* ]]; then subject=(--version "$2" --release-digest "${3:?the digest of version $2}"); fi
if [[ -z ${CONSOLES:-} ]]; then
  . ./prepare.sh
  prepare
  CONSOLES=artifacts/app
fi
code=0
"$CONSOLES/regression" --command run --profile "$profile" --report-folder artifacts/regression "${subject[@]}" || code=$?
"$CONSOLES/regression" --command merge --profile "$profile" --report-folder artifacts/regression --evidence artifacts/evidence "${subject[@]}" || code=$?
exit "$code"
