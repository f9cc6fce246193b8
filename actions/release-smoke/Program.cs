using UvRelease.ReleaseSmoke;
using UvRelease.Runner;

return Step.Run<ReleaseSmokeOptions, ReleaseSmokeStep>(args);
