# Sourced by corpus.sh: programs for arm64 crash under an emulator and write their dumps themselves.
if ! command -v qemu-aarch64 >/dev/null || ! command -v aarch64-linux-gnu-g++ >/dev/null; then
  lacking 'no dumps of arm64: qemu-aarch64 and aarch64-linux-gnu-g++ are not installed (apt-get install qemu-user g++-aarch64-linux-gnu)'
else
  arm64() { # arm64 NAME FLAG…
    local scenario
    aarch64-linux-gnu-g++ -g -std=c++17 -pthread "$prefix" "${@:2}" "$here"/crasher/{crasher,self}.cc -o "$made/bin/crasher-$1" >>"$log" 2>&1 ||
      cannot "aarch64-linux-gnu-g++ failed, see $log"
    symbols "$made/bin/crasher-$1" -d
    for scenario in render thread recursion abort callback smash smash-low wild-call; do
      { env -i CRASHER_SESSION=env-secret-41f7c2a9be qemu-aarch64 -cpu max -L /usr/aarch64-linux-gnu \
        "$made/bin/crasher-$1" "$scenario" "$made/dumps/$1-$scenario.dmp" --token=argv-secret-7d02be61aa || true; } >>"$log" 2>&1
      [[ -e $made/dumps/$1-$scenario.dmp ]] || cannot "crasher-$1 $scenario left no dump, see $log"
    done
  }
  arm64 arm64 -O1
  arm64 arm64-signed -O1 -mbranch-protection=standard
  arm64 arm64-fp -O0 -fno-exceptions -fno-asynchronous-unwind-tables -fno-unwind-tables
  arm64 arm64-scan -O2 -fomit-frame-pointer -fno-exceptions -fno-asynchronous-unwind-tables -fno-unwind-tables
  for library in /usr/aarch64-linux-gnu/lib/{libc.so.6,ld-linux-aarch64.so.1,libstdc++.so.6,libgcc_s.so.1,libm.so.6}; do symbols "$(realpath "$library")"; done
fi
