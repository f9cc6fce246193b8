using UvRelease.Runner;
using UvRelease.UploadSymbols;

return Step.Run<UploadSymbolsOptions, UploadSymbolsStep>(args);
