using System.Text;
using System.Text.Json;
using UvRelease.Changelog.Components;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using UvRelease.Changelog.Tags;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;
using UvRelease.Requests.Checkouts;
using UvRelease.Requests.Planning;
using UvRelease.Requests.Requests;
using UvRelease.Requests.Settings;
using UvRelease.Runner;

namespace UvRelease.ReleaseRequest;

/// <summary>Keeps a pull request open with the next release, and says what is to be released once it is merged.</summary>
public sealed class ReleaseRequestStep : IStep<ReleaseRequestOptions>
{
    private static readonly Output Outcome = new(
        "outcome", "opened, updated, unchanged, closed (somebody did, and nothing new came), withdrawn, merged, planned, converted or nothing.");
    private static readonly Output Releases = new(
        "releases", "What is to be released now, as JSON for a matrix: component, version, tag-pattern, package and channel of each; [] for nothing. "
            + "Those whose "
        + "request is merged, or with open: false all that are planned.");
    private static readonly Output ReleaseNeeded = new("release-needed", "true if releases names one.");
    private static readonly Output PullRequest = new("pull-request", "Number of the pull request; of several, one per line; empty without one.");
    private static readonly Output Url = new("pull-request-url", "Its page; of several, one per line; empty without one.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "release-request", "Keeps a pull request open with the next release: versions, changelog, upgrade guide. Merging it releases.",
        Outcome, Releases, ReleaseNeeded, PullRequest, Url);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReleaseRequestOptions options, StepContext context, CancellationToken cancellationToken)
    {
        if (options.Convert)
            return ProjectConversion.Write(options.RepositoryPath, context, cancellationToken);
        if (options.GitHubToken is null)
            throw new ReleaseException(Fault.Input, "Input 'github-token' is missing. Pass the token of a GitHub App, or ${{ github.token }}.");
        string repository = context.GitHub.Repository
            ?? throw new ReleaseException(Fault.Input, "GITHUB_REPOSITORY does not say which repository the request is for. Run the step in GitHub Actions.");
        string branch = options.Branch ?? BranchOf(context.GitHub.Ref);
        PlanRequest request = Request(options, context, repository, cancellationToken);
        using var api = new GitHubApi(GitHubSettings.Brief(
            GitHubAddress.Of(context.GitHub.Variables), options.GitHubToken!.Reveal(), "contents: write, pull-requests: write", context.Time, context.Log));
        var github = new OctokitClient(api, cancellationToken);
        if (options.Open && !options.InFork && await github.IsForkAsync(repository))
            return Nothing($"{repository} is a fork. Releases are made where it comes from; in-fork: true makes them here.");
        if (options.Open && await github.HeadAsync(repository, branch) is var head && head != request.Checkout.Commit)
            return Nothing(head is null ? $"There is no branch {branch} in {repository}. Name the branch that releases are made from."
                : $"{branch} has moved on to {head}, and {request.Checkout.Commit} is checked out: the run of the newer commit keeps the request.");
        if (options.Open && await MergedAsync(github, repository, request, branch, cancellationToken) is { Count: > 0 } merged)
        {
            string[] names = [.. merged.Select(one => $"{Named(one.Component)}{one.Version}")];
            context.Log.Info($"To be released: {string.Join(", ", names)}, whose request {merged[0].PullRequest} is merged. The next request comes "
                + "after that.");
            return Done("merged", Matrix(merged.Select(one => (one.Component, one.Version)), request),
                [.. merged.Select(one => one.PullRequest).Distinct()], []);
        }

        var planner = new ReleasePlanner(request, context.Log, context.Time);
        IReadOnlyList<PlannedRelease> plan = await planner.PlanAsync(cancellationToken);
        foreach (PlannedRelease one in plan)
        {
            foreach (string remark in one.Remarks)
                context.Log.Warning(remark);
        }

        IReadOnlyList<Proposal> proposals = Proposal.Of(request.Checkout, planner.Packages, plan, request.Settings.IsEach, cancellationToken);
        foreach (Proposal proposal in proposals)
            context.Summary.Append(RequestBody.Write(proposal, plan, null) + "\n");
        if (!options.Open)
        {
            var planned = plan.Where(one => one.Version is not null).Select(one => (one.Component, one.Version!));
            return proposals.Count == 0 ? Nothing("No change asks for a release.") : Done("planned", Matrix(planned, request), [], []);
        }

        var keeper = new RequestKeeper(github, repository, request.Checkout, branch, request.Settings);
        return await KeepAsync(keeper, request, plan, proposals, context, cancellationToken);
    }

    private static async Task<StepResult> KeepAsync(RequestKeeper keeper, PlanRequest request, IReadOnlyList<PlannedRelease> plan,
        IReadOnlyList<Proposal> proposals, StepContext context, CancellationToken cancellationToken)
    {
        var kept = new List<KeptRequest>();
        foreach (Proposal proposal in proposals)
            kept.Add(await keeper.KeepAsync(proposal, plan, cancellationToken));
        foreach (string? leader in request.Settings.IsEach ? request.Components.Select(one => (string?)one.Name) : [null])
        {
            if (proposals.All(one => one.Leader != leader) && await keeper.WithdrawAsync(leader, cancellationToken) is { } withdrawn)
                kept.Add(withdrawn);
        }

        if (kept.Count == 0)
            return Nothing("No change asks for a release, and no request is open.");
        foreach (KeptRequest one in kept)
            context.Log.Info($"Pull request {one.Number} is {Word(one.Outcome)}: {one.Url}");
        return Done(Word(kept[0].Outcome), "[]", [.. kept.Select(one => one.Number)], [.. kept.Select(one => one.Url)]);
    }

    private static PlanRequest Request(ReleaseRequestOptions options, StepContext context, string repository, CancellationToken cancellationToken)
    {
        WorkspacePath file = options.Configuration ?? context.Workspace.Resolve(Path.Combine(options.RepositoryPath.FullPath, ConfigurationFile.Name));
        if (options.Configuration is not null && !File.Exists(file.FullPath))
            throw new ReleaseException(Fault.Input, $"There is no configuration file '{file}'. Name one that exists, or leave 'configuration' empty.");
        YamlMapping project = ConfigurationFile.Read(file.FullPath, file.Relative);
        var settings = RequestConfiguration.Read(project.Mapping("request"));
        IReadOnlyList<Component> components = Component.ReadAll(project);
        if (settings.IsEach && components.Count == 0)
            throw project.Mapping("request").Wrong("has pull-requests: each, and there are no components. Add the section components.");
        return new PlanRequest
        {
            Checkout = Checkout.Open(new GitRepository(options.RepositoryPath.FullPath, context.ChildEnvironment), cancellationToken),
            Changelog = ChangelogConfiguration.Read(project.Mapping("changelog")),
            Settings = settings,
            Components = components.Count > 0 ? components : [Component.Whole],
            Folder = options.RepositoryPath.Relative,
            Channel = options.Channel,
            FirstRelease = options.FirstRelease,
            Page = new Uri($"{context.GitHub.ServerUrl}/{repository}"),
            GitHub = new GitHubAccess(options.GitHubToken!.Reveal(), repository, context.GitHub.Variables),
        };
    }

    private static string BranchOf(string? reference) => reference is not null && reference.StartsWith("refs/heads/", StringComparison.Ordinal)
        ? reference["refs/heads/".Length..]
        : throw new ReleaseException(Fault.Input,
            $"The run is for '{reference}', which is no branch. Run on pushes to the branch that releases are made from, or name it.");

    private static Task<IReadOnlyList<MergedRelease>> MergedAsync(
        OctokitClient github, string repository, PlanRequest request, string branch, CancellationToken cancellationToken) =>
        new MergedRequests(github, repository, request.Checkout, branch).FindAsync(
            request.Components, request.Settings.IsEach, TagPattern.Parse(request.Changelog.Naming.TagPattern ?? "v{version}"), cancellationToken);

    private static string Matrix(IEnumerable<(Component Component, SemanticVersion Version)> releases, PlanRequest request)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach ((Component component, SemanticVersion version) in releases)
            {
                json.WriteStartObject();
                json.WriteString("component", component.Name);
                json.WriteString("version", version.ToString());
                json.WriteString("tag-pattern", component.TagPattern ?? request.Changelog.Naming.TagPattern ?? "");
                json.WriteString("package", component.Package.Length == 0 ? "." : component.Package);
                json.WriteString("channel", request.Channel ?? component.Channel ?? "");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    internal static StepResult.Done Done(string outcome, string releases, IReadOnlyList<int> numbers, IReadOnlyList<string> urls) => new(
        Outcome.Is(outcome), Releases.Is(releases), ReleaseNeeded.Is(releases == "[]" ? "false" : "true"),
        PullRequest.Is(string.Join('\n', numbers)), Url.Is(string.Join('\n', urls)));

    private static StepResult.Skipped Nothing(string reason) =>
        new(reason, Outcome.Is("nothing"), Releases.Is("[]"), ReleaseNeeded.Is("false"), PullRequest.Is(""), Url.Is(""));

    private static string Named(Component component) => component.IsWhole ? "" : component.Name + " ";

    private static string Word(RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.StaysClosed => "closed",
        var other => other.ToString().ToLowerInvariant(),
    };
}
