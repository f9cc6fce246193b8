using UvRelease.Runner;
using UvRelease.TagRelease;

return Step.Run<TagReleaseOptions, TagReleaseStep>(args);
