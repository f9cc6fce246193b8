using UvRelease.BuildElectron;
using UvRelease.Runner;

return Step.Run<BuildElectronOptions, BuildElectronStep>(args);
