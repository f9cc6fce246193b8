using UvRelease.Runner;
using UvRelease.SignWindows;

return Step.Run<SignWindowsOptions, SignWindowsStep>(args);
