using System.Globalization;
using System.Text.Json;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.CheckRelease;

/// <summary>The run that built a release.</summary>
/// <param name="Commit">Commit that it ran on.</param>
/// <param name="Branch">Its branch or tag; null where GitHub names none.</param>
/// <param name="Event">What started it.</param>
/// <param name="Actor">Who started it.</param>
/// <param name="HeadRepository">Repository that the code came from; null for a fork that is gone.</param>
/// <param name="Url">Its page.</param>
internal sealed record BuildRun(string Commit, string? Branch, string Event, string? Actor, string? HeadRepository, string? Url)
{
    /// <summary>The run that this step is in, as its variables and its event tell it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: they don't.</exception>
    public static BuildRun This(GitHubRun run)
    {
        string own = run.Repository ?? throw Missing("GITHUB_REPOSITORY");
        return new BuildRun(
            run.Sha ?? throw Missing("GITHUB_SHA"),
            run.Ref is { } name && name.Split('/', 3) is ["refs", _, var branch] ? branch : run.Ref,
            run.EventName ?? throw Missing("GITHUB_EVENT_NAME"),
            run.Actor,
            HeadOf(run, own),
            run.RunUrl);
    }

    /// <summary>Another run of a repository: of this one, or of the one that is named.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: it is of another one; or see <see cref="FactReader"/>.</exception>
    public static async Task<BuildRun> OtherAsync(string id, string repository, bool isNamed, FactReader facts, CancellationToken cancellationToken)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            throw new ReleaseException(Fault.Input, $"Input 'run-id' is '{id}' and must be the number of a run.");
        RunFacts run = await facts.FindRunAsync(number, cancellationToken) ?? throw new ReleaseException(
            Fault.Refused,
            $"{repository} has no run {id}, or the token may not see it. The "
            + (isNamed ? "token in 'run-token' needs actions: read there." : "job needs `permissions: actions: read`. A run of another repository is taken "
                + "only where 'run-repository' names it."));
        if (!IsSame(run.Repository.FullName, repository))
            throw new ReleaseException(
                Fault.Refused, $"Run {id} is of {run.Repository.FullName}, and {repository} is expected. Name it as 'run-repository' if it is meant.");
        return new BuildRun(run.HeadSha, run.HeadBranch, run.Event, run.Actor?.Login, run.HeadRepository?.FullName, run.HtmlUrl);
    }

    /// <summary>Refuses code that came from elsewhere, unless that is named.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>.</exception>
    public void CheckHead(string repository, string? named)
    {
        if (HeadRepository is { } head && IsSame(head, named ?? repository))
            return;
        string from = HeadRepository ?? "a repository that is gone";
        throw new ReleaseException(
            Fault.Refused,
            $"The run built code of {from} (event {Event}, branch {Branch ?? "unknown"}), and {named ?? repository} is expected. A fork's code is published "
            + "only where its repository is named as 'head-repository'.");
    }

    internal static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // Only events of pull requests bring code of another repository with them (docs.github.com, "Events that trigger workflows").
    private static string? HeadOf(GitHubRun run, string own)
    {
        string? member = run.EventName switch
        {
            "pull_request" or "pull_request_target" or "pull_request_review" or "pull_request_review_comment" => "pull_request",
            "workflow_run" => "workflow_run",
            _ => null,
        };
        if (member is null)
            return own;
        try
        {
            using var payload = JsonDocument.Parse(File.ReadAllBytes(run.EventPath ?? throw Missing("GITHUB_EVENT_PATH")));
            JsonElement subject = payload.RootElement.GetProperty(member);
            JsonElement head = member == "workflow_run" ? subject.GetProperty("head_repository") : subject.GetProperty("head").GetProperty("repo");
            return head.ValueKind == JsonValueKind.Null ? null : head.GetProperty("full_name").GetString();
        }
        catch (Exception e) when (e is JsonException or IOException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ReleaseException(Fault.Environment, $"The event of this run does not say whose code it is ({e.Message}). Run again.", e);
        }
    }

    private static ReleaseException Missing(string name) => new(Fault.Environment, $"{name} is missing. This step runs in a workflow of GitHub.");
}
