# Sourced by stand-ins.sh, toolsets.sh and build.sh: one buildah storage of our own, apart from the machine's. UV_CONTAINER_CACHE names its
# folder; everything in it can be made again, so removing it is safe (rm -rf, when nothing is running).
set -euo pipefail

# Exit code 77 is "skipped", as in Automake: the machine can't run these tests, which says nothing about the image.
unavailable() { echo "container: $1" >&2; exit 77; }
failed() { echo "container: $1" >&2; exit 1; }

[[ $EUID -eq 0 ]] || unavailable "buildah builds as root here, and this user is not root"
command -v buildah >/dev/null || unavailable "buildah is not installed (apt-get install buildah)"

cache=${UV_CONTAINER_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/uv-release/containers}
[[ $cache == /* && $cache != *[[:space:]]* ]] || failed "UV_CONTAINER_CACHE must be an absolute path without blanks, and is '$cache'"
mkdir -p "$cache"/{tmp,nuget,used} 2>/dev/null || unavailable "the folder $cache can't be made; name another one in UV_CONTAINER_CACHE"
# buildah keeps blobs of half a gigabyte there while it works; /tmp may be memory.
export TMPDIR=$cache/tmp BUILDAH_ISOLATION=chroot

# Overlay is about ten times quicker than vfs, but not every machine can mount it.
for driver in overlay vfs; do
  buildah_options=(--storage-driver "$driver" --root "$cache/storage-$driver" --runroot "$cache/run-$driver")
  if buildah "${buildah_options[@]}" info >"$cache/info.log" 2>&1; then break; fi
  [[ $driver == overlay ]] || unavailable "buildah can use neither overlay nor vfs storage in $cache: $(tail -1 "$cache/info.log")"
done

# Children must not inherit the lock: a compiler server that outlives its build would keep it.
b() { buildah "${buildah_options[@]}" "$@" 9>&-; }
has_image() { b inspect --type image "$1" >/dev/null 2>&1; }

# Names of images end in the key of what they hold: several checkouts share the storage, and none finds another's image under its own name.
stand_in() { echo "localhost/uv-release-stand-in-$1:$2"; } # stand_in NAME KEY

mark_of() { local name=${1#localhost/}; echo "$cache/used/${name//:/@}"; }
mark_used() { touch "$(mark_of "$1")"; }

# One builder at a time: the storage is shared, and a second one would only repeat the first one's work.
lock_storage() { exec 9>"$cache/storage.lock" && flock 9; }

dotnet_folder() { dirname "$(readlink -f "$(command -v dotnet)")"; }
