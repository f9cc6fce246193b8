#!/usr/bin/env bash
# After verify.sh: fast-forwards the release branch, pushes the tag, publishes the release, and only then moves v1 and v1.4.
# Run again after a failure, it finishes what is left.
# environment: VERSION, REPOSITORY (owner/name), GH_TOKEN (of an app with contents: write and workflows: write)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${VERSION:?}" "${REPOSITORY:?}" "${GH_TOKEN:?}"

# The token goes to git by its environment: arguments are readable by every process of the machine.
authorization=$(printf 'x-access-token:%s' "$GH_TOKEN" | base64 --wrap=0)
echo "::add-mask::$authorization"
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0="Authorization: basic $authorization"

branch=releases/v${VERSION%%.*}
# Without force: git itself refuses a branch that is not a fast-forward and a tag that exists.
git push origin "refs/heads/$branch:refs/heads/$branch" "refs/tags/v$VERSION:refs/tags/v$VERSION"
if ! gh release view "v$VERSION" --repo "$REPOSITORY" >/dev/null 2>&1; then
  kind=(); [[ $VERSION != *-* ]] || kind=(--prerelease)
  gh release create "v$VERSION" --repo "$REPOSITORY" --verify-tag --draft "${kind[@]}" --title "v$VERSION" --notes-file artifacts/notes/notes.md artifacts/notes/notes.json artifacts/programs/*.tar.gz
fi
gh release edit "v$VERSION" --repo "$REPOSITORY" --draft=false
for tag in "v${VERSION%.*}" "v${VERSION%%.*}"; do
  # A pre-release moves none, and the first of a major has none.
  if git show-ref --quiet --verify "refs/tags/$tag"; then git push --force origin "refs/tags/$tag:refs/tags/$tag"; fi
done
