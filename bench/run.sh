#!/usr/bin/env bash
# usage: bench/run.sh NAME   (each folder of bench/ with a bench.mjs is one)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. ./prepare.sh
prepare
install_node_packages bench
[[ -x /usr/bin/time ]] || { [[ $EUID -eq 0 ]] && apt-get install -y -qq time >/dev/null; } || missing "GNU time. Install it: apt-get install time"
exec node bench/measure.mjs "${1:?usage: bench/run.sh NAME}"
