using UvRelease.PackagePortable;
using UvRelease.Runner;

return Step.Run<PackagePortableOptions, PackagePortableStep>(args);
