using UvRelease.CheckChangelog;
using UvRelease.Runner;

return Step.Run<CheckChangelogOptions, CheckChangelogStep>(args);
