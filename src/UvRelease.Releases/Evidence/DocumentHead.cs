using System.Text.Json;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>What every document of evidence begins with.</summary>
/// <param name="Schema">Name and version of the format.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Version">Version of the release.</param>
/// <param name="Repository">The repository: owner/name.</param>
/// <param name="ReleaseDigest">The release digest.</param>
/// <param name="Commit">Full id of the commit.</param>
/// <param name="ProducedAt">When it was made (UTC).</param>
/// <param name="ExpiresAt">Until when it holds (UTC).</param>
public sealed record DocumentHead(
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

    /// <summary>Writes what a document begins with.</summary>
    public static void Write(Utf8JsonWriter json, IBoundDocument document, string format)
    {
        json.WriteString("schema", format);
        json.WriteString("app", document.App);
        json.WriteString("version", document.Version);
        json.WriteString("repository", document.Repository);
        json.WriteString("releaseDigest", document.ReleaseDigest);
        json.WriteString("commit", document.Commit);
        json.WriteString("producedAt", document.ProducedAt);
        json.WriteString("expiresAt", document.ExpiresAt);
    }
}
