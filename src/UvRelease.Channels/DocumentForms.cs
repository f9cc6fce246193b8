using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Channels;

/// <summary>What texts in the documents of a store may look like. Each method returns what is wrong with one, as the rest of a sentence, or null.</summary>
internal static partial class DocumentForms
{
    public static string? Name(string text) => NameForm().IsMatch(text) ? null : "is no name: lower-case letters, digits and hyphens, a letter first, at most 40.";

    public static string? Version(string text) => SemanticVersion.TryParse(text) is { IsPreRelease: false, Build: "" } ? null : "is no plain version: three numbers, without a suffix.";

    public static string? Digest(string text) => DigestForm().IsMatch(text) ? null : "is no SHA-256: 64 lower-case hexadecimal digits.";

    public static string? Sha512(string text) => Sha512Form().IsMatch(text) ? null : "is no SHA-512 in base64: 88 characters.";

    public static string? Commit(string text) => CommitForm().IsMatch(text) ? null : "is no full commit id: 40 or 64 lower-case hexadecimal digits.";

    public static string? Time(string text) => TimeForm().IsMatch(text) && DateTimeOffset.TryParse(text, out _) ? null : "is no time in UTC such as 2026-01-02T03:04:05.000Z.";

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DigestForm();

    [GeneratedRegex(@"^[A-Za-z0-9+/]{86}==\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sha512Form();

    [GeneratedRegex(@"^(?:[0-9a-f]{40}|[0-9a-f]{64})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CommitForm();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TimeForm();
}
