using System.Text;
using System.Text.Json;
using UvRelease.GitHub;
using UvRelease.Requests.Checkouts;

namespace UvRelease.Requests.Requests;

/// <summary>The commit of a release request, made by the git data API: a tree with changes on top of another one.</summary>
/// <param name="octokit">GitHub's API.</param>
/// <param name="repository">owner/name.</param>
internal sealed class RequestTree(OctokitClient octokit, string repository)
{
    /// <summary>Makes the tree.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Environment"/>: GitHub refuses.</exception>
    public async Task<string> CreateAsync(string baseTree, IReadOnlyList<FileChange> files)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("base_tree", baseTree);
            json.WriteStartArray("tree");
            foreach (FileChange file in files)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                json.WriteString("mode", file.Mode);
                json.WriteString("type", "blob");
                if (file.Bytes is null)
                    json.WriteNull("sha");
                else if (IsText(file.Bytes))
                    json.WriteString("content", file.Bytes);
                else
                    json.WriteString("sha", await octokit.CreateBlobAsync(repository, file.Bytes));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return await octokit.CreateTreeAsync(repository, Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static bool IsText(byte[] bytes)
    {
        try
        {
            return !bytes.AsSpan().Contains((byte)0) && new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
