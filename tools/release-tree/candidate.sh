#!/usr/bin/env bash
# Makes the release commit that is up for approval: generates the tree, lints it, and runs the reusable workflow of the tree itself on a sample app.
# Nothing is pushed.
# environment: see commit.sh; CONSOLES (folder with this commit's consoles, for machines without Docker)
# output: commit
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. ./prepare.sh
. tools/release-tree/commit.sh
at_least dotnet 10 https://dotnet.microsoft.com/download
at_least node 20 https://nodejs.org
install_node_packages tests/workflows

rm -rf artifacts/candidate
release_tree --output artifacts/candidate
mapfile -t manifests < <(cd artifacts/candidate && find . -name action.yml -o -path './.github/workflows/*.yml' | sort)
(cd artifacts/candidate && node --import ../../tests/workflows/json-hook.mjs ../../tests/workflows/lint.mjs . "${manifests[@]}" &&
  node ../../tests/workflows/security.mjs . "${manifests[@]}")

# With Docker the image itself runs, pulled by its digest; without, the consoles built from the same commit.
if docker info >/dev/null 2>&1; then
  engine=(--engine docker)
else
  [[ -n ${CONSOLES:-} ]] || { prepare && CONSOLES=artifacts/app; }
  engine=(--engine process --binaries "$CONSOLES")
fi
rm -rf artifacts/end-to-end && mkdir artifacts/end-to-end
tests/sample-app/make-history.sh artifacts/end-to-end/sample-app
node --import ./tests/workflows/json-hook.mjs tests/workflows/run.mjs "${engine[@]}" \
  --repository acme/sample-app=artifacts/end-to-end/sample-app --repository "org/uv-release=artifacts/candidate" \
  --workflow acme/sample-app:.github/workflows/release.yml --event workflow_dispatch --work artifacts/end-to-end/run

commit=$(release_commit)
echo "The candidate of v$VERSION is $commit."
if [[ -n ${GITHUB_OUTPUT:-} ]]; then echo "commit=$commit" >>"$GITHUB_OUTPUT"; fi
