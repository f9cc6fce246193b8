using UvRelease.Announce;
using UvRelease.Runner;

return Step.Run<AnnounceOptions, AnnounceStep>(args);
