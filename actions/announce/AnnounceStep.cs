using UvRelease.Changelog.Components;
using UvRelease.Changelog.Drafts;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;
using UvRelease.Requests.Announcements;
using UvRelease.Requests.Settings;
using UvRelease.Runner;

namespace UvRelease.Announce;

/// <summary>Tells pull requests, issues, a discussion and a webhook what was released; keeps an issue while releases fail.</summary>
public sealed class AnnounceStep : IStep<AnnounceOptions>
{
    private static readonly Output Items = new("items", "Pull requests and issues that say it now, one per line.");
    private static readonly Output Written = new("written", "Number of comments that were made or changed.");
    private static readonly Output Discussion = new("discussion-url", "Page of the discussion; empty without one.");
    private static readonly Output Issue =
        new("failure-issue", "Number of the issue about failed releases that was opened, updated or closed; empty for none.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "announce", "Tells released pull requests and closed issues what released them, after a publish or a promotion; once each, however often it runs.",
        Items, Written, Discussion, Issue);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(AnnounceOptions options, StepContext context, CancellationToken cancellationToken)
    {
        string repository = context.GitHub.Repository
            ?? throw new ReleaseException(Fault.Input, "GITHUB_REPOSITORY does not say which repository it is. Run the step in GitHub Actions.");
        YamlMapping project = Project(options, context);
        var settings = AnnounceConfiguration.Read(project.Mapping("announce"));
        Component component = Component.Find(project, options.Component);
        using var api = new GitHubApi(Asking(options, context));
        var failures = new FailureIssue(api, repository, settings, cancellationToken);
        if (options.Result is ReleaseResult.Cancelled or ReleaseResult.Skipped)
            return Nothing("There was no release to announce.");
        if (options.Result is ReleaseResult.Failure)
        {
            if (!settings.Failures)
                return Nothing("The release failed, and announce.failures is false.");
            int number = await failures.OpenAsync(component.Name, options.Version, context.GitHub.RunUrl);
            context.Log.Info($"Issue {number} says that the release failed.");
            return new StepResult.Done(Items.Is(""), Written.Is("0"), Discussion.Is(""), Issue.Is($"{number}"));
        }

        // Wrong inputs are told before anything is written.
        Webhook? webhook = options.WebhookUrl is { } address
            ? new Webhook(address.Reveal(), options.WebhookSecret?.Reveal() ?? "", context.Time, context.Log) : null;
        var released = await PublishedRelease.FindAsync(options, component, project, api, context, cancellationToken);
        ReleaseDraft draft = await ReleaseDraft.MakeAsync(released.Request, context.Log, new Remarks(context.Log), context.Time, cancellationToken);
        string page = $"{context.GitHub.ServerUrl}/{repository}";
        var announcement = new Announcement(component.Name, released.Version, released.Channel,
            options.ReleaseUrl ?? $"{page}/releases/tag/{Uri.EscapeDataString(released.Tag)}");
        IReadOnlyList<int> numbers = Announcement.Items(draft.Changes, settings.PullRequests || settings.Issues, settings.Issues);
        if (numbers.Count > Announcer.MostItems)
            context.Log.Warning($"{numbers.Count} pull requests and issues are in this release; the {Announcer.MostItems} newest are told.");
        AnnounceReport report = await new Announcer(api, repository, settings, cancellationToken)
            .AnnounceAsync(announcement, numbers, draft.Notes?.Markdown.Text ?? "");
        int? mended = settings.Failures ? await failures.CloseAsync(component.Name) : null;
        if (webhook is not null)
            await webhook.SendAsync(announcement, page, context.GitHub.RunUrl, cancellationToken);
        string said = $"{released.Version} on {released.Channel}: "
            + $"{Quantity.Of(report.Items.Count, "pull request or issue", "pull requests and issues")} say so, "
            + $"{Quantity.Of(report.Written, "comment")} written.";
        context.Log.Info(said);
        context.Summary.Append($"## Announced\n\n{MarkdownText.Inline(said)}\n");
        return new StepResult.Done(
            Items.Is(string.Join('\n', report.Items)), Written.Is($"{report.Written}"), Discussion.Is(report.Discussion ?? ""), Issue.Is($"{mended}"));
    }

    private static GitHubSettings Asking(AnnounceOptions options, StepContext context) => new()
    {
        Address = GitHubAddress.Of(context.GitHub.Variables),
        Token = options.GitHubToken!.Reveal(),
        Permissions = "issues: write, pull-requests: write",
        Time = context.Time,
        Jitter = Random.Shared.NextDouble,
        Progress = context.Log,
    };

    private static YamlMapping Project(AnnounceOptions options, StepContext context)
    {
        WorkspacePath file = options.Configuration ?? context.Workspace.Resolve(Path.Combine(options.RepositoryPath.FullPath, ConfigurationFile.Name));
        return options.Configuration is not null && !File.Exists(file.FullPath)
            ? throw new ReleaseException(Fault.Input, $"There is no configuration file '{file}'. Name one that exists, or leave 'configuration' empty.")
            : ConfigurationFile.Read(file.FullPath, file.Relative);
    }

    private static StepResult.Skipped Nothing(string reason) => new(reason, Items.Is(""), Written.Is("0"), Discussion.Is(""), Issue.Is(""));

    private sealed class Remarks(Log log) : IProgress<DraftWarning>
    {
        public void Report(DraftWarning value) => log.Info(value.Message);
    }
}
