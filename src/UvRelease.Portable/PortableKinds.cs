using UvRelease.Releases.Yaml;

namespace UvRelease.Portable;

/// <summary>The key <c>kinds</c> of what is not in every archive.</summary>
internal static class PortableKinds
{
    private static readonly string[] Words = ["desktop", "headless"];

    /// <summary>Reads it; both where it is absent.</summary>
    public static IReadOnlyList<PortableKind> Read(YamlMapping at)
    {
        IReadOnlyList<string> kinds = at.Texts("kinds", text => Words.Contains(text) ? null : $"must be one of: {string.Join(", ", Words)}.") ?? Words;
        if (kinds.Count == 0)
            throw at.Required("kinds").Wrong("names no kind. Name desktop, headless or both, or remove the key.");
        return [.. kinds.Select(kind => kind == Words[0] ? PortableKind.Desktop : PortableKind.Headless)];
    }

    /// <summary>The word for a kind.</summary>
    public static string Word(this PortableKind kind) => Words[(int)kind];
}
