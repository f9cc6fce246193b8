using System.Buffers;

namespace UvRelease.Releases.Artifacts;

/// <summary>Paths of artifacts: relative to the release folder, POSIX, and the same file on every system that a release passes through.</summary>
public static class ArtifactPath
{
    private const int Longest = 400;
    private static readonly SearchValues<char> ForbiddenOnWindows = SearchValues.Create("<>:\"|?*");

    /// <summary>Says what is wrong with a path, as the rest of a sentence; null when it is right.</summary>
    public static string? Problem(string path) =>
        path.Length is 0 or > Longest ? $"must be a path of 1 to {Longest} characters."
        : path.StartsWith('/') ? "must be relative to the release folder, and starts with '/'."
        : path.Contains('\\', StringComparison.Ordinal) ? "has a backslash; write forward slashes."
        : path.Any(char.IsControl) ? "has a control character."
        : path.AsSpan().ContainsAny(ForbiddenOnWindows) ? "has one of < > : \" | ? *, which Windows does not allow in a name."
        : path.Split('/').Any(part => part is "" or "." or "..") ? "must be in plain form: no '.', no '..', no doubled or closing slash."
        : path.Split('/').Any(part => part.EndsWith('.') || part.EndsWith(' ') || part.StartsWith(' '))
            ? "has a name that begins or ends with a space, or ends with a dot."
        : null;

    /// <summary>The file of a path below a release folder.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: see <see cref="Problem"/>.</exception>
    public static string In(string releaseFolder, string path) => Problem(path) is { } problem
        ? throw new ReleaseException(Fault.Input, $"The artifact path '{path}' {problem}")
        : Path.Combine(releaseFolder, path);
}
