using UvRelease.Releases;

namespace UvRelease.Changelog.Tags;

/// <summary>How the tags of one product are named: <c>v{version}</c>, <c>app-v{version}</c>, <c>@acme/app@{version}</c>.</summary>
/// <param name="Prefix">What comes before the version.</param>
/// <param name="Suffix">What comes after it.</param>
public sealed record TagPattern(string Prefix, string Suffix = "")
{
    private const string Placeholder = "{version}";

    /// <summary>Reads a pattern: one <c>{version}</c>, or one <c>*</c>, which means the same.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is none or more than one, or no tag can have such a name.</exception>
    public static TagPattern Parse(string text)
    {
        string[] parts = text.Replace(Placeholder, "*", StringComparison.Ordinal).Split('*');
        if (parts.Length != 2)
            throw new ReleaseException(Fault.Input, $"The tag pattern '{text}' must say once where the version goes, as in 'v{Placeholder}' or 'app-v*'.");
        if (!CanBeName(parts[0] + "1" + parts[1]) || parts[0].StartsWith('-'))
            throw new ReleaseException(Fault.Input,
                $"No tag can be named by the pattern '{text}': git allows no spaces, no ~^:?[\\ and no '..' in names (git help check-ref-format).");
        return new TagPattern(parts[0], parts[1]);
    }

    /// <summary>The version in a tag's name; null for tags of something else.</summary>
    public SemanticVersion? VersionIn(ReadOnlySpan<char> tag) =>
        tag.Length > Prefix.Length + Suffix.Length && tag.StartsWith(Prefix) && tag.EndsWith(Suffix)
            ? SemanticVersion.TryParse(tag[Prefix.Length..^Suffix.Length])
            : null;

    /// <summary>Name of the tag of a version.</summary>
    public string NameOf(SemanticVersion version) => $"{Prefix}{version}{Suffix}";

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}{Placeholder}{Suffix}";

    // git-check-ref-format(1), without the rules that a version in the middle keeps anyway.
    private static bool CanBeName(string name) =>
        !name.Any(c => c <= ' ' || c is '\u007f' or '~' or '^' or ':' or '?' or '[' or '\\')
        && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("//", StringComparison.Ordinal) && !name.Contains("@{", StringComparison.Ordinal)
        && !name.StartsWith('/') && !name.EndsWith('/') && !name.EndsWith('.') && !name.EndsWith(".lock", StringComparison.Ordinal)
        && !Array.Exists(name.Split('/'), part => part.StartsWith('.') || part.EndsWith(".lock", StringComparison.Ordinal));
}
