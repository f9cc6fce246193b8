using System.Text;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>The text of a GitHub release.</summary>
public static class ReleaseBody
{
    // GitHub takes no longer body of a release.
    private const int Longest = 125_000;

    /// <summary>Reads it from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shown">Its path for errors.</param>
    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is longer than GitHub takes.</exception>
    public static string? Read(string path, string shown)
    {
        if (!Path.Exists(path))
            return null;
        if (RegularFile.Read(path, 4 * Longest) is { } bytes && Encoding.UTF8.GetString(bytes).TrimStart('\ufeff') is { Length: <= Longest } text)
            return text;
        throw new ReleaseException(Fault.Input, $"{shown} is longer than the {Longest} characters that GitHub takes. Shorten it.");
    }
}
