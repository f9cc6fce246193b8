using UvRelease.Promote;
using UvRelease.Runner;

return Step.Run<PromoteOptions, PromoteStep>(args);
