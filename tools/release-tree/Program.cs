using UvRelease.ReleaseTree;
using UvRelease.Runner;

return await Step.RunAsync<ReleaseTreeOptions, ReleaseTreeStep>(args);
