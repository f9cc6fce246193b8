using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Readying;

/// <summary>Binds what people planned and what was found to one release.</summary>
public static class ReadinessMaker
{
    /// <summary>Where files of source contracts lie beside the document: as they are at the release's commit, whatever the repository has become
    /// since.</summary>
    public const string Sources = "sources/";

    /// <summary>Name of the regression report beside the document.</summary>
    public const string ReportFile = "regression.json";

    /// <summary>Makes the document.</summary>
    /// <param name="plan">What people planned.</param>
    /// <param name="report">What was found.</param>
    /// <param name="reportBytes">The bytes of its file.</param>
    /// <param name="read">Reads a file of the repository.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file can't be read.</exception>
    public static ReadinessDocument Make(ReadinessPlan plan, RegressionReport report, ReadOnlySpan<byte> reportBytes, Func<string, byte[]> read)
    {
        string digest = CanonicalJson.Digest(reportBytes);
        return new ReadinessDocument(
            ReadinessDocument.Format, report.App, report.Version, report.Repository, report.ReleaseDigest, report.Commit, report.ProducedAt, report.ExpiresAt,
            plan.RolloutControls, plan.MigrationTracks, plan.KnownLimitations, [.. plan.Evidence.Select(evidence => Item(evidence, report, digest, read))]);
    }

    /// <summary>Files of the repository that the document's evidence is about.</summary>
    public static IEnumerable<string> FilesOf(ReadinessPlan plan) => plan.Evidence
        .Select(evidence => (evidence as PlannedEvidence.SourceContract)?.Path ?? (evidence as PlannedEvidence.Attestation)?.Path)
        .OfType<string>().Distinct(StringComparer.Ordinal);

    private static EvidenceItem Item(PlannedEvidence evidence, RegressionReport report, string digest, Func<string, byte[]> read)
    {
        EvidenceItem Of(EvidenceKind kind, string? path, string? sha256, IReadOnlyList<EvidenceAssertion> assertions) => new(
            evidence.Id, kind, evidence.Required, report.ReleaseDigest, report.Commit, report.ProducedAt, report.ExpiresAt, null, null, path, sha256,
                assertions);
        return evidence switch
        {
            PlannedEvidence.Report planned => Of(EvidenceKind.Report, ReportFile, digest, [.. Found(planned, report)]),
            PlannedEvidence.SourceContract contract =>
                Of(EvidenceKind.SourceContract, Sources + contract.Path, CanonicalJson.Digest(read(contract.Path)), contract.Contains),
            PlannedEvidence.Attestation attestation =>
                Of(EvidenceKind.Attestation, Sources + attestation.Path, CanonicalJson.Digest(read(attestation.Path)), attestation.Says),
            PlannedEvidence.Manual manual => Of(EvidenceKind.Manual, null, null, Seen(manual, report.Version)) with
            {
                Actor = manual.Actor,
                ProducedAt = manual.At,
                ExpiresAt = manual.Expires,
            },
            _ => throw new InvalidOperationException($"'{evidence.Id}' is of no kind that is known."),
        };
    }

    private static IEnumerable<EvidenceAssertion> Found(PlannedEvidence.Report planned, RegressionReport report) =>
    [
        new("profile", $"The profile {planned.Profile} was run.", null, report.Profile == planned.Profile),
        .. planned.MustPass.Select((id, index) => new EvidenceAssertion(
            $"pass-{index + 1}", $"The scenario {id} passed at the first try.", null,
            report.Scenarios.Any(scenario => scenario.Id == id && scenario.Status == ScenarioStatus.Passed))),
        .. planned.MustCover.Select((id, index) => new EvidenceAssertion(
            $"cover-{index + 1}", $"The subsystem {id} is covered.", null, report.Coverage.Covered.Contains(id, StringComparer.Ordinal))),
    ];

    private static IReadOnlyList<EvidenceAssertion> Seen(PlannedEvidence.Manual manual, string version) => manual.Version == version ? manual.Saw
        : [new("pending", $"Somebody looked at {version} (pending: {manual.Actor} looked at {manual.Version})", null, false)];
}
