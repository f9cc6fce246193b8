using UvRelease.ReleaseNotes;
using UvRelease.Runner;

// What notes of one release take fits: a collection in their middle finds everything in use, and would only move it (3 of 80 ms, measured).
// Where memory is that short the runtime ends itself instead of refusing (.NET 10.0.12), so much more than this must be there.
const long EnoughForOneRelease = 16 << 20;
if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 8 * EnoughForOneRelease)
    GC.TryStartNoGCRegion(EnoughForOneRelease, disallowFullBlockingGC: true);
return Step.Run<ReleaseNotesOptions, ReleaseNotesStep>(args);
