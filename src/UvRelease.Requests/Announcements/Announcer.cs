using System.Globalization;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Requests.Settings;

namespace UvRelease.Requests.Announcements;

/// <summary>What an announcement wrote.</summary>
/// <param name="Items">Pull requests and issues that say it now.</param>
/// <param name="Written">How many comments were made or changed just now.</param>
/// <param name="Discussion">Page of the discussion; null for none.</param>
public sealed record AnnounceReport(IReadOnlyList<int> Items, int Written, string? Discussion);

/// <summary>
/// Tells pull requests, issues and a discussion what was released. Each is looked for by its mark first, so that a run after a killed one, or after a
/// promotion,
/// changes what is there. Only marks that the token's own user wrote count.
/// </summary>
/// <param name="api">The API.</param>
/// <param name="repository">owner/name.</param>
/// <param name="settings">Section <c>announce</c>.</param>
/// <param name="cancellationToken">Stops.</param>
public sealed class Announcer(GitHubApi api, string repository, AnnounceConfiguration settings, CancellationToken cancellationToken)
{
    /// <summary>More than these are told in the discussion and the release alone: GitHub takes 500 comments in an hour.</summary>
    public const int MostItems = 1000;

    private readonly OctokitClient octokit = new(api, cancellationToken);
    private readonly AnnounceQuery query = new(api, repository);

    /// <summary>Announces.</summary>
    /// <param name="release">What is released.</param>
    /// <param name="numbers">Pull requests and issues that the release's commits name.</param>
    /// <param name="notes">Notes for the discussion, Markdown.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: GitHub refuses, or can't be asked. What was written stays.</exception>
    public async Task<AnnounceReport> AnnounceAsync(Announcement release, IReadOnlyList<int> numbers, string notes)
    {
        IReadOnlyList<GraphItem> items = await query.ItemsAsync([.. numbers.Take(MostItems)], cancellationToken);
        if (settings.Issues)
        {
            int[] closed = [.. items.SelectMany(item => item.ClosingIssuesReferences?.Nodes ?? []).OfType<GraphItem>().Select(one => one.Number)
                .Where(number => items.All(item => item.Number != number)).Distinct().Take(MostItems)];
            items = [.. items, .. await query.ItemsAsync(closed, cancellationToken)];
        }

        int written = 0;
        var told = new List<int>();
        foreach (GraphItem item in items.Where(IsMeant))
        {
            if (await CommentAsync(release, item))
                written++;
            string[] labels = [.. settings.Labels.Where(label => !Has(item, label))];
            if (labels.Length > 0)
                await octokit.AddLabelsAsync(repository, item.Number, labels);
            told.Add(item.Number);
        }

        return new AnnounceReport(told, written, settings.Discussion is { } category ? await DiscussAsync(release, category, notes) : null);
    }

    // An open issue is not solved by this release, a pull request that was not merged is not in it, and a locked conversation takes no comment.
    private bool IsMeant(GraphItem item) =>
        !item.Locked && (item.Merged is { } merged ? merged && settings.PullRequests : item.State == "CLOSED" && settings.Issues);

    private static bool Has(GraphItem item, string label) =>
        item.Labels?.Nodes?.Any(one => string.Equals(one?.Name, label, StringComparison.OrdinalIgnoreCase)) == true;

    private async Task<bool> CommentAsync(Announcement release, GraphItem item)
    {
        (long? id, string? body) = await OwnAsync(release, item);
        string text = release.Comment(body);
        if (id is null)
            await octokit.CommentAsync(repository, item.Number, null, text);
        else if (body!.ReplaceLineEndings("\n").TrimEnd('\n') != text.TrimEnd('\n'))
            await octokit.CommentAsync(repository, item.Number, id, text);
        else
            return false;
        return true;
    }

    private async Task<(long? Id, string? Body)> OwnAsync(Announcement release, GraphItem item)
    {
        bool IsOurs(string? body) => body?.StartsWith(release.Mark, StringComparison.Ordinal) == true;
        GraphComment? near = item.Comments?.Nodes?.LastOrDefault(one => one is { ViewerDidAuthor: true } && IsOurs(one.Body));
        if (near is not null)
            return (long.Parse(near.FullDatabaseId!, CultureInfo.InvariantCulture), near.Body);
        if (item.Comments?.PageInfo?.HasPreviousPage != true)
            return default;
        // More than 100 comments: only a mark that a program wrote counts, for who the token belongs to is not told here.
        WrittenText? far = await octokit.FindBotCommentAsync(repository, item.Number, release.Mark);
        return (far?.Id, far?.Body);
    }

    private async Task<string?> DiscussAsync(Announcement release, string category, string notes)
    {
        string title = release.Component.Length == 0 ? $"{release.Version}" : $"{release.Component} {release.Version}";
        string mark = $"<!-- uv-release:discussion {title} -->";
        (string own, string id, GraphDiscussion? there) = await query.DiscussionAsync(category, mark, cancellationToken);
        string body = $"{mark}\nOn {MarkdownText.Inline(release.Channel)}{(release.Url is null ? "" : $": {release.Url}")}\n\n{notes}";
        if (there is null)
        {
            AnnounceData made = await query.ChangeAsync("the new discussion",
                "mutation Discuss($input: CreateDiscussionInput!) { createDiscussion(input: $input) { discussion { url } } }",
                json =>
                {
                    json.WriteString("repositoryId", own);
                    json.WriteString("categoryId", id);
                    json.WriteString("title", title);
                    json.WriteString("body", body);
                }, cancellationToken);
            return made.CreateDiscussion?.Discussion?.Url;
        }

        if (there.Body?.ReplaceLineEndings("\n").TrimEnd() != body.TrimEnd())
        {
            await query.ChangeAsync("the discussion",
                "mutation Discuss($input: UpdateDiscussionInput!) { updateDiscussion(input: $input) { discussion { url } } }",
                json =>
                {
                    json.WriteString("discussionId", there.Id);
                    json.WriteString("title", title);
                    json.WriteString("body", body);
                }, cancellationToken);
        }

        return there.Url;
    }
}
