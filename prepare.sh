# Sourced by demo.sh and test.sh: installs what is missing, builds once, publishes every console into artifacts/app.
# Says in one line what is missing where it can't install it.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_NOBANNER=1
# glibc gives memory back and takes it again for every object that git packs or unpacks, which takes most of its time on virtual machines.
export MALLOC_TRIM_THRESHOLD_=134217728

missing() { echo "uv-release: missing: $1" >&2; exit 1; }

at_least() { # at_least PROGRAM MAJOR WHERE
  local version
  version=$(command -v "$1" >/dev/null && "$1" --version 2>/dev/null) || missing "$1 $2 or newer. Install it: $3"
  version=${version#v}
  [[ ${version%%.*} -ge $2 ]] || missing "$1 $2 or newer (this is $version). Install it: $3"
}

install_packages() { # buildah, bubblewrap and debootstrap are for the container engines, the archivers judge archives, plistutil and python3 property lists, gh judges releases, Chromium the release board; what they run is skipped with a reason without them
  local packages=()
  command -v git >/dev/null || packages+=(git ca-certificates)
  command -v buildah >/dev/null || packages+=(buildah)
  command -v bwrap >/dev/null || packages+=(bubblewrap)
  command -v debootstrap >/dev/null || packages+=(debootstrap)
  command -v mksquashfs >/dev/null || packages+=(squashfs-tools)
  command -v makensis >/dev/null || packages+=(nsis)
  command -v xz >/dev/null || packages+=(xz-utils)
  command -v zstd >/dev/null || packages+=(zstd)
  command -v 7zz >/dev/null || packages+=(7zip)
  command -v unzip >/dev/null || packages+=(unzip)
  command -v zip >/dev/null || packages+=(zip)
  command -v bsdtar >/dev/null || packages+=(libarchive-tools)
  command -v python3 >/dev/null || packages+=(python3)
  command -v llvm-lipo-19 >/dev/null || packages+=(llvm-19)
  command -v plistutil >/dev/null || packages+=(libplist-utils)
  command -v file >/dev/null || packages+=(file)
  command -v rclone >/dev/null || packages+=(rclone)
  command -v gcc >/dev/null || packages+=(gcc libc6-dev binutils)
  command -v openssl >/dev/null || packages+=(openssl)
  command -v gh >/dev/null || packages+=(gh)
  command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || packages+=(chromium-headless-shell fonts-dejavu-core)
  if [[ ${UV_RELEASE_SLOW:-} == 1 ]]; then # the consoles for arm64
    command -v qemu-aarch64 >/dev/null || packages+=(qemu-user)
    command -v aarch64-linux-gnu-gcc >/dev/null || packages+=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
  fi
  if [[ ${#packages[@]} -gt 0 && $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >/dev/null 2>&1 ||
      echo "uv-release: apt-get could not install ${packages[*]}" >&2
  fi
  command -v git >/dev/null || missing "git. Install it: apt-get install git"
}

install_node_packages() { # install_node_packages FOLDER
  local stamp=$1/node_modules/.installed
  if [[ ! -e $stamp ]] || ! cmp -s "$1/package-lock.json" "$stamp"; then
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error) || missing "the npm packages of $1 (npm ci failed, see above)"
    cp "$1/package-lock.json" "$stamp"
  fi
}

node_packages() { # of every folder that has some, side by side: npm mostly waits
  local folder installing=() code=0
  for folder in tests/workflows tests/UvRelease.Tests/Changelog/judges tests/UvRelease.Tests/Changelog/judges-notes tests/UvRelease.Tests/Changelog/judges-graphql \
    tests/UvRelease.Tests/Changelog/Check/judges tests/electron-app tools/electron-builder tests/electron-dist tests/UvRelease.Tests/Electron/judges tests/stores tests/otlp; do
    install_node_packages "$folder" & installing+=($!)
  done
  for folder in "${installing[@]}"; do wait "$folder" || code=1; done
  [[ $code -eq 0 ]] || return 1
  node tests/electron-dist/make.mjs artifacts/electron-dist || missing "the stand-in Electron distributions (see above). Install gcc, binutils and zip: apt-get install gcc zip"
}

# MSBuild's options for every build here: one compiler serves all projects, which saves starting it and warming it up thirty times.
# It is our own and ends with us, so that it holds nobody's pipe and nobody else's build waits for it.
build_options() { # build_options NAME
  printf '%s\n' --configuration Release --no-restore --verbosity quiet --nologo -p:UseSharedCompilation=true "-p:SharedCompilationId=uv-release-$1-$$"
}

end_compiler() { # end_compiler NAME
  local version folder
  version=$(dotnet --version) folder=$(dotnet --list-sdks | sed -n "s/^$version \[\(.*\)\]$/\1/p")
  dotnet "$folder/$version/Roslyn/bincore/VBCSCompiler.dll" "-pipename:uv-release-$1-$$" -shutdown >/dev/null 2>&1 || true
}

# What tests and demo run. Analyzers judge in a pass of their own (test.sh), which is the slower half.
build_programs() ( # build_programs [tests]: the consoles too, unless the tests alone are asked for; in a subshell, for the trap and the variable
  mapfile -t options < <(build_options programs)
  options+=(-p:RunAnalyzers=false)
  trap 'end_compiler programs' EXIT
  export DOTNET_TieredPGO=0 # a compiler doesn't live long enough to win back what measuring itself costs
  dotnet build tests/UvRelease.Tests "${options[@]}" || missing "the programs (dotnet build failed, see above)"
  [[ ${1:-} != tests ]] || return 0
  rm -rf artifacts/app
  dotnet publish consoles.proj --no-build -m:3 "${options[@]}" "-p:PublishDir=$PWD/artifacts/app/" || missing "artifacts/app (dotnet publish failed, see above)"
)

prepare_programs() { # what specs in .NET need that ask nobody else
  at_least dotnet 10 https://dotnet.microsoft.com/download
  dotnet restore Actions.sln --locked-mode --verbosity quiet || missing "the NuGet packages (dotnet restore failed, see above)"
  build_programs tests
}

# Every step says itself that it failed: bash ignores set -e where a caller asks for the result.
prepare() {
  local packages servers
  at_least dotnet 10 https://dotnet.microsoft.com/download
  at_least node 20 https://nodejs.org
  command -v npm >/dev/null || missing "npm. It comes with Node: https://nodejs.org"
  install_packages
  node_packages & packages=$!
  tests/stores/servers.sh install moto & servers=$!
  dotnet restore Actions.sln --locked-mode --verbosity quiet || missing "the NuGet packages (dotnet restore failed, see above)"
  build_programs || return 1
  wait "$packages" || missing "the npm packages (see above)"
  wait "$servers" || echo "uv-release: the tests of buckets are skipped (see above)" >&2
}
