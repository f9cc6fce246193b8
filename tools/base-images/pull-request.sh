#!/usr/bin/env bash
# Proposes the digests of now: one branch and one pull request, which the next run brings up to date while it is open.
# environment: REPOSITORY (owner/name), GH_TOKEN (contents: write and pull-requests: write)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${REPOSITORY:?}" "${GH_TOKEN:?}"
branch=base-images
tools/base-images/refresh.sh
if git diff --quiet HEAD -- tools/base-images && [[ -z $(git ls-files --others -- tools/base-images/digests.env) ]]; then
  echo "The base images are the newest already."
  exit
fi

# Arguments are readable by every process of the machine, so the token goes to git by its environment.
authorization=$(printf 'x-access-token:%s' "$GH_TOKEN" | base64 --wrap=0)
echo "::add-mask::$authorization"
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0="Authorization: basic $authorization"
git switch --quiet --force-create "$branch"
git add tools/base-images/digests.env
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' commit --quiet --message 'build: newer base images'
git push --force origin "refs/heads/$branch:refs/heads/$branch"
if [[ -z $(gh pr list --repo "$REPOSITORY" --head "$branch" --state open --json number --jq '.[].number') ]]; then
  gh pr create --repo "$REPOSITORY" --head "$branch" --base main --title 'build: newer base images' \
    --body 'What the tags of the base images lead to now. A release is built from these digests (tools/base-images/build-args.sh).'
fi
