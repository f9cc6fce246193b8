#!/usr/bin/env bash
# Prints the build arguments that pin the Dockerfile's base images, as outputs of a workflow's step: sdk=SDK=name@sha256:…, runtime=…, aspnet=…, node=….
# digests.env has a line for each; refresh.sh writes it, and .github/workflows/base-images.yml runs that once a week.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for name in SDK RUNTIME ASPNET NODE; do
  line=$(grep -E "^$name=" digests.env 2>/dev/null || true)
  [[ $line =~ ^$name=[a-z0-9][a-z0-9./:_-]*@sha256:[0-9a-f]{64}$ ]] || {
    echo "::error file=tools/base-images/digests.env::The base image $name has no digest, and a release is built from images by digest alone. Run the workflow 'Base images' and merge its pull request." >&2
    exit 1
  }
  echo "${name,,}=$line"
done
