using UvRelease.VerifyPortable;
using UvRelease.Runner;

return Step.Run<VerifyPortableOptions, VerifyPortableStep>(args);
