# Sourced by corpus.sh: crashes under Crashpad's real handler.
if handler=$("$here/handler.sh" 2>>"$log"); then
  cp "$handler" "$made/bin/chrome_crashpad_handler"
else
  lacking "no dumps by Crashpad: $(tail -1 "$log")"
fi

crashpad() { # crashpad NAME PROGRAM SCENARIO [sanitize|gather]: its own environment and nothing else of this machine's
  local database=$made/work/$1 dumps
  [[ -x $made/bin/chrome_crashpad_handler ]] || return 0
  env -i PATH=/usr/bin:/bin HOME=/home/someone CRASHER_SESSION=env-secret-41f7c2a9be \
    "$made/bin/$2" "$3" "$made/bin/chrome_crashpad_handler" "$database" http://127.0.0.1:9/submit "${@:4}" --token=argv-secret-7d02be61aa >>"$log" 2>&1 || true
  dumps=("$database"/*/*.dmp)
  [[ -e ${dumps[0]} ]] || cannot "crasher $3 left no dump, see $log"
  mv "${dumps[0]}" "$made/dumps/$1.dmp"
}

for scenario in render thread recursion overflow abort trap raise divide smash smash-low wild-call far-call far-write read-only bus callback; do
  crashpad "crashpad-$scenario" crasher "$scenario"
done
crashpad crashpad-sanitized crasher render sanitize
crashpad crashpad-gathered crasher render gather
for scenario in render recursion smash thread; do
  crashpad "fp-$scenario" crasher-fp "$scenario"
  crashpad "scan-$scenario" crasher-scan "$scenario"
done
