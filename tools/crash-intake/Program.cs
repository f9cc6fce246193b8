using UvRelease.CrashIntake;
using UvRelease.Runner;

return Step.Run<CrashIntakeOptions, CrashIntakeStep>(args);
