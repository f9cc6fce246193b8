using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Credentials;

/// <summary>A token that something else keeps fresh in a file (AWS_WEB_IDENTITY_TOKEN_FILE, AZURE_FEDERATED_TOKEN_FILE).</summary>
/// <param name="path">The file; read each time.</param>
public sealed class IdentityTokenFile(string path) : IIdentityToken
{
    private const int Longest = 64 * 1024;

    /// <inheritdoc/>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What keeps it fresh puts a link to the newest one there.
            using var reader = new StreamReader(path);
            string token = await Task.Run(() => BoundedText.Read(reader, Longest), cancellationToken)
                ?? throw new ReleaseException(Fault.Input, $"The identity token's file '{path}' is longer than any token. Check its path.");
            return token.Trim() is { Length: > 0 } trimmed
                ? trimmed : throw new ReleaseException(Fault.Environment, $"The identity token's file '{path}' is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Environment, $"The identity token can't be read: {e.Message}", e);
        }
    }
}
