#!/usr/bin/env bash
# One app's way from a push to an update on somebody's machine: a team's repository, the workflow that it copied, our reusable workflows and actions,
# an object store, the real electron-builder and electron-updater. GitHub itself and Electron are stood in for. No GitHub, no Docker daemon.
# usage: ./demo.sh [--engine process|bwrap|buildah|docker|podman] [--all | CHAPTER…]     release and promote without arguments
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
engine=process chapters=()
every=(release promote request check regression portable install crash windows macos)
while [[ $# -gt 0 ]]; do
  case $1 in
    --engine) engine=${2:?--engine wants a name}; shift ;;
    --all) chapters=("${every[@]}") ;;
    *)
      [[ " ${every[*]} " == *" $1 "* ]] || { sed -n '4s/^# //p' "${BASH_SOURCE[0]}"; echo "chapters: ${every[*]}"; exit 2; } >&2
      chapters+=("$1")
      ;;
  esac
  shift
done
[[ ${#chapters[@]} -gt 0 ]] || chapters=(release promote)
. ./prepare.sh
began=$SECONDS
prepare_demo "${chapters[@]}"
[[ $((SECONDS - began)) -lt 5 ]] || echo "Prepared in $((SECONDS - began)) s, of which loading packages took ${loading:-0} s."

image= options=
if [[ $engine == bwrap || $engine == buildah ]]; then
  tests/container/build.sh
  while IFS='=' read -r key value; do
    case $key in image) image=$value ;; options) options=$value ;; esac
  done < <(tests/container/build.sh --print)
fi
ENGINE=$engine IMAGE=$image BUILDAH=$options node demo/demo.mjs artifacts/demo "${chapters[@]}"
