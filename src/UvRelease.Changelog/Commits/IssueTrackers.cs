namespace UvRelease.Changelog.Commits;

/// <summary>Knows the addresses of issues. Made once for a range, for it is asked for every number in every message.</summary>
internal sealed class IssueTrackers
{
    private readonly string page;
    private readonly string host;

    /// <summary>Takes the trackers from the rules.</summary>
    public IssueTrackers(ChangeRules rules)
    {
        page = rules.RepositoryPage?.AbsoluteUri.TrimEnd('/') ?? "";
        host = rules.RepositoryPage?.GetLeftPart(UriPartial.Authority) ?? "";
        Prefixes = [.. rules.Trackers.Select(tracker => (tracker.Prefix + "-", tracker.Url))];
    }

    /// <summary>What keys begin with, and the address with places for them.</summary>
    public IReadOnlyList<(string Prefix, string Url)> Prefixes { get; }

    /// <summary>Address of an issue of the repository; empty without a page.</summary>
    public string Issue(ReadOnlySpan<char> number) => page.Length == 0 ? "" : $"{page}/issues/{number}";

    /// <summary>Address of an issue of another repository of the same host.</summary>
    public string Issue(ReadOnlySpan<char> repository, ReadOnlySpan<char> number) => host.Length == 0 ? "" : $"{host}/{repository}/issues/{number}";

    /// <summary>Fills key and number into an address.</summary>
    public static string Fill(string url, string key, string number) =>
        url.Replace("{key}", key, StringComparison.Ordinal).Replace("{number}", number, StringComparison.Ordinal);
}
