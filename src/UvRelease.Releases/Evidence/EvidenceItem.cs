using System.Text.Json.Serialization;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>What kind of evidence it is.</summary>
public enum EvidenceKind
{
    /// <summary>A document that a run made.</summary>
    [JsonStringEnumMemberName("report")]
    Report,

    /// <summary>A file of the repository holds certain texts, so that what it promises stays wired.</summary>
    [JsonStringEnumMemberName("source_contract")]
    SourceContract,

    /// <summary>A signed statement. Nothing verifies one yet, so it is an error.</summary>
    [JsonStringEnumMemberName("attestation")]
    Attestation,

    /// <summary>Somebody looked.</summary>
    [JsonStringEnumMemberName("manual")]
    Manual,
}

/// <summary>Something that speaks for a release.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Required">False is reported, and stops nothing where it fails or has expired. An error always stops.</param>
/// <param name="SubjectDigest">Digest of the release that it is of.</param>
/// <param name="Commit">Commit that it is of.</param>
/// <param name="ProducedAt">When it was made (UTC).</param>
/// <param name="ExpiresAt">Until when it holds (UTC).</param>
/// <param name="Actor">Who looked; null where nobody had to.</param>
/// <param name="Url">Where people read it; null for nowhere.</param>
/// <param name="Path">File that it is about, relative to the repository or to the folder of the document; null for none.</param>
/// <param name="Sha256">Hash of that file; null for none.</param>
/// <param name="Assertions">What it says: at least one thing.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EvidenceItem(
    string Id,
    EvidenceKind Kind,
    bool Required,
    string SubjectDigest,
    string Commit,
    string ProducedAt,
    string ExpiresAt,
    string? Actor,
    string? Url,
    string? Path,
    string? Sha256,
    IReadOnlyList<EvidenceAssertion> Assertions)
{
    /// <summary>Words of <see cref="EvidenceKind"/>, in its order.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["report", "source_contract", "attestation", "manual"];

    /// <summary>Reads an entry of <c>evidence</c>, strictly.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    internal static EvidenceItem Read(JsonMapping at)
    {
        var item = new EvidenceItem(
            at.Text("id", DocumentForms.Name),
            (EvidenceKind)ScenarioWords.Read(at, "kind", Kinds),
            at.Flag("required"),
            at.Text("subjectDigest", DocumentForms.Digest),
            at.Text("commit", DocumentForms.Commit),
            at.Text("producedAt", DocumentForms.Time),
            at.Text("expiresAt", DocumentForms.Time),
            at.TextOrNull("actor", DocumentForms.Line),
            at.TextOrNull("url", SettingForms.WebAddress),
            at.TextOrNull("path", SettingForms.Path),
            at.TextOrNull("sha256", DocumentForms.Digest),
            [.. at.Mappings("assertions").Select(EvidenceAssertion.Read)]);
        at.End();
        if (item.Assertions.Count == 0)
            throw at.Wrong("assertions", "is empty: evidence that says nothing is none. Say what holds.");
        DocumentIds.CheckOnce(at, "assertions", item.Assertions.Select(assertion => assertion.Id));
        bool isManual = item.Kind == EvidenceKind.Manual, isContract = item.Kind == EvidenceKind.SourceContract;
        if (isManual && item.Actor is null)
            throw at.Wrong("actor", "is null, and somebody must have looked. Name the account.");
        if (!isManual && (item.Path is null || item.Sha256 is null))
            throw at.Wrong("path", "and 'sha256' must name the file that shows it.");
        return item.Assertions.All(assertion => assertion.Contains is not null == isContract && assertion.Holds is not null != isContract)
            ? item
            : throw at.Wrong("assertions", isContract ? "must say what the file 'contains', and nothing else."
                : "must say whether each 'holds', and nothing else.");
    }
}

/// <summary>One thing that evidence says.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Summary">In words.</param>
/// <param name="Contains">Text that the file holds, for source contracts; null for others.</param>
/// <param name="Holds">Whether it is so; null for source contracts, which are looked at.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EvidenceAssertion(string Id, string Summary, string? Contains, bool? Holds)
{
    internal static EvidenceAssertion Read(JsonMapping at)
    {
        var assertion = new EvidenceAssertion(
            at.Text("id", DocumentForms.Name), at.Text("summary", DocumentForms.Line), at.TextOrNull("contains", DocumentForms.Line), at.FlagOrNull("holds"));
        at.End();
        return assertion;
    }
}
