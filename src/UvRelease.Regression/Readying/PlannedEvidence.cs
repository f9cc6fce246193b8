using UvRelease.Releases.Configuration;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;
using UvRelease.Releases.Yaml;

namespace UvRelease.Regression.Readying;

/// <summary>Something that must speak for a release.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Required">False is reported, and stops nothing where it does not hold.</param>
public abstract record PlannedEvidence(string Id, bool Required)
{
    private static readonly string[] Kinds = ["report", "source-contract", "attestation", "manual"];

    /// <summary>The regression report shows that scenarios passed and parts of the app are covered.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Required">Whether it stops.</param>
    /// <param name="Profile">The profile that must have run.</param>
    /// <param name="MustPass">Scenarios that must have passed at the first try.</param>
    /// <param name="MustCover">Subsystems that must be covered.</param>
    public sealed record Report(string Id, bool Required, string Profile, IReadOnlyList<string> MustPass, IReadOnlyList<string> MustCover)
        : PlannedEvidence(Id, Required);

    /// <summary>A file of the repository holds texts, so that what it promises stays wired.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Required">Whether it stops.</param>
    /// <param name="Path">The file.</param>
    /// <param name="Contains">What it must hold.</param>
    public sealed record SourceContract(string Id, bool Required, string Path, IReadOnlyList<EvidenceAssertion> Contains) : PlannedEvidence(Id, Required);

    /// <summary>A signed statement lies with the evidence.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Required">Whether it stops.</param>
    /// <param name="Path">The file.</param>
    /// <param name="Says">What it says.</param>
    public sealed record Attestation(string Id, bool Required, string Path, IReadOnlyList<EvidenceAssertion> Says) : PlannedEvidence(Id, Required);

    /// <summary>Somebody looked at one version. For any other it is still to come.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Required">Whether it stops.</param>
    /// <param name="Actor">Who looked.</param>
    /// <param name="Version">At which version.</param>
    /// <param name="At">When (UTC).</param>
    /// <param name="Expires">Until when it holds (UTC).</param>
    /// <param name="Saw">What was found.</param>
    public sealed record Manual(string Id, bool Required, string Actor, string Version, string At, string Expires, IReadOnlyList<EvidenceAssertion> Saw)
        : PlannedEvidence(Id, Required);

    internal static PlannedEvidence Read(YamlMapping at)
    {
        string id = at.RequiredText("id", SettingForms.Id);
        bool required = at.Flag("required") ?? true;
        string kind = at.OneOf("kind", Kinds) ?? throw at.Wrong($"lacks the key 'kind'. Add it: {string.Join(", ", Kinds)}.");
        PlannedEvidence evidence = kind switch
        {
            "report" => new Report(
                id, required, at.RequiredText("profile", SettingForms.Id), at.Texts("must-pass", SettingForms.Id) ?? [],
                at.Texts("must-cover", SettingForms.Id) ?? []),
            "source-contract" => new SourceContract(id, required, at.RequiredText("path", SettingForms.Path), Assertions(at, "contains", Text)),
            "attestation" => new Attestation(id, required, at.RequiredText("path", SettingForms.Path), Assertions(at, "says", Holds)),
            _ => new Manual(
                id, required, at.RequiredText("actor", DocumentForms.Line), at.RequiredText("version", DocumentForms.Version),
                ReadinessPlan.Day(at, "at"), ReadinessPlan.Day(at, "expires"), Assertions(at, "saw", Holds)),
        };
        at.End();
        return evidence is Report { MustPass.Count: 0, MustCover.Count: 0 }
            ? throw at.Wrong("asserts nothing: evidence that says nothing is none. Name what 'must-pass' or 'must-cover'.") : evidence;
    }

    private static IReadOnlyList<EvidenceAssertion> Assertions(YamlMapping at, string key, Func<YamlMapping, EvidenceAssertion> read) =>
        ReadinessPlan.Entries(at, key, 1, read, assertion => assertion.Id);

    private static EvidenceAssertion Text(YamlMapping at) => Ended(at, new EvidenceAssertion(
        at.RequiredText("id", SettingForms.Id), at.RequiredText("summary", DocumentForms.Line), at.RequiredText("text", DocumentForms.Line), null));

    private static EvidenceAssertion Holds(YamlMapping at) => Ended(at, new EvidenceAssertion(
        at.RequiredText("id", SettingForms.Id), at.RequiredText("summary", DocumentForms.Line), null,
        at.Flag("holds") ?? throw at.Wrong("lacks the key 'holds': whether it is so. Add it: true or false.")));

    private static EvidenceAssertion Ended(YamlMapping at, EvidenceAssertion assertion)
    {
        at.End();
        return assertion;
    }
}
