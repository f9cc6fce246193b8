using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using UvRelease.Posix;
using UvRelease.Regression.Matrices;
using UvRelease.Regression.Reports;
using UvRelease.Regression.Running;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;
using UvRelease.Runner;

namespace UvRelease.RegressionAction;

/// <summary>Runs regression scenarios, and makes evidence of what was found.</summary>
public sealed class RegressionStep : IStep<RegressionOptions>
{
    internal static readonly Output Outcome = new("outcome", "passed, flaky or failed; for merge also incomplete, where something was not tried; converted.");
    internal static readonly Output Report = new("report", "Path of the report that was written: regression-run.json, regression.json, or the matrix.");
    internal static readonly Output Failed = new("failed", "Scenarios that did not pass at the first try, one per line; of merge with their device.");
    internal static readonly Output Readiness = new("readiness-state",
        "What the readiness document is worth now: pass, fail, expired or error; empty where none was made.");

    private const int LongestDocument = 16 << 20;

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "regression",
        "Runs the scenarios of a regression matrix with seeds, retries and tolerance windows, and merges the reports of all machines into evidence.",
        Outcome, Report, Failed, Readiness);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(RegressionOptions options, StepContext context, CancellationToken cancellationToken)
    {
        if (options.Command == RegressionCommand.Convert)
            return MatrixConversion.Run(options, context, cancellationToken);
        RegressionMatrix matrix = RegressionMatrix.Read(
            Document(options.Matrix, "Write the matrix (docs/regression.md), or correct 'matrix'."), options.Matrix.Relative);
        WorkspacePath catalogue = context.Workspace.Resolve(matrix.Catalogue);
        RegressionCatalogue.Read(Document(catalogue, "The build of the app writes it; run that before."), catalogue.Relative)
            .MustEqual(matrix, catalogue.Relative);
        MatrixProfile profile = matrix.Profile(options.Profile);
        EvidenceSubject subject = Subject(options, context, matrix.App);
        return options.Command == RegressionCommand.Merge
            ? MergeRun.Run(options, context, matrix, profile, subject, cancellationToken)
            : await RunAsync(options, context, matrix, profile, subject, cancellationToken);
    }

    private static async Task<StepResult> RunAsync(
        RegressionOptions options, StepContext context, RegressionMatrix matrix, MatrixProfile profile, EvidenceSubject subject,
            CancellationToken cancellationToken)
    {
        MatrixDevice? device = Device(matrix, profile.Id, options.Device);
        OutputPath folder = context.Workspace.Output($"{options.ReportFolder}/{profile.Id}{(device is null ? "" : $"-{device.Id}")}");
        context.Workspace.Wrote(folder);
        RunReport report = await ProfileRun.RunAsync(
            new RunRequest
            {
                Matrix = matrix,
                Profile = profile,
                Device = device,
                Release = subject.Version.Length > 0 ? (subject.Version, subject.Digest) : null,
                Repository = subject.Repository,
                Commit = subject.Commit,
                Seed = options.Seed ?? SeedOf(subject.Commit),
                Workspace = context.Workspace.Root,
                Folder = folder.FullPath,
                Environment = context.ChildEnvironment,
                Time = context.Time,
                Progress = new Told(context.Log),
            },
            cancellationToken);
        context.Summary.Append(RegressionSummary.Of(report));
        string[] bad = [.. report.Scenarios.Where(entry => entry.Status != ScenarioStatus.Passed).Select(entry => entry.Id)];
        ScenarioStatus worst = report.Scenarios.Max(entry => entry.Status);
        string outcome = worst == ScenarioStatus.Skipped ? ScenarioStatus.Failed.Word() : worst.Word();
        OutputValue[] outputs = [Outcome.Is(outcome), Report.Is($"{folder}/{RunReport.FileName}"), Failed.Is(string.Join('\n', bad)), Readiness.Is("")];
        // That it is flaky is for merge to judge, and for gates.
        if (worst == ScenarioStatus.Flaky)
            context.Log.Warning($"Passed only when they were tried again: {string.Join(", ", bad)}.");
        return worst <= ScenarioStatus.Flaky ? new StepResult.Done(outputs) : new StepResult.Failed(
            new ReleaseException(Fault.Refused, RegressionSummary.Sentences(report)), outputs);
    }

    /// <summary>Reads a document of the workspace.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is not there, or too long.</exception>
    internal static byte[] Document(WorkspacePath path, string remedy)
    {
        try
        {
            return RegularFile.Read(path.FullPath, LongestDocument)
                ?? throw new ReleaseException(Fault.Input, $"'{path}' has more than the {LongestDocument} bytes that it may have. Shorten it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Input, $"'{path}' can't be read: {e.Message} {remedy}", e);
        }
    }

    private static EvidenceSubject Subject(RegressionOptions options, StepContext context, string app)
    {
        string commit = options.Commit ?? context.GitHub.Sha
            ?? throw new ReleaseException(Fault.Input, "Neither 'commit' nor GITHUB_SHA says which commit is tried. Give 'commit'.");
        string repository = options.Repository ?? context.GitHub.Repository
            ?? throw new ReleaseException(Fault.Input, "Neither 'repository' nor GITHUB_REPOSITORY says which repository is tried. Give 'repository'.");
        if (options.Version is null != options.ReleaseDigest is null)
            throw new ReleaseException(Fault.Input, "'version' and 'release-digest' belong together: give both to try a release, or neither to try a commit.");
        (string Name, string? Problem)[] forms =
        [
            ("commit", DocumentForms.Commit(commit)), ("repository", DocumentForms.Repository(repository)),
            ("version", options.Version is { } version ? DocumentForms.Version(version) : null),
            ("release-digest", options.ReleaseDigest is { } digest ? DocumentForms.Digest(digest) : null),
        ];
        string[] wrong = [.. forms.Where(form => form.Problem is not null).Select(form => $"Input '{form.Name}' {form.Problem}")];
        return wrong.Length == 0 ? new EvidenceSubject(app, options.Version ?? "", repository, options.ReleaseDigest ?? "", commit)
            : throw new ReleaseException(Fault.Input, wrong);
    }

    private static MatrixDevice? Device(RegressionMatrix matrix, string profile, string? id)
    {
        IReadOnlyList<MatrixDevice> devices = matrix.DevicesOf(profile);
        string known = string.Join(", ", devices.Select(device => device.Id));
        if (id is null)
            return devices.Count == 0 ? null
                : throw new ReleaseException(Fault.Input, $"{profile} runs on {known}, and 'device' does not say which of them this is.");
        MatrixDevice device = devices.FirstOrDefault(one => one.Id == id) ?? throw new ReleaseException(
            Fault.Input, $"{profile} has no device '{id}'{(known.Length > 0 ? $"; it has {known}" : " nor any other")}. Correct 'device'.");
        return (device.Os, device.Arch) == (Machine.Os, Machine.Arch) ? device : throw new ReleaseException(
            Fault.Refused, $"The device {id} is {device.Os} on {device.Arch}, and this machine is {Machine.Os} on {Machine.Arch}. Run it there.");
    }

    private static int SeedOf(string commit) => BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(commit))) & int.MaxValue;

    private sealed class Told(Log log) : IProgress<string>
    {
        public void Report(string value) => log.Info(value);
    }
}
