using UvRelease.Bench;
using UvRelease.Runner;

return Step.Run<NoopOptions, NoopStep>(args);
