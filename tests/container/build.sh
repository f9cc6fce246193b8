#!/usr/bin/env bash
# Builds the Dockerfile as it stands, without a registry and without a daemon, unless what it is made of has not changed.
# usage: build.sh [--print] [--target STAGE] [--arch ARCH]
#   --print          afterwards print how to reach the image with buildah:
#                      image=localhost/uv-release:KEY
#                      options=--storage-driver overlay --root … --runroot …
#                      base=localhost/uv-release-stand-in-runtime:KEY
#   --target STAGE   build that stage, as localhost/uv-release-STAGE; without it what a plain `docker build .` gives
#   --arch ARCH      build for another processor, arm64 say, as localhost/uv-release-STAGE-ARCH: stages that run on the one that builds
# The tag dev is for people: it is the image that was asked for last, by whatever checkout.
# exit codes: 0 the image is there, 1 the build failed, 77 this machine can't build (the reason is on standard error)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
print=0 arch='' options=() name=localhost/uv-release
while [[ $# -gt 0 ]]; do
  case $1 in
    --print) print=1 ;;
    --target) options+=(--target "${2:?--target wants a stage}"); name+=-$2; shift ;;
    --arch) arch=${2:?--arch wants a processor}; name+=-$2; shift ;;
    *) echo "usage: build.sh [--print] [--target STAGE] [--arch ARCH]" >&2; exit 2 ;;
  esac
  shift
done
# shellcheck source=storage.sh
. "$here/storage.sh"
bases=$("$here/stand-ins.sh")
toolsets=$("$here/toolsets.sh")
context=$(node "$here/context-key.mjs")
key=$(sha256sum <<<"$bases $toolsets $context $(cat "${BASH_SOURCE[0]}")" | cut -c1-24)
lock_storage
if [[ $arch ]]; then # buildah 1.28 forgets where it runs itself when it is told a platform
  own=$(b info --format '{{.host.arch}}')
  options+=(--platform "linux/$arch" --build-arg "BUILDPLATFORM=linux/$own" --build-arg "BUILDARCH=$own")
fi

# buildah's chroot has no process namespace: with one, what a RUN leaves behind (compiler servers) ends with the build, as in Docker.
# The SDK and NuGet's packages are mounted, because they are large and the same for every build, and the stand-ins of electron-builder's
# tools; on folders that the images have, so that none is left behind.
bud() { # bud OPTION…
  unshare --pid --fork --kill-child --mount-proc \
    buildah "${buildah_options[@]}" bud --quiet --layers --pull-never --network host --timestamp "${SOURCE_DATE_EPOCH:-0}" \
    --volume "$(dotnet_folder):/usr/share/dotnet:ro" --volume "$cache/nuget:/mnt" --volume "$(dirname "$toolsets"):/media:ro" \
    --build-arg "SDK=$(stand_in sdk "$bases")" --build-arg "RUNTIME=$(stand_in runtime "$bases")" --build-arg "ASPNET=$(stand_in aspnet "$bases")" --build-arg "NODE=$(stand_in node "$bases")" \
    --build-arg "TOOLSETS=/media/${toolsets##*/}/toolsets.json" --build-arg "TOOLSETS_MIRROR=file:///media/${toolsets##*/}/" "$@" "$repository" 9>&-
}

# Every change of code leaves layers behind; what no checkout has asked for since a day goes. An image that is in use stays.
prune() {
  b images --format '{{.Name}}:{{.Tag}}' | grep -E '^localhost/uv-release[a-z0-9-]*:[0-9a-f]{24}$' |
    while read -r one; do
      mark=$(mark_of "$one")
      [[ -e $mark ]] || touch "$mark"
      if [[ -n $(find "$mark" -mmin +1440) ]]; then b rmi "$one" && rm "$mark" || true; fi
    done || true
  b rmi --prune || true
}

mark_used "$name:$key"
if ! has_image "$name:$key"; then
  bud "${options[@]}" --tag "$name:$key" >"$cache/build.log" 2>&1 ||
    { tail -40 "$cache/build.log" >&2; failed "the Dockerfile can't be built; the whole log is $cache/build.log"; }
fi
b tag "$name:$key" "$name:dev"
if [[ $(b images --all --quiet | wc -l) -gt 200 ]]; then prune >/dev/null 2>&1; fi
if [[ $print -eq 1 ]]; then printf 'image=%s\noptions=%s\nbase=%s\n' "$name:$key" "${buildah_options[*]}" "$(stand_in runtime "$bases")"; fi
