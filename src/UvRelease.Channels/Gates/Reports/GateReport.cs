using System.Text.Json.Serialization;
using UvRelease.Channels.Gates.Rules;

namespace UvRelease.Channels.Gates.Reports;

/// <summary>Whether a release may go on, and why; published as schema/gates.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Version">Version of the release.</param>
/// <param name="ReleaseDigest">The release digest.</param>
/// <param name="Commit">Full id of its commit.</param>
/// <param name="From">Channel that it leaves, or widens on.</param>
/// <param name="Share">Share of that channel's clients that are offered it, in percent.</param>
/// <param name="To">Channel that it goes to.</param>
/// <param name="Rollout">Share of that channel's clients that would be offered it, in percent.</param>
/// <param name="EvaluatedAt">When (UTC).</param>
/// <param name="Promotable">True when every gate passed or was waived, and there are no problems.</param>
/// <param name="Gates">All gates that must pass, in the order of <see cref="GateKind"/>.</param>
/// <param name="Problems">What is wrong with what was given, beside the gates: a sentence each. Any of them blocks.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record GateReport(
    string Schema,
    string App,
    string Version,
    string ReleaseDigest,
    string Commit,
    string From,
    int Share,
    string To,
    int Rollout,
    string EvaluatedAt,
    bool Promotable,
    IReadOnlyList<GateResult> Gates,
    IReadOnlyList<string> Problems)
{
    /// <summary>The format that this version writes.</summary>
    public const string Format = "uv-release/gates/1";

    /// <summary>Gates that block.</summary>
    [JsonIgnore]
    public IEnumerable<GateResult> Blocking => Gates.Where(gate => !gate.LetsPass);
}

/// <summary>A gate and its outcome.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Change">What would change it, in a sentence.</param>
/// <param name="Waiver">Who waived it; null where nobody did.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record GateResult(GateKind Gate, GateOutcome Outcome, string Reason, string Change, GateWaiver? Waiver)
{
    /// <summary>True when it does not block.</summary>
    [JsonIgnore]
    public bool LetsPass => Outcome == GateOutcome.Pass || (Outcome == GateOutcome.Waived && Waiver is not null);
}

/// <summary>Who took the responsibility for a gate.</summary>
/// <param name="Actor">Login.</param>
/// <param name="Reason">Why.</param>
/// <param name="Expires">Until when (UTC).</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record GateWaiver(string Actor, string Reason, string Expires);
