#!/usr/bin/env bash
# Makes the programs that run regression scenarios outside of the container: self-contained, a .tar.gz for each system.
# environment: MADE_PROGRAMS (folder with this commit's programs, which are made without)
# usage: tools/regression-programs.sh FOLDER [SYSTEM…]     systems: linux-x64 linux-arm64 win-x64 mac-x64 mac-arm64 (all)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=${1:?usage: tools/regression-programs.sh FOLDER [SYSTEM…]}
shift
systems=("$@")
[[ ${#systems[@]} -gt 0 ]] || systems=(linux-x64 linux-arm64 win-x64 mac-x64 mac-arm64)
mkdir -p "$folder"
if [[ -n ${MADE_PROGRAMS:-} ]]; then exec cp "$MADE_PROGRAMS"/*.tar.gz "$folder"; fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
for system in "${systems[@]}"; do
  made=$(mktemp -d)
  dotnet publish actions/regression --configuration Release --verbosity quiet --nologo --self-contained -p:RunAnalyzers=false -p:PublishReadyToRun=false \
    -p:ConsoleRuntime="${system/#mac/osx}" -p:PublishDir="$made/" >&2
  rm -f "$made"/libSkiaSharp.pdb # symbols of the library: 60 MB
  cp LICENSE THIRD-PARTY-NOTICES.md "$made/"
  # The same sources give the same bytes.
  tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" --directory "$made" . | gzip --no-name -9 >"$folder/regression-$system.tar.gz"
  rm -rf "$made"
done
