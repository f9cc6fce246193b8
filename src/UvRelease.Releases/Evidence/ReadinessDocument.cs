using System.Text.Json.Serialization;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>What makes a release ready, for itself; published as schema/readiness.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Version">Version of the release.</param>
/// <param name="Repository">The repository: owner/name.</param>
/// <param name="ReleaseDigest">The release digest.</param>
/// <param name="Commit">Full id of the commit.</param>
/// <param name="ProducedAt">When it was made (UTC).</param>
/// <param name="ExpiresAt">Until when it holds (UTC).</param>
/// <param name="RolloutControls">How the release can be held back or switched off; at least one.</param>
/// <param name="MigrationTracks">What changes on devices, and how it is undone; empty where nothing does.</param>
/// <param name="KnownLimitations">What is known to be wrong or missing; empty where nothing is.</param>
/// <param name="Evidence">What speaks for it; at least one thing.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReadinessDocument(
    string Schema,
    string App,
    string Version,
    string Repository,
    string ReleaseDigest,
    string Commit,
    string ProducedAt,
    string ExpiresAt,
    IReadOnlyList<RolloutControl> RolloutControls,
    IReadOnlyList<MigrationTrack> MigrationTracks,
    IReadOnlyList<KnownLimitation> KnownLimitations,
    IReadOnlyList<EvidenceItem> Evidence) : IBoundDocument
{
    /// <summary>The format that this version reads.</summary>
    public const string Format = "uv-release/readiness/1";

    /// <summary>Reads a document, strictly.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static ReadinessDocument Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var head = DocumentHead.Read(root, Format);
        var document = new ReadinessDocument(
            head.Schema, head.App, head.Version, head.Repository, head.ReleaseDigest, head.Commit, head.ProducedAt, head.ExpiresAt,
            DocumentIds.Entries(root, "rolloutControls", 1, RolloutControl.Read, control => control.Id),
            DocumentIds.Entries(root, "migrationTracks", 0, MigrationTrack.Read, track => track.Id),
            DocumentIds.Entries(root, "knownLimitations", 0, KnownLimitation.Read, limitation => limitation.Id),
            DocumentIds.Entries(root, "evidence", 1, EvidenceItem.Read, item => item.Id));
        root.End();
        return document;
    }
}

/// <summary>A way to hold a release back or to switch a part of it off.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is, such as feature-flag.</param>
/// <param name="Summary">In words.</param>
/// <param name="FailsClosed">True where it holds the release back when it can't be asked. Any other is not ready.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RolloutControl(string Id, string Kind, string Summary, bool FailsClosed)
{
    internal static RolloutControl Read(JsonMapping at)
    {
        var control = new RolloutControl(
            at.Text("id", DocumentForms.Name), at.Text("kind", DocumentForms.Name), at.Text("summary", DocumentForms.Line), at.Flag("failsClosed"));
        at.End();
        return control;
    }
}

/// <summary>Something that changes on devices.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Apply">How it is done.</param>
/// <param name="Rollback">How it is undone, or what is done where it can't be.</param>
/// <param name="Reversible">Whether it can be undone without loss.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MigrationTrack(string Id, string Apply, string Rollback, bool Reversible)
{
    internal static MigrationTrack Read(JsonMapping at)
    {
        var track = new MigrationTrack(
            at.Text("id", DocumentForms.Name), at.Text("apply", DocumentForms.Line), at.Text("rollback", DocumentForms.Line), at.Flag("reversible"));
        at.End();
        return track;
    }
}

/// <summary>Something that is known to be wrong or missing.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">What is done about it, such as preview-only.</param>
/// <param name="Summary">In words.</param>
/// <param name="AcceptedBy">The account of whoever accepted it.</param>
/// <param name="Expires">Until when (UTC).</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KnownLimitation(string Id, string State, string Summary, string AcceptedBy, string Expires)
{
    internal static KnownLimitation Read(JsonMapping at)
    {
        var limitation = new KnownLimitation(
            at.Text("id", DocumentForms.Name),
            at.Text("state", DocumentForms.Name),
            at.Text("summary", DocumentForms.Line),
            at.Text("acceptedBy", DocumentForms.Line),
            at.Text("expires", DocumentForms.Time));
        at.End();
        return limitation;
    }
}
