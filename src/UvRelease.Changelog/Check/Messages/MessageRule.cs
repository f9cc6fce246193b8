namespace UvRelease.Changelog.Check.Messages;

/// <summary>
/// A rule of messages with its setting. Ids and meanings are commitlint's (https://commitlint.js.org/reference/rules), so that teams know them.
/// </summary>
/// <param name="Id">Id, such as <c>type-enum</c>.</param>
/// <param name="Severity">How much a breach matters.</param>
/// <param name="Always">False turns the rule round.</param>
public sealed record MessageRule(string Id, FindingSeverity Severity, bool Always)
{
    /// <summary>Types, scopes, cases, or the character of <c>subject-full-stop</c>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>A length.</summary>
    public int Number { get; init; }

    /// <summary>True compares words without regard to case (Conventional Commits, rule 15).</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>True when a word is one of <see cref="Words"/>.</summary>
    internal bool Knows(string word) => Words.Contains(word, IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
}

/// <summary>A message, divided as its rules see it.</summary>
/// <param name="Raw">The whole message.</param>
/// <param name="Header">Its first line.</param>
/// <param name="Type">Type, or null.</param>
/// <param name="Scope">Scope, or null.</param>
/// <param name="Subject">What follows the colon, or null.</param>
/// <param name="Body">Text between header and footer, or null.</param>
/// <param name="Footer">Notes and references at the end, or null.</param>
internal sealed record MessageParts(string Raw, string Header, string? Type, string? Scope, string? Subject, string? Body = null, string? Footer = null)
{
    /// <summary>Lines of the whole message.</summary>
    public string[] Lines => Raw.ReplaceLineEndings("\n").Split('\n');
}
