using UvRelease.InjectDebugIds;
using UvRelease.Runner;

return Step.Run<InjectDebugIdsOptions, InjectDebugIdsStep>(args);
