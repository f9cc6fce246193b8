#!/usr/bin/env bash
# Makes local images that stand in for those the Dockerfile builds FROM, so that the unmodified Dockerfile builds without a registry:
# Debian 12 with this machine's .NET and Node. Prints the key of what they hold; they are localhost/uv-release-stand-in-{sdk,runtime,aspnet,node}:KEY.
# No other checkout makes other images of these names, so that two can build in one storage.
#
# What they don't prove: that the real base images (Ubuntu 24.04) hold what ours hold, their versions of .NET, Node and git, their
# size, another architecture than this machine's, and Docker itself. The Dockerfile's instructions, the restore, the publish, the
# installation of packages and the programs that run in the end are real.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=storage.sh
. "$here/storage.sh"
cannot() { unavailable "the stand-ins for the base images can't be made: $1"; }

command -v dotnet >/dev/null || cannot "the .NET SDK is not installed (no dotnet in PATH)"
command -v node >/dev/null || cannot "Node is not installed (no node in PATH)"
command -v debootstrap >/dev/null || cannot "debootstrap is not installed (apt-get install debootstrap)"
dotnet=$(dotnet_folder)
node=$(readlink -f "$(command -v node)")
npm=$(dirname "$node")/../lib/node_modules/npm
bundle=/etc/ssl/certs/ca-certificates.crt
for needed in "$dotnet/sdk" "$dotnet/shared/Microsoft.NETCore.App" "$dotnet/shared/Microsoft.AspNetCore.App" "$npm" "$bundle"; do [[ -e $needed ]] || cannot "$needed does not exist"; done

# Made again when this file, .NET, Node or the certificates have changed.
key=$({ cat "${BASH_SOURCE[0]}" "$bundle"; ls "$dotnet/sdk" "$dotnet/shared/Microsoft.NETCore.App"; "$node" --version; } | sha256sum | cut -c1-24)
lock_storage
there=1
for name in sdk runtime aspnet node; do
  has_image "$(stand_in "$name" "$key")" || there=0
  mark_used "$(stand_in "$name" "$key")"
done
if [[ $there -eq 1 ]]; then echo "$key"; exit; fi

debian() { # a system whose apt works, with what Microsoft's runtime-deps image installs
  debootstrap --variant=minbase --include=ca-certificates,libssl3,libstdc++6,tzdata,zlib1g bookworm "$1" >"$cache/debootstrap.log" 2>&1 ||
    cannot "debootstrap failed: $(grep -E '^(E|W):' "$cache/debootstrap.log" | tail -1) (is the Debian mirror in reach?)"
  # As in the real image: no lists, no documentation.
  rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/usr/share/{doc,man,locale}/* "$1"/var/log/*
  # How this machine reaches the network: its certificates (a company's proxy may have its own) and apt's proxy.
  cp -L "$bundle" "$1$bundle"
  apt-config dump | grep -E '^Acquire::[a-z]+::(Proxy|CAInfo) ' >"$1/etc/apt/apt.conf.d/90host" || true
}

runtime() { # as in Microsoft's image, where a program finds its runtime
  mkdir -p "$1/usr/share/dotnet/shared"
  cp -a "$dotnet"/{dotnet,host} "$1/usr/share/dotnet/"
  cp -a "$dotnet/shared/Microsoft.NETCore.App" "$1/usr/share/dotnet/shared/"
  ln -s /usr/share/dotnet/dotnet "$1/usr/bin/dotnet"
}

aspnet() { # on top of the runtime, with the user that Microsoft's image has for services
  cp -a "$dotnet/shared/Microsoft.AspNetCore.App" "$1/usr/share/dotnet/shared/"
  echo 'app:x:1654:1654::/home/app:/bin/sh' >>"$1/etc/passwd"
  echo 'app:x:1654:' >>"$1/etc/group"
}

sdk() { # build.sh mounts the folder: half a gigabyte that need not be copied
  mkdir -p "$1/usr/share/dotnet"
  ln -s /usr/share/dotnet/dotnet "$1/usr/bin/dotnet"
}

node_files() { # as in the official image
  mkdir -p "$1/usr/local/lib/node_modules"
  cp -a "$node" "$1/usr/local/bin/node"
  cp -a "$npm" "$1/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"
  # How this machine reaches npm's registry.
  { echo "registry=$("$node" "$npm/bin/npm-cli.js" config get registry)"; echo "cafile=$bundle"; } >"$1/usr/local/lib/node_modules/npm/npmrc"
}

image() { # image NAME BASE FILL [CONFIGURATION…]: what FILL writes on top of BASE
  local name=$1 base=$2 fill=$3 container
  shift 3
  container=$(b from --pull-never "$base")
  # In a subshell, so that the working container goes even when FILL gives up.
  ("$fill" "$(b mount "$container")") || { local code=$?; b rm "$container" >/dev/null; exit "$code"; }
  [[ $# -eq 0 ]] || b config "$@" "$container"
  b commit --quiet --rm "$container" "$name" >/dev/null
}

path=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
runtime_deps=$(stand_in runtime-deps "$key")
image "$runtime_deps" scratch debian --env "$path" --env APP_UID=1654 --env DOTNET_RUNNING_IN_CONTAINER=true --cmd /bin/bash
image "$(stand_in runtime "$key")" "$runtime_deps" runtime
image "$(stand_in aspnet "$key")" "$(stand_in runtime "$key")" aspnet
# The SDK wants ICU, which ours has not. NuGet asks nobody about revoked certificates: a machine behind a proxy can't.
image "$(stand_in sdk "$key")" "$runtime_deps" sdk --env DOTNET_NOLOGO=1 --env DOTNET_CLI_TELEMETRY_OPTOUT=1 --env DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK=1 \
  --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 --env "SSL_CERT_FILE=$bundle" --env NUGET_PACKAGES=/mnt --env NUGET_CERT_REVOCATION_MODE=offline
image "$(stand_in node "$key")" "$runtime_deps" node_files
echo "$key"
