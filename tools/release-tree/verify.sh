#!/usr/bin/env bash
# After approval, before anything is pushed: makes the candidate again from the source and compares, and verifies that this repository's own workflow built the
# images and programs from this commit of main. Nothing that another job left behind is run.
# environment: see commit.sh; CANDIDATE (commit that was approved), HAS_APP (true), GITHUB_REF, GITHUB_SHA, GH_TOKEN (may read attestations)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${CANDIDATE:?}" "${GH_TOKEN:?}"
refused() { echo "::error::$1"; exit 1; }
[[ ${GITHUB_REF:-} == refs/heads/main ]] || refused "A release is made from main, not from '${GITHUB_REF:-}'. Start it again on main."
[[ $(git rev-parse HEAD) == "${GITHUB_SHA:-}" ]] || refused "What is checked out is not ${GITHUB_SHA:-}, the commit of the run."
[[ ${HAS_APP:-} == true ]] ||
  refused "The release branch has workflows, and GitHub lets no github.token push them. Give the environment 'release' the variable RELEASE_APP_CLIENT_ID and the secret RELEASE_APP_PRIVATE_KEY of a GitHub App with contents: write and workflows: write (tools/release-tree/README.md)."
. tools/release-tree/commit.sh

commit=$(release_commit)
[[ $commit == "$CANDIDATE" ]] ||
  refused "Made again, the release of v$VERSION is $commit and not $CANDIDATE, which was approved: the branch $branch has moved, or the candidate is not of this source. Start the release again."
for made in "oci://$IMAGE" "oci://$LEAN_IMAGE" "oci://$INTAKE_IMAGE" artifacts/programs/*.tar.gz; do
  gh attestation verify "$made" --repo "$REPOSITORY" --signer-workflow "$REPOSITORY/.github/workflows/self-release.yml" \
    --source-ref refs/heads/main --source-digest "$GITHUB_SHA" --deny-self-hosted-runners ||
    refused "${made#oci://} has no attestation that $REPOSITORY's self-release built it from $GITHUB_SHA. Nothing was pushed to the branch."
done
"$RELEASE_TREE" --version "$VERSION" --branch "$branch" --tags
