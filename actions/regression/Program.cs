using UvRelease.RegressionAction;
using UvRelease.Runner;

return Step.Run<RegressionOptions, RegressionStep>(args);
