using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>Ranges of commits as short as a test can say them.</summary>
internal static class CommitRange
{
    public static readonly ChangeRules Rules = new()
    {
        RepositoryPage = new Uri("https://github.com/acme/app"),
        Trackers = [new TrackerRule("UV", "https://tracker/{key}?n={number}")],
    };

    /// <summary>A line of commits, newest first; the id of each is its place from the end: the oldest is <c>Id(1)</c>.</summary>
    public static IReadOnlyList<Commit> Line(params string[] messages) =>
        [.. messages.Select((message, place) => Commit(messages.Length - place, message, messages.Length - place - 1))];

    /// <summary>A commit.</summary>
    public static Commit Commit(int number, string message, params int[] parents) => By("Ann", number, message, parents);

    /// <summary>A commit of somebody.</summary>
    public static Commit By(string name, int number, string message, params int[] parents) =>
        new(Id(number), [.. parents.Select(Id)], new Person(name, name.ToLowerInvariant() + "@example.com"),
            DateTimeOffset.UnixEpoch.AddMinutes(number), message);

    /// <summary>An id of forty digits whose first ones tell it from others.</summary>
    public static string Id(int number) => number.ToString("x8", System.Globalization.CultureInfo.InvariantCulture).PadRight(40, 'c');

    /// <summary>Changes as lines: <c>type(scope)!: description</c>.</summary>
    public static string[] Told(IReadOnlyList<Commit> commits, ChangeRules? rules = null) =>
        [.. ChangeList.From(commits, rules ?? Rules).Changes.Select(
            change => $"{change.Type}{(change.Scope is null ? "" : $"({change.Scope})")}{(change.IsBreaking ? "!" : "")}: {change.Description}")];
}
