#!/usr/bin/env bash
# Makes in artifacts/arm64 what the tests of this folder run: app/ (every console, cross-compiled), dotnet/ (.NET's runtime for arm64, laid out as an
# installation), sysroot/ (Debian's or Ubuntu's libraries for arm64) and clock-{x64,arm64}.so (held-clock.c). The solution has been restored before.
# exit codes: 0 done, 1 it failed, 77 this machine can't (the reason is on standard error)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/arm64 made=$PWD/artifacts/arm64
unavailable() { echo "$1" >&2; exit 77; }

needs() { command -v "$1" >/dev/null || unavailable "$1 is not installed (apt-get install $2)"; } # needs PROGRAM PACKAGES
needs qemu-aarch64 qemu-user
needs aarch64-linux-gnu-gcc "gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
needs gcc "gcc libc6-dev"
needs apt-get apt
needs dpkg-deb dpkg
rm -rf "$made" && mkdir -p "$made"

libraries() { # with apt's own state in a folder, so that this machine's stays as it is
  local apt=$made/apt name names=(libc6 libgcc-s1 libstdc++6 zlib1g)
  mkdir -p "$apt"/{lists,cache/archives}/partial && touch "$apt/status"
  local options=(-qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=
    -o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache")
  if grep -q '^ID=ubuntu' /etc/os-release; then # whose usual mirrors have no arm64
    . /etc/os-release
    echo "deb http://ports.ubuntu.com/ubuntu-ports $VERSION_CODENAME main" >"$apt/sources.list"
    options+=(-o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=-)
  fi
  { apt-get "${options[@]}" update && names+=("$(apt-cache "${options[@]}" pkgnames libssl3 | grep -xE 'libssl3(t64)?' | head -1)") &&
    (cd "$apt" && apt-get "${options[@]}" download "${names[@]}"); } || unavailable "the libraries for arm64 could not be loaded by apt-get"
  mkdir "$made/sysroot"
  for name in "$apt"/*.deb; do dpkg-deb -x "$name" "$made/sysroot"; done
  rm -rf "$apt"
}

consoles() {
  dotnet publish consoles.proj --configuration Release --no-restore -m:3 --verbosity quiet --nologo \
    -p:RunAnalyzers=false -p:ConsoleRuntime=linux-arm64 "-p:PublishDir=$made/app/"
}

runtime() { # as an installer lays it out; the build has loaded the package
  local version pack
  pack=$(dotnet msbuild actions/publish-channel -getProperty:NuGetPackageRoot)
  version=$(dotnet msbuild actions/publish-channel -getProperty:BundledNETCoreAppPackageVersion)
  pack+=microsoft.netcore.app.runtime.linux-arm64/$version/runtimes/linux-arm64
  mkdir -p "$made/dotnet/host/fxr/$version" "$made/dotnet/shared/Microsoft.NETCore.App/$version"
  cp "$pack/native/libhostfxr.so" "$made/dotnet/host/fxr/$version/"
  cp "$pack"/native/* "$pack"/lib/net*/* "$made/dotnet/shared/Microsoft.NETCore.App/$version/"
}

libraries
consoles
runtime
gcc -O2 -shared -fPIC -o "$made/clock-x64.so" "$here/held-clock.c"
aarch64-linux-gnu-gcc -O2 -shared -fPIC -o "$made/clock-arm64.so" "$here/held-clock.c"
