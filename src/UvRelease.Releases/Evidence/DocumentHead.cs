using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>What every document of evidence begins with.</summary>
internal sealed record DocumentHead(
    string Schema, string App, string Version, string Repository, string ReleaseDigest, string Commit, string ProducedAt, string ExpiresAt)
{
    /// <summary>Reads it from a document of a format.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static DocumentHead Read(JsonMapping root, string format) => new(
        root.Text("schema", DocumentIds.Is(format)),
        root.Text("app", DocumentForms.Name),
        root.Text("version", DocumentForms.Version),
        root.Text("repository", DocumentForms.Repository),
        root.Text("releaseDigest", DocumentForms.Digest),
        root.Text("commit", DocumentForms.Commit),
        root.Text("producedAt", DocumentForms.Time),
        root.Text("expiresAt", DocumentForms.Time));
}
