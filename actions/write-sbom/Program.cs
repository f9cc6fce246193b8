using UvRelease.Runner;
using UvRelease.WriteSbom;

return Step.Run<WriteSbomOptions, WriteSbomStep>(args);
