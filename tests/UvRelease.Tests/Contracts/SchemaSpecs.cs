using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using UvRelease.Changelog.Upgrading;
using Xunit;

namespace UvRelease.Tests.Contracts;

public class SchemaSpecs
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    // A published format and the record behind it.
    private static readonly Dictionary<string, JsonTypeInfo> Records = new(StringComparer.Ordinal)
    {
        ["check"] = UvRelease.Changelog.Check.CheckJson.Default.CheckDocument,
        ["crash-report"] = Reflected.Of<UvRelease.Crashes.Reports.CrashReportDocument>(),
        ["fragment"] = Reflected.Of<UvRelease.Releases.Artifacts.ReleaseFragment>(),
        ["legs"] = Reflected.Of<UvRelease.Releases.Artifacts.ReleaseLegs>(),
        ["smoke"] = Reflected.Of<UvRelease.Portable.Smoking.SmokeReport>(),
        ["portable"] = Reflected.Of<UvRelease.Portable.PortableManifest>(),
        ["notes"] = Reflected.Of<UvRelease.Changelog.Notes.ReleaseNotes>(),
        ["release"] = Reflected.Of<UvRelease.Releases.Identity.Release>(),
        ["channel-log"] = Reflected.Of<UvRelease.Channels.Logs.LogEntry>(),
        ["channel-state"] = Reflected.Of<UvRelease.Channels.Logs.ChannelState>(),
        ["gates"] = Reflected.Of<UvRelease.Channels.Gates.Reports.GateReport>(),
        ["health"] = Reflected.Of<UvRelease.Channels.Gates.Health.ChannelHealth>(),
        ["health-of-channels"] = Reflected.Of<UvRelease.Channels.Gates.Health.HealthOfChannels>(),
        ["stop"] = Reflected.Of<UvRelease.Channels.Gates.Facts.StopDocument>(),
        ["waivers"] = Reflected.Of<UvRelease.Channels.Gates.Reports.WaiverDocument>(),
        ["readiness"] = Reflected.Of<UvRelease.Releases.Evidence.ReadinessDocument>(),
        ["regression"] = Reflected.Of<UvRelease.Releases.Evidence.RegressionReport>(),
        ["regression-catalogue"] = Reflected.Of<UvRelease.Regression.Matrices.RegressionCatalogue>(),
        ["regression-run"] = Reflected.Of<UvRelease.Regression.Reports.RunReport>(),
        ["benchmarks"] = Reflected.Of<UvRelease.Releases.Evidence.BenchmarkReport>(),
        ["crash-record"] = Reflected.Of<UvRelease.Crashes.Intake.StoredReport>(),
        ["redaction-proof"] = Reflected.Of<UvRelease.Crashes.Redaction.RedactionProof>(),
        ["upgrade"] = UpgradeJson.Default.UpgradeGuide,
    };

    // Written by hand, for people type these documents or write a client that sends them; Releases/Configuration/SchemaAgreementSpecs,
    // Changelog/Commits/OverrideSpecs, Crashes/Intake/SchemaAgreementSpecs, Regression/MatrixSpecs and ReadinessSpecs,
    // Portable/Installing/InstallSpecs hold them to their readers.
    private static readonly string[] Written = ["configuration", "install-metadata", "js-error", "overrides", "ping", "readiness-plan", "regression-matrix"];

    public static TheoryData<string> Documents => [.. Records.Keys];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_published_schema_is_what_its_record_says(string document)
    {
        var export = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true };
        var schema = (JsonObject)Records[document].GetJsonSchemaAsNode(export);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", Records[document].Type.Name);
        Golden.Matches(SourceTree.At("schema", document + ".schema.json"), schema.ToJsonString(Indented) + "\n");
    }

    [Fact]
    public void Every_published_schema_has_a_record() =>
        Assert.Equal(
            Records.Keys.Concat(Written).Select(document => document + ".schema.json").Order(StringComparer.Ordinal),
            Directory.GetFiles(SourceTree.At("schema")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
