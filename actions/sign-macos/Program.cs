using UvRelease.Runner;
using UvRelease.SignMacos;

return Step.Run<SignMacosOptions, SignMacosStep>(args);
