using UvRelease.ReleaseRequest;
using UvRelease.Runner;

return Step.Run<ReleaseRequestOptions, ReleaseRequestStep>(args);
