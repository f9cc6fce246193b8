using UvRelease.ReleaseNotes;
using UvRelease.Runner;

return Step.Run<ReleaseNotesOptions, ReleaseNotesStep>(args);
