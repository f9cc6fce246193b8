using UvRelease.ReleaseNotes;
using UvRelease.Runner;

// What notes of one release take fits: a collection in their middle finds everything in use, and would only move it (3 of 80 ms, measured).
const long EnoughForOneRelease = 16 << 20;
GC.TryStartNoGCRegion(EnoughForOneRelease, disallowFullBlockingGC: true);
return Step.Run<ReleaseNotesOptions, ReleaseNotesStep>(args);
