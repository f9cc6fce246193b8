using UvRelease.ReleaseNotes;
using UvRelease.Runner;

return await Step.RunAsync<ReleaseNotesOptions, ReleaseNotesStep>(args);
