# Sourced by corpus.sh: crashes under Breakpad's client, which writes streams that Crashpad doesn't (environment, command line, maps).
breakpad=$made/work/breakpad
cp -r "$package/deps/breakpad" "$breakpad"
cp -r "$package/deps/third_party/lss" "$breakpad/src/third_party/lss"
(cd "$breakpad" && ./configure --disable-processor --disable-tools && make -j2 CXXFLAGS="-g -O2 -Wno-error -ffile-prefix-map=$breakpad=/build/breakpad" src/client/linux/libbreakpad_client.a) >>"$log" 2>&1 ||
  cannot "Breakpad's client could not be built, see $log"
g++ -g -O1 -std=c++17 -pthread "$prefix" "-ffile-prefix-map=$breakpad=/build/breakpad" -I"$breakpad/src" "$here"/crasher/{crasher,breakpad}.cc "$breakpad/src/client/linux/libbreakpad_client.a" \
  -o "$made/bin/crasher-breakpad" >>"$log" 2>&1 || cannot "g++ failed, see $log"
symbols "$made/bin/crasher-breakpad" -d

for scenario in render thread recursion abort smash far-write callback dump; do
  mkdir -p "$made/work/b-$scenario"
  { env -i PATH=/usr/bin:/bin HOME=/home/someone CRASHER_SESSION=env-secret-41f7c2a9be \
    "$made/bin/crasher-breakpad" "$scenario" "$made/work/b-$scenario" --token=argv-secret-7d02be61aa || true; } >>"$log" 2>&1
  dumps=("$made/work/b-$scenario"/*.dmp)
  [[ -e ${dumps[0]} ]] || cannot "crasher-breakpad $scenario left no dump, see $log"
  mv "${dumps[0]}" "$made/dumps/breakpad-$scenario.dmp"
done
