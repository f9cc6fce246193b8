using System.Text.Json.Serialization;

namespace UvRelease.Changelog.Upgrading;

/// <summary>What kind of break it is.</summary>
public enum MigrationKind
{
    /// <summary>Something is gone.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>An interface changed.</summary>
    [JsonStringEnumMemberName("api")]
    Api,

    /// <summary>The same call does something else.</summary>
    [JsonStringEnumMemberName("behavior")]
    Behavior,

    /// <summary>A default changed.</summary>
    [JsonStringEnumMemberName("default")]
    Default,

    /// <summary>Something will go.</summary>
    [JsonStringEnumMemberName("deprecated")]
    Deprecated,

    /// <summary>A platform is no longer supported.</summary>
    [JsonStringEnumMemberName("platform")]
    Platform,

    /// <summary>A minimum version rose.</summary>
    [JsonStringEnumMemberName("minimum-version")]
    MinimumVersion,
}

/// <summary>One breaking change and the way over it.</summary>
public sealed record MigrationNote
{
    /// <summary>The change that it was made of, for the entry that shows it; null for a changelog fragment's and for one that was read from a file.</summary>
    internal object? Source { get; init; }

    /// <summary>Stable name: the changelog fragment's file name, or the commit's id.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of break it is.</summary>
    public required MigrationKind Kind { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>Part of the product, or null.</summary>
    public string? Scope { get; init; }

    /// <summary>What else was written about it, outside the named parts; null for nothing. This and the next texts are Markdown as written.</summary>
    public string? Details { get; init; }

    /// <summary>Why it changed; null when nobody wrote it.</summary>
    public string? Why { get; init; }

    /// <summary>Who is affected.</summary>
    public string? Affected { get; init; }

    /// <summary>How it was done before: code or prose.</summary>
    public string? Before { get; init; }

    /// <summary>How it is done now.</summary>
    public string? After { get; init; }

    /// <summary>Steps to take.</summary>
    public string? Steps { get; init; }

    /// <summary>A command or codemod that does it.</summary>
    public string? Automatic { get; init; }

    /// <summary>How to get the old behaviour back for now.</summary>
    public string? Restore { get; init; }

    /// <summary>Addresses of pull requests, commits, issues.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Platforms it concerns (mac, win, linux, or platform-arch); empty for all.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Full id of the commit that brought it; null for a changelog fragment not yet committed.</summary>
    public string? Commit { get; init; }

    /// <summary>True when somebody wrote down how to move on: steps, an automatic way, or before and after.</summary>
    public bool HasMigration => Steps is not null || Automatic is not null || (Before is not null && After is not null);
}
