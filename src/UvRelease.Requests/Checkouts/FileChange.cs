using System.Security.Cryptography;
using System.Text;

namespace UvRelease.Requests.Checkouts;

/// <summary>A file of the request's commit.</summary>
/// <param name="Path">Its path from the repository's root.</param>
/// <param name="Mode">Its mode, as git writes it.</param>
/// <param name="Bytes">What it holds; null for a file that is removed.</param>
public sealed record FileChange(string Path, string Mode, byte[]? Bytes)
{
    /// <summary>One digest of all changes, whatever their order.</summary>
    public static string DigestOf(IEnumerable<FileChange> changes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (FileChange change in changes.OrderBy(one => one.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{change.Path}\0{change.Mode}\0{change.Bytes?.Length ?? -1}\0"));
            hash.AppendData(change.Bytes ?? []);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
