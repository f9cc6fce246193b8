using UvRelease.Runner;
using UvRelease.Symbolicate;

return Step.Run<SymbolicateOptions, SymbolicateStep>(args);
