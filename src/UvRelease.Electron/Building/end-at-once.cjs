'use strict';
// Preloaded into electron-builder: @electron/get leaves the timer of its progress bar (30 s) running when a download fails, and Node waits for it.
const timer = globalThis.setTimeout;
globalThis.setTimeout = Object.assign((call, after, ...rest) => {
  const made = timer(call, after, ...rest);
  return after === 30_000 ? made.unref() : made;
}, timer);
