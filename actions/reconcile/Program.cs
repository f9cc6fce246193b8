using UvRelease.Reconcile;
using UvRelease.Runner;

return Step.Run<ReconcileOptions, ReconcileStep>(args);
