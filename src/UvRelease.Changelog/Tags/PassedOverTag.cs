using UvRelease.Releases;

namespace UvRelease.Changelog.Tags;

/// <summary>A tag that looks like a version and doesn't follow the pattern.</summary>
/// <param name="Name">Name without refs/tags/.</param>
/// <param name="Prefix">What comes before the first number.</param>
/// <param name="CommitId">Commit it points to.</param>
/// <param name="Near">The version that people mean, to compare with: 2024.01 is 2024.1.0.</param>
internal sealed record PassedOverTag(string Name, string Prefix, string CommitId, SemanticVersion Near)
{
    private static readonly string[] OwnWords = ["v", "ver", "version", "release", "releases", "rel", "r"];

    /// <summary>True for a release of the whole repository; another word before the number is the name of a package.</summary>
    public bool IsOwn => Prefix.Split(['-', '/', '_', '.', '@', '+'], StringSplitOptions.RemoveEmptyEntries)
        .All(word => OwnWords.Contains(word, StringComparer.OrdinalIgnoreCase));

    /// <summary>The version that the name holds; null for one that is no semantic version.</summary>
    public SemanticVersion? Version => SemanticVersion.TryParse(Name.AsSpan(Prefix.Length));

    /// <summary>Reads a name: at least two numbers with a point between them, at its beginning or after a sign, a v or a word for release.</summary>
    public static PassedOverTag? Read(ReadOnlySpan<char> name, string commit)
    {
        Span<ulong> numbers = stackalloc ulong[3];
        for (int start = 0; start < name.Length; start++)
        {
            if (!char.IsAsciiDigit(name[start]) || !MayPrecede(name[..start]))
                continue;
            int end = start;
            numbers.Clear();
            int count = 0;
            while (end < name.Length && char.IsAsciiDigit(name[end]))
            {
                int length = name[end..].IndexOfAnyExceptInRange('0', '9');
                length = length < 0 ? name.Length - end : length;
                if (count < numbers.Length && !ulong.TryParse(name.Slice(end, length), out numbers[count]))
                    return null;
                count++;
                end += length;
                if (end + 1 < name.Length && name[end] == '.' && char.IsAsciiDigit(name[end + 1]))
                    end++;
            }

            if (count >= 2 && (end == name.Length || (name[end] is '-' or '+' or '_' or '.' || char.IsAsciiLetter(name[end]))))
            {
                SemanticVersion? exact = SemanticVersion.TryParse(name[start..]);
                return new PassedOverTag(name.ToString(), name[..start].ToString(), commit, exact ?? new SemanticVersion(numbers[0], numbers[1], numbers[2]));
            }

            start = Math.Max(start, end - 1);
        }

        return null;
    }

    private static bool MayPrecede(ReadOnlySpan<char> prefix)
    {
        int letters = prefix.Length;
        while (letters > 0 && char.IsAsciiLetter(prefix[letters - 1]))
            letters--;
        ReadOnlySpan<char> word = prefix[letters..];
        if (letters > 0 && (char.IsAsciiDigit(prefix[letters - 1]) || prefix[letters - 1] == '.'))
            return false;
        if (word.IsEmpty)
            return true;
        foreach (string own in OwnWords)
        {
            if (word.Equals(own, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
