using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Readying;

/// <summary>Writes readiness documents.</summary>
public static class ReadinessJson
{
    /// <summary>A document as canonical JSON.</summary>
    public static byte[] Write(ReadinessDocument document) => CanonicalJson.Write(json =>
    {
        DocumentHead.Write(json, document, document.Schema);
        json.WriteList("rolloutControls", document.RolloutControls, control =>
        {
            json.WriteString("id", control.Id);
            json.WriteString("kind", control.Kind);
            json.WriteString("summary", control.Summary);
            json.WriteBoolean("failsClosed", control.FailsClosed);
        });
        json.WriteList("migrationTracks", document.MigrationTracks, track =>
        {
            json.WriteString("id", track.Id);
            json.WriteString("apply", track.Apply);
            json.WriteString("rollback", track.Rollback);
            json.WriteBoolean("reversible", track.Reversible);
        });
        json.WriteList("knownLimitations", document.KnownLimitations, limitation =>
        {
            json.WriteString("id", limitation.Id);
            json.WriteString("state", limitation.State);
            json.WriteString("summary", limitation.Summary);
            json.WriteString("acceptedBy", limitation.AcceptedBy);
            json.WriteString("expires", limitation.Expires);
        });
        json.WriteList("evidence", document.Evidence, item =>
        {
            json.WriteString("id", item.Id);
            json.WriteString("kind", EvidenceItem.Kinds[(int)item.Kind]);
            json.WriteBoolean("required", item.Required);
            json.WriteString("subjectDigest", item.SubjectDigest);
            json.WriteString("commit", item.Commit);
            json.WriteString("producedAt", item.ProducedAt);
            json.WriteString("expiresAt", item.ExpiresAt);
            json.WriteString("actor", item.Actor);
            json.WriteString("url", item.Url);
            json.WriteString("path", item.Path);
            json.WriteString("sha256", item.Sha256);
            json.WriteList("assertions", item.Assertions, assertion =>
            {
                json.WriteString("id", assertion.Id);
                json.WriteString("summary", assertion.Summary);
                json.WriteString("contains", assertion.Contains);
                if (assertion.Holds is { } holds)
                    json.WriteBoolean("holds", holds);
                else
                    json.WriteNull("holds");
            });
        });
    });
}
