#!/usr/bin/env bash
# Makes the release commit that is up for approval: generates the tree, lints it, runs the reusable workflow of the tree itself on a sample app,
# and bundles the branch. Nothing is pushed.
# environment: IMAGE (name@sha256:…), VERSION, REPOSITORY (owner/name); CONSOLES (folder with this commit's consoles, for machines without Docker)
# result: artifacts/candidate.bundle, artifacts/release-tree/ (the console, for publish.sh)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${IMAGE:?}" "${VERSION:?}" "${REPOSITORY:?}"
. ./prepare.sh
at_least dotnet 10 https://dotnet.microsoft.com/download
at_least node 20 https://nodejs.org
install_node_packages tests/workflows

branch=releases/v${VERSION%%.*}
git show-ref --quiet --verify "refs/remotes/origin/$branch" && git branch --force "$branch" "refs/remotes/origin/$branch"
rm -rf artifacts/candidate artifacts/release-tree && mkdir -p artifacts
dotnet publish tools/release-tree --configuration Release -p:IsPublishable=true --verbosity quiet --nologo --output artifacts/release-tree
release_tree=artifacts/release-tree/release-tree

"$release_tree" --image "$IMAGE" --version "$VERSION" --repository "$REPOSITORY" --output artifacts/candidate
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

"$release_tree" --image "$IMAGE" --version "$VERSION" --repository "$REPOSITORY" --branch "$branch"
git bundle create artifacts/candidate.bundle "$branch"
