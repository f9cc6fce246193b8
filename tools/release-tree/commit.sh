# Sourced by candidate.sh and verify.sh: the release commit of this checkout, on its branch, here alone. It depends on the source commit, the images, the version
# and the release before it, so both make the same one (README.md).
# environment: IMAGE, LEAN_IMAGE, INTAKE_IMAGE (name@sha256:…), VERSION, REPOSITORY (owner/name); RELEASE_TREE (this commit's console, which is built without)
: "${IMAGE:?}" "${LEAN_IMAGE:?}" "${INTAKE_IMAGE:?}" "${VERSION:?}" "${REPOSITORY:?}"
branch=releases/v${VERSION%%.*}
if [[ -z ${RELEASE_TREE:-} ]]; then
  rm -rf artifacts/release-tree && mkdir -p artifacts
  dotnet publish tools/release-tree --configuration Release -p:IsPublishable=true --verbosity quiet --nologo --output artifacts/release-tree
  RELEASE_TREE=artifacts/release-tree/release-tree
fi

release_tree() { # release_tree OPTION…
  "$RELEASE_TREE" --image "$IMAGE" --lean-image "$LEAN_IMAGE" --intake-image "$INTAKE_IMAGE" --version "$VERSION" --repository "$REPOSITORY" "$@"
}

release_commit() { # prints its id
  if git show-ref --quiet --verify "refs/remotes/origin/$branch"; then git branch --quiet --force "$branch" "refs/remotes/origin/$branch"; fi
  release_tree --branch "$branch" >&2 || return
  git rev-parse "refs/heads/$branch"
}
