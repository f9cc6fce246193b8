#!/usr/bin/env bash
# Writes into digests.env what the tags in the Dockerfile lead to now, for both processors at once (the digest of the index). Needs Docker with buildx.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
lines=()
for name in SDK RUNTIME ASPNET NODE; do
  image=$(sed -n "s/^ARG $name=//p" ../../Dockerfile)
  [[ $image =~ ^[a-z0-9][a-z0-9./:_-]*$ ]] || { echo "The Dockerfile has no line 'ARG $name=' with an image." >&2; exit 1; }
  digest=$(docker buildx imagetools inspect "$image" --format '{{.Manifest.Digest}}')
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "The registry gave no digest for $image." >&2; exit 1; }
  lines+=("$name=$image@$digest")
done
printf '%s\n' "${lines[@]}" >digests.env
