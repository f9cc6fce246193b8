using UvRelease.Bench;
using UvRelease.Runner;

return await Step.RunAsync<NoopOptions, NoopStep>(args);
