using System.Text.Json.Serialization;

namespace UvRelease.Changelog.Check.Messages;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Something that may be wrong.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something that is wrong.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}

/// <summary>Something that a rule has against a change.</summary>
/// <param name="Rule">Id of the rule, as docs/check-changelog.md has it.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">Sentences: what is wrong and how to mend it. One line; what a stranger wrote is cut short and made visible in it.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Correction">The corrected line, where it can be known.</param>
public sealed record Finding(string Rule, FindingSeverity Severity, string Message, FindingPlace Place, string? Correction = null);

/// <summary>Where a finding is.</summary>
/// <param name="What">For a reader: <c>title</c>, <c>body</c>, <c>commit 1a2b3c4</c>, or a file.</param>
/// <param name="File">File of the repository, or null.</param>
/// <param name="Line">Line of the file, the body or the message, from 1; null for the whole.</param>
public sealed record FindingPlace(string What, string? File = null, int? Line = null)
{
    /// <summary>The title of a pull request.</summary>
    public static readonly FindingPlace Title = new("title");

    /// <summary>The body of a pull request.</summary>
    public static readonly FindingPlace Body = new("body");

    /// <summary>A commit.</summary>
    public static FindingPlace Commit(string id) => new($"commit {id[..Math.Min(7, id.Length)]}");

    /// <summary>A place in a file of the repository.</summary>
    public static FindingPlace In(string file, int? line = null) => new(file, file, line);

    /// <inheritdoc/>
    public override string ToString() => Line is null ? What : $"{What}, line {Line}";
}
