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

# A program, and the packages of Debian that bring it. What needs one that can't be had is skipped with a reason.
for_demo=('git git ca-certificates' 'mksquashfs squashfs-tools' 'makensis nsis' 'xz xz-utils' '7zz 7zip' 'zip zip' 'unzip unzip' 'gcc gcc libc6-dev binutils'
  'faketime faketime'
  'dash dash' 'busybox busybox' 'zsh zsh' 'fish fish' 'shellcheck shellcheck' 'systemd-analyze systemd' 'desktop-file-validate desktop-file-utils')
for_crash=('g++ g++') # the native crash of the demo's chapter
for_windows=('osslsigncode osslsigncode' 'openssl openssl') # who judges, and who stamps
# Container engines, archivers that judge archives and disk images, judges of property lists, releases and the board.
for_tests=('buildah buildah' 'bwrap bubblewrap' 'debootstrap debootstrap' 'zstd zstd' 'bsdtar libarchive-tools' 'python3 python3' 'llvm-lipo-19 llvm-19'
  'plistutil libplist-utils' 'file file' 'rclone rclone' 'openssl openssl' 'gh gh' 'make make' 'clang-19 clang-19' 'lld-link-19 lld-19'
  'qemu-aarch64 qemu-user' 'aarch64-linux-gnu-g++ g++-aarch64-linux-gnu' 'wine wine wine64' 'debuginfod-find debuginfod elfutils' 'dmg2img dmg2img'
  'osslsigncode osslsigncode' 'gpg gnupg' 'debsigs debsigs' '/usr/lib/softhsm/libsofthsm2.so softhsm2' 'pkcs11-tool opensc'
  '/usr/lib/python3/dist-packages/macholib python3-macholib'
  '/usr/lib/x86_64-linux-gnu/libEGL_mesa.so.0 libegl-mesa0 libegl1 libgl1-mesa-dri') # Mesa's llvmpipe, which draws beside SwiftShader
for_slow=('qemu-aarch64 qemu-user' 'aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross') # the consoles for arm64

install_packages() { # install_packages [demo CHAPTER…]: all that the tests want, or what these chapters of the demo want
  local wanted=("${for_demo[@]}") missing=() one
  [[ ${1:-} == demo && " $* " != *' crash '* ]] || wanted+=("${for_crash[@]}")
  [[ ${1:-} == demo && " $* " != *' windows '* ]] || wanted+=("${for_windows[@]}")
  if [[ ${1:-} != demo ]]; then
    wanted+=("${for_tests[@]}")
    [[ ${UV_RELEASE_SLOW:-} != 1 ]] || wanted+=("${for_slow[@]}")
    command -v chromium >/dev/null || wanted+=('chromium-headless-shell chromium-headless-shell fonts-dejavu-core')
  fi
  for one in "${wanted[@]}"; do command -v "${one%% *}" >/dev/null || [[ -e ${one%% *} ]] || read -ra missing <<<"${missing[*]} ${one#* }"; done
  if [[ ${#missing[@]} -gt 0 && $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 ||
      echo "uv-release: apt-get could not install ${missing[*]}" >&2
  fi
  command -v git >/dev/null || missing "git. Install it: apt-get install git"
}

install_node_packages() { # install_node_packages FOLDER
  local stamp=$1/node_modules/.installed
  if [[ ! -e $stamp ]] || ! cmp -s "$1/package-lock.json" "$stamp"; then
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error >/dev/null) || missing "the npm packages of $1 (npm ci failed, see above)"
    cp "$1/package-lock.json" "$stamp"
  fi
}

demo_folders=(tests/workflows tools/electron-builder tests/electron-dist tests/electron-app tests/stores
  tests/UvRelease.Tests/Changelog/Check/judges) # of GitHub's double
test_folders=(tests/workflows tests/UvRelease.Tests/Changelog/judges tests/UvRelease.Tests/Changelog/judges-notes tests/UvRelease.Tests/Changelog/judges-graphql tests/UvRelease.Tests/Requests/judges
  tests/UvRelease.Tests/Changelog/Check/judges tests/electron-app tools/electron-builder tests/electron-dist tests/UvRelease.Tests/Electron/judges tests/stores tests/otlp
  tools/crash-tools tests/crashes/judges tests/UvRelease.Tests/Crashes/SourceMaps/judges tests/UvRelease.Tests/Apple/judges
  tests/UvRelease.Tests/Apple/packages tests/UvRelease.Tests/Windows/judges tests/UvRelease.Tests/Regression/judges tests/UvRelease.Tests/Sbom/judges)

node_packages() { # node_packages FOLDER…: side by side, npm mostly waits
  local folder installing=() code=0
  for folder in "$@"; do install_node_packages "$folder" & installing+=($!); done
  for folder in "${installing[@]}"; do wait "$folder" || code=1; done
  return "$code"
}

electron_distributions() { # electron_distributions FOLDER: stand-ins
  node tests/electron-dist/make.mjs "$1" || missing "the stand-in Electron distributions (see above). Install gcc, binutils and zip: apt-get install gcc zip"
}

apple_tools() { tests/apple/tools.sh >/dev/null || echo "uv-release: some tests of disk images and packages are skipped (see above)" >&2; }

powershell() { # runs install.ps1 on Linux
  [[ -e artifacts/pwsh/pwsh ]] || dotnet tool install PowerShell --version 7.6.9 --tool-path artifacts/pwsh >/dev/null 2>&1 ||
    echo "uv-release: the tests of install.ps1 are skipped: PowerShell could not be installed from NuGet" >&2
}

crash_dumps() { tests/crashes/corpus.sh >/dev/null || echo "uv-release: the tests of crash dumps are skipped (see above)" >&2; }

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
compiling() ( # compiling dotnet ARGUMENT…: in a subshell, for the trap and the variable
  mapfile -t options < <(build_options programs)
  trap 'end_compiler programs' EXIT
  export DOTNET_TieredPGO=0 # a compiler doesn't live long enough to win back what measuring itself costs
  "$@" "${options[@]}" -p:RunAnalyzers=false
)

build_programs() { # build_programs [tests]: the consoles too, unless the tests alone are asked for
  compiling dotnet build tests/UvRelease.Tests || missing "the programs (dotnet build failed, see above)"
  [[ ${1:-} == tests ]] || publish_consoles --no-build
}

sources_key() { # of all that the consoles are made of
  find actions src tools ./*.props global.json consoles.proj -name bin -prune -o -name obj -prune -o -name node_modules -prune -o -type f -print |
    LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sha256sum | cut -c1-64
}

publish_consoles() { # publish_consoles [--no-build]: into artifacts/app, and what they are made of beside them
  local key
  key=$(sources_key)
  rm -rf artifacts/app artifacts/app.sources
  compiling dotnet publish consoles.proj -m:3 "$@" "-p:PublishDir=$PWD/artifacts/app/" || missing "artifacts/app (dotnet publish failed, see above)"
  echo "$key" >artifacts/app.sources
}

electron_tools() { # electron_tools FOLDER: stand-ins for what electron-builder would download, unpacked as the image unpacks the real ones
  local toolsets
  toolsets=$(tests/container/toolsets.sh) || missing "electron-builder's tools (see above)"
  [[ $(cat "$1.sources" 2>/dev/null) != "$toolsets" ]] || return 0 # the folder's name is the key of what it is made of
  rm -rf "$1" "$1.sources"
  node tools/electron-builder/toolsets.mjs "$toolsets/toolsets.json" "file://$toolsets/" "$1" >/dev/null || missing "electron-builder's tools (see above)"
  ln -sf /usr/bin/makensis "$1/nsis/makensis"
  echo "$toolsets" >"$1.sources"
}

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
  { node_packages "${test_folders[@]}" && electron_distributions artifacts/electron-dist && electron_tools artifacts/electron-tools && apple_tools && crash_dumps && powershell; } & packages=$!
  tests/stores/servers.sh install moto & servers=$!
  dotnet restore Actions.sln --locked-mode --verbosity quiet || missing "the NuGet packages (dotnet restore failed, see above)"
  build_programs || return 1
  wait "$packages" || missing "the npm packages (see above)"
  wait "$servers" || echo "uv-release: the tests of buckets are skipped (see above)" >&2
}

# Projects of the consoles alone, as a solution filter: who only wants the demo loads nothing for the tests.
consoles_filter() {
  local projects
  projects=$(printf ',"%s"' actions/*/*.csproj tools/*/*.csproj)
  mkdir -p artifacts
  echo "{\"solution\":{\"path\":\"../Actions.sln\",\"projects\":[${projects:1}]}}" >artifacts/consoles.slnf
}

# The consoles alone, and the packages of the programs that the chapters drive.
prepare_demo() { # prepare_demo CHAPTER…
  local packages folders=("${demo_folders[@]}")
  [[ " $* " != *' crash '* ]] || folders+=(tests/crashes/judges)
  [[ " $* " != *' request '* ]] || folders+=(tests/UvRelease.Tests/Changelog/judges-graphql)
  at_least dotnet 10 https://dotnet.microsoft.com/download
  at_least node 20 https://nodejs.org
  command -v npm >/dev/null || missing "npm. It comes with Node: https://nodejs.org"
  install_packages demo "$@"
  loading=$SECONDS # seconds of downloads, for who says how long this took
  node_packages "${folders[@]}" || missing "the npm packages (see above)"
  [[ " $* " != *' crash '* ]] || tests/crashes/handler.sh >/dev/null 2>&1 || true # the chapter itself says that it is missing
  consoles_filter
  dotnet restore artifacts/consoles.slnf --locked-mode --verbosity quiet || missing "the NuGet packages (dotnet restore failed, see above)"
  loading=$((SECONDS - loading))
  { electron_distributions artifacts/electron-dist && electron_tools artifacts/electron-tools; } & packages=$!
  # An unchanged tree keeps its consoles.
  [[ -e artifacts/app/release-notes && $(cat artifacts/app.sources 2>/dev/null) == $(sources_key) ]] || publish_consoles
  wait "$packages" || return 1
}
