using UvRelease.CheckRelease;
using UvRelease.Runner;

return Step.Run<CheckReleaseOptions, CheckReleaseStep>(args);
