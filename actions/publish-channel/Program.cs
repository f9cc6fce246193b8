using UvRelease.PublishChannel;
using UvRelease.Runner;

return Step.Run<PublishChannelOptions, PublishChannelStep>(args);
