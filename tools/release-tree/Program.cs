using UvRelease.ReleaseTree;
using UvRelease.Runner;

return Step.Run<ReleaseTreeOptions, ReleaseTreeStep>(args);
