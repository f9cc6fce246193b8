using System.Text.RegularExpressions;

namespace UvRelease.Releases.Json;

/// <summary>What texts in documents may look like. Each method returns what is wrong with one, as the rest of a sentence, or null.</summary>
public static partial class DocumentForms
{
    /// <summary>Of the name of an app, a channel or a cohort.</summary>
    public static string? Name(string text) =>
        NameForm().IsMatch(text) ? null : "is no name: lower-case letters, digits and hyphens, a letter first, at most 40.";

    /// <summary>Of a version that goes through all channels.</summary>
    public static string? Version(string text) => Releases.SemanticVersion.TryParse(text) is { IsPreRelease: false, Build: "" }
        ? null : "is no plain version: three numbers, without a suffix.";

    /// <summary>Of the version of an app.</summary>
    public static string? SemanticVersion(string text) => Releases.SemanticVersion.TryParse(text) is null ? "is no semantic version." : null;

    /// <summary>Of a SHA-256.</summary>
    public static string? Digest(string text) => DigestForm().IsMatch(text) ? null : "is no SHA-256: 64 lower-case hexadecimal digits.";

    /// <summary>Of a SHA-512, as update feeds have it.</summary>
    public static string? Sha512(string text) => Sha512Form().IsMatch(text) ? null : "is no SHA-512 in base64: 88 characters.";

    /// <summary>Of a commit's id.</summary>
    public static string? Commit(string text) => CommitForm().IsMatch(text) ? null : "is no full commit id: 40 or 64 lower-case hexadecimal digits.";

    /// <summary>Of a repository at GitHub.</summary>
    public static string? Repository(string text) => RepositoryForm().IsMatch(text) ? null : "is no repository: owner/name.";

    /// <summary>Of words for people.</summary>
    public static string? Line(string text) => text.Trim().Length > 0 && text.Length <= 500 && !text.Any(char.IsControl)
        ? null : "must be one line of 1 to 500 characters.";

    /// <summary>Of a time.</summary>
    public static string? Time(string text) => TimeForm().IsMatch(text) && DateTimeOffset.TryParse(text, out _)
        ? null : "is no time in UTC such as 2026-01-02T03:04:05.000Z.";

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9._-]{1,100}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RepositoryForm();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DigestForm();

    // 64 bytes leave four bits of the last digit unused: they must be zero, or one digest would have sixteen texts.
    [GeneratedRegex(@"^[A-Za-z0-9+/]{85}[AQgw]==\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sha512Form();

    [GeneratedRegex(@"^(?:[0-9a-f]{40}|[0-9a-f]{64})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CommitForm();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TimeForm();
}
