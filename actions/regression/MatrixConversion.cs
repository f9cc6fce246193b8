using UvRelease.Regression.Matrices;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Runner;

namespace UvRelease.RegressionAction;

/// <summary>Makes a matrix of the reference system's.</summary>
internal static class MatrixConversion
{
    private const string Catalogue = "artifacts/regression-catalogue.json";

    /// <summary>Reads it, and writes ours where there is none.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: an input is missing, or the matrix is there already.</exception>
    public static StepResult Run(RegressionOptions options, StepContext context, CancellationToken cancellationToken)
    {
        if (options.Reference is not { } reference || options.App is not { } app)
            throw new ReleaseException(Fault.Input, "convert needs 'reference', the matrix to convert, and 'app', the id of the app.");
        if (SettingForms.Id(app) is { } problem)
            throw new ReleaseException(Fault.Input, $"Input 'app' {problem}");
        if (Path.Exists(options.Matrix.FullPath))
            throw new ReleaseException(Fault.Input, $"'{options.Matrix}' is there already, and is left alone. Remove it, or name another file in 'matrix'.");
        OutputPath file = context.Workspace.Output(options.Matrix.FullPath);
        string text = ReferenceMatrix.Convert(RegressionStep.Document(reference, "Correct 'reference'."), reference.Relative, app, Catalogue);
        context.Workspace.WriteText(file, text, cancellationToken);
        context.Log.Info($"Wrote {file}. Set its time-outs, and let the build write {Catalogue}.");
        return new StepResult.Done(
            RegressionStep.Outcome.Is("converted"), RegressionStep.Report.Is(file.Relative), RegressionStep.Failed.Is(""), RegressionStep.Readiness.Is(""));
    }
}
