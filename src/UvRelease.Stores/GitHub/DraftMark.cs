using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace UvRelease.Stores.GitHub;

/// <summary>
/// The line in the text of a draft by which a later run knows it as one of its own: commit and files of the build. Markdown shows none of it, and it goes when
/// the release becomes public.
/// </summary>
internal sealed partial record DraftMark(string Text)
{
    // GitHub takes no longer text of a release.
    private const int LongestBody = 125_000;

    /// <summary>The mark of a build.</summary>
    public static DraftMark Of(string commit, IReadOnlyList<HostedFile> files)
    {
        var list = new StringBuilder();
        foreach (HostedFile file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
            list.Append(file.Sha256).Append("  ").Append(file.Name).Append('\n');
        return new DraftMark($"<!-- uv-release draft {commit} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())))} -->");
    }

    /// <summary>True for a draft of this build.</summary>
    public bool IsOn(ReleaseFacts release) => release.Body?.Contains(Text, StringComparison.Ordinal) == true;

    /// <summary>True for a draft of any build.</summary>
    public static bool IsOnAny(ReleaseFacts release) => MarkForm().IsMatch(release.Body ?? "");

    /// <summary>The text of the draft.</summary>
    public string With(string? notes) => notes is null || notes.Length + Text.Length + 2 > LongestBody ? Text : $"{notes}\n\n{Text}";

    /// <summary>The text that becomes public; null leaves what is there.</summary>
    public static string? Public(string? notes, ReleaseFacts draft) => notes ?? (IsOnAny(draft) ? MarkForm().Replace(draft.Body!, "") : null);

    [GeneratedRegex(@"[\r\n]*<!-- uv-release draft [0-9a-f]+ [0-9a-f]+ -->", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MarkForm();
}
