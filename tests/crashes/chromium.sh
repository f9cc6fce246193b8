# Sourced by corpus.sh: a renderer of headless Chromium crashes, and its own Crashpad writes the dump.
chromium=/usr/lib/chromium/chromium-headless-shell
[[ -x $chromium ]] || chromium=$(command -v chromium-headless-shell || command -v chromium || true)
if [[ -z $chromium ]]; then
  lacking 'no dump of Chromium: it is not installed (apt-get install chromium-headless-shell)'
elif node "$here/chromium.mjs" "$chromium" "$made/work/chromium" >>"$log" 2>&1; then
  mv "$made"/work/chromium/dumps/*/*.dmp "$made/dumps/chromium-renderer.dmp"
  symbols "$chromium"
  for library in $(libraries_of "$chromium"); do symbols "$library"; done
else
  lacking "no dump of Chromium: $(tail -1 "$log")"
fi
