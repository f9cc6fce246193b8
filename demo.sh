#!/usr/bin/env bash
# The main job on one machine: a sample app's repository, its caller workflow, our reusable workflow, our actions. No GitHub, no Docker daemon.
# usage: ./demo.sh [--engine process|bwrap|buildah|docker|podman]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
engine=process
[[ ${1:-} == --engine ]] && engine=${2:?--engine wants a name}
. ./prepare.sh
prepare

demo=artifacts/demo
rm -rf "$demo" && mkdir -p "$demo"
tests/sample-app/make-history.sh "$demo/sample-app"

options=()
if [[ $engine == bwrap || $engine == buildah ]]; then
  tests/container/build.sh
  while IFS='=' read -r key value; do
    case $key in
      image) options+=(--image "Dockerfile=$value") ;;
      options) for option in $value; do options+=("--buildah-option=$option"); done ;;
    esac
  done < <(tests/container/build.sh --print)
fi

node --import ./tests/workflows/json-hook.mjs tests/workflows/run.mjs \
  --repository "acme/sample-app=$demo/sample-app" --repository "org/uv-release=." \
  --workflow acme/sample-app:.github/workflows/release.yml --event workflow_dispatch \
  --engine "$engine" --binaries artifacts/app "${options[@]}" --work "$demo/run" --report "$demo/report.json"

notes=$(find "$demo/run" -path '*release-notes*' -name notes.md | head -1)
[[ -n $notes ]] || { echo "uv-release: the run left no notes; see $demo/report.json" >&2; exit 1; }
cp "$(dirname "$notes")"/notes.{md,txt,json} "$demo/"

# The same check that pull requests get, on the commits since the last release; it finds what is wrong with them and is not obeyed here.
(cd "$demo/sample-app" && ../../app/check-changelog --from v1.1.0 --to HEAD --messages commits --fail-on never --json-file ../check.json) || exit 1

# The app itself, for three platforms, by the real electron-builder from stand-in distributions of Electron.
cp -a tests/sample-app/app "$demo/app"
git -C "$demo/app" init -q && git -C "$demo/app" add -A && git -C "$demo/app" -c user.name=Ada -c user.email=ada.byron@example.com commit -q -m 'feat: an app'
for platform in linux win mac; do
  (cd "$demo/app" && SOURCE_DATE_EPOCH=1735725600 ../../app/build-electron --platform "$platform" --electron-dist ../../electron-dist \
    --builder-folder ../../../tests/electron-builder --feed-url https://updates.example.com/sample-app --channel stable >../build-$platform.log 2>&1) ||
    { echo "uv-release: the app can't be built for $platform; see $demo/build-$platform.log" >&2; exit 1; }
done

# Published on canary in a directory, and followed by the real electron-updater.
printf 'publish: { app: sample-app }\n' >"$demo/app/.github-uv-release.yml"
cp "$demo/notes.txt" "$demo/app/release/notes.txt"
(cd "$demo/app" && ../../app/publish-channel --channel canary --store ../store --configuration .github-uv-release.yml >../publish.txt) || exit 1
node tests/auto-update/demo.mjs "$demo/store" canary "$demo/clients" 2>"$demo/clients.log" | tee "$demo/clients.txt"
echo
echo "Made by $engine, from $(git -C "$demo/sample-app" rev-list --count HEAD) commits of $demo/sample-app:"
echo "  $demo/notes.md      release notes of $(node -p "require('./$demo/notes.json').version")"
echo "  $demo/notes.json    the same for programs (schema/notes.schema.json)"
echo "  $demo/notes.txt     the same for electron-updater's dialog"
echo "  $demo/check.json    what check-changelog says of the commits (schema/check.schema.json)"
echo "  $demo/app/release/  packages of the app for linux, win and mac, and their fragments (schema/fragment.schema.json)"
echo "  $demo/store/        the release on canary: $(sed -n 's/^generation=/generation /p' "$demo/publish.txt")"
echo "  $demo/store/feeds/index.html   the release board; open it in a browser"
echo "  $demo/report.json   every job, step, output and annotation of the run"
