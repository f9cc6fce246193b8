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
mkdir "$demo/app/.github" && cat >"$demo/app/.github/uv-release.yml" <<'CONFIGURATION'
electron:
  targets:
    linux: [dir, tar.gz, AppImage]
    win: [zip] # the stand-ins for the plugins of NSIS compile no installer
publish:
  app: sample-app
portable:
  name: sample-app
  binaries:
    - path: build/{platform}-{arch}/sample-app-{version}-{platform}-{arch}/sample-app
      to: app/sample-app
  assets:
    - path: build/{platform}-{arch}/sample-app-{version}-{platform}-{arch}
      to: app
CONFIGURATION
git -C "$demo/app" init -q && git -C "$demo/app" add -A && git -C "$demo/app" -c user.name=Ada -c user.email=ada.byron@example.com commit -q -m 'feat: an app'
step() { # step LOG PROGRAM ARGUMENT…: a step in the app's folder
  local log=$demo/$1.log program=$2
  (cd "$demo/app" && SOURCE_DATE_EPOCH=1735725600 "../../app/$program" "${@:3}") >"$log" 2>&1 || { echo "uv-release: $program failed; see $log" >&2; exit 1; }
}
build() { # build LOG ARGUMENT…
  step "build-$1" build-electron "${@:2}" --electron-dist ../../electron-dist-full --builder-folder ../../../tools/electron-builder --tools-folder ../tools \
    --feed-url https://updates.example.com/sample-app --channel canary
}
# Stand-ins for the tools that only GitHub has, unpacked as the image unpacks the real ones.
toolsets=$(tests/container/toolsets.sh)
node tools/electron-builder/toolsets.mjs "$toolsets/toolsets.json" "file://$toolsets/" "$demo/tools" >"$demo/tools.log"
install_node_packages tests/electron-dist/full
node tests/electron-dist/make.mjs artifacts/electron-dist-full --full
build linux --platform linux
build win --platform win
build mac --platform mac --arch $'x64\narm64\nuniversal'

# A portable archive of what was built for linux, and a look through it.
version=$(node -p "require('./$demo/app/package.json').version")
mkdir -p "$demo/app/build/linux-x64" && tar -xf "$demo/app/release/linux-x64/sample-app-$version-linux-x64.tar" -C "$demo/app/build/linux-x64"
cp "$demo/notes.txt" "$demo/app/release/notes.txt"
commit=$(git -C "$demo/app" rev-parse HEAD)
step portable package-portable --kind desktop --version "$version" --platform linux --arch x64 --commit "$commit"
step verify verify-portable --path "release/sample-app-desktop-$version-linux-x64.zip" --kind desktop --version "$version" --commit "$commit"

# Published on canary in a directory; the real electron-updater brings an installed AppImage of the version before up to it, and starts it.
step publish publish-channel --channel canary --store ../store
build before --platform linux --targets AppImage --version 1.1.0 --release-folder before
node tests/auto-update/demo.mjs "$demo/store" canary "$demo/app/before/linux-x64/sample-app-1.1.0-linux-x64.AppImage" 1.1.0 "$demo/clients" 2>"$demo/clients.log" | tee "$demo/clients.txt"
# A picture of the release board, where there is a browser.
chromium=$(command -v chromium-headless-shell || command -v chromium || true)
sandbox=()
[[ $EUID -ne 0 ]] || sandbox=(--no-sandbox)
[[ -z $chromium ]] || "$chromium" --headless "${sandbox[@]}" --disable-gpu --hide-scrollbars --window-size=1200,800 "--screenshot=$PWD/$demo/board.png" "file://$PWD/$demo/store/feeds/index.html" >"$demo/board.log" 2>&1 ||
  { echo "uv-release: the release board can't be opened; see $demo/board.log" >&2; exit 1; }
echo
echo "Made by $engine, from $(git -C "$demo/sample-app" rev-list --count HEAD) commits of $demo/sample-app:"
echo "  $demo/notes.md      release notes of $(node -p "require('./$demo/notes.json').version")"
echo "  $demo/notes.json    the same for programs (schema/notes.schema.json)"
echo "  $demo/notes.txt     the same for electron-updater's dialog"
echo "  $demo/check.json    what check-changelog says of the commits (schema/check.schema.json)"
echo "  $demo/app/release/  packages of the app for linux, win and mac (universal too), a portable archive, and their fragments (schema/fragment.schema.json)"
echo "  $demo/store/        the release on canary: $(sed -n 's/^generation=/generation /p' "$demo/publish.log")"
echo "  $demo/store/feeds/index.html   the release board; open it in a browser, or look at board.png"
echo "  $demo/report.json   every job, step, output and annotation of the run"
