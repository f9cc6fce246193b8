using UvRelease.GitHub;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Json;
using UvRelease.Runner;
using UvRelease.StoreInputs;
using UvRelease.Stores;

namespace UvRelease.CheckRelease;

/// <summary>Checks what is about to be published before any of it is downloaded.</summary>
public sealed class CheckReleaseStep : IStep<CheckReleaseOptions>
{
    private const string Permissions = "actions: read, contents: read";
    private static readonly Output Artifacts = new(
        "artifacts",
        "Pattern that matches the artifacts of the release and nothing else, for actions/download-artifact.");
    private static readonly Output Version = new("version", "Version of the release.");
    private static readonly Output Commit = new("commit", "Commit of the release.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "check-release",
        "Checks which run, commit and artifacts a publish takes, that its environment has reviewers, and that its plan can only read.",
        Artifacts, Version, Commit);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(CheckReleaseOptions options, StepContext context, CancellationToken cancellationToken)
    {
        if (options.Commit is { } named && DocumentForms.Commit(named) is { } problem)
            throw new ReleaseException(Fault.Input, $"Input 'commit' {problem}");
        if (options.ReviewedEnvironment is not null)
            options.Access.Check();
        if (options.Store is { } store && AppStore.AddressOf(store, context.Workspace) is StoreAddress.Directory)
        {
            throw new ReleaseException(
                Fault.Input,
                $"Input 'store' is the folder '{store}', which is gone with the job that fills it: the release would be tagged, and no client could have it. "
                + "Name a bucket: s3://…, az://… or gs://….");
        }

        string repository = context.GitHub.Repository ?? throw new ReleaseException(
            Fault.Environment, "GITHUB_REPOSITORY is missing. This step runs in a workflow of GitHub.");
        if (options.WithoutRelease)
            return await CheckReviewersAsync(options, repository, context, cancellationToken);
        if (options.RunRepository is not null && options.RunId is null)
            throw new ReleaseException(Fault.Input, "Input 'run-repository' says whose run is taken, and 'run-id' names none. Name the run.");
        string source = options.RunRepository ?? repository;
        bool isForeign = !BuildRun.IsSame(source, repository);
        bool isOther = isForeign || (options.RunId is not null && options.RunId != context.GitHub.Variables.GetValueOrDefault("GITHUB_RUN_ID"));
        using GitHubApi? github = (isOther && !isForeign) || options.ReviewedEnvironment is not null ? Connect(options.GitHubToken, context) : null;
        using GitHubApi? foreign = isForeign ? Connect(options.RunToken ?? options.GitHubToken, context) : null;
        // Tags of the repository that the commit is in.
        FactReader? facts = (foreign ?? github) is { } asked ? new FactReader(asked, source) : null;
        BuildRun run = isOther ? await BuildRun.OtherAsync(options.RunId!, source, isForeign, facts!, cancellationToken) : BuildRun.This(context.GitHub);
        run.CheckHead(source, options.HeadRepository);
        string? reviewers = options.ReviewedEnvironment is { } environment
            ? await ReviewersAsync(environment, new FactReader(github!, repository), context.Log, cancellationToken) : null;
        ReleaseLegs legs = ReleaseLegs.ReadFile(options.LegsFile.FullPath, options.LegsFile.Relative);
        CheckCommit(legs, run, options.Commit);
        if (facts is not null && options.Commit is null)
            await CheckTagAsync(legs, options, facts, cancellationToken);
        context.Summary.Append(Summary(legs, run, reviewers));
        context.Log.Info(
            $"{legs.Version} of {legs.Commit}: built by {run.Url ?? "this run"} on {run.Branch ?? "no branch"} ({run.Event} by {run.Actor ?? "nobody"}).");
        return new StepResult.Done([Artifacts.Is(Pattern(options.LegsFile, legs)), Version.Is(legs.Version), Commit.Is(legs.Commit)]);
    }

    private static async Task<StepResult> CheckReviewersAsync(
        CheckReleaseOptions options, string repository, StepContext context, CancellationToken cancellationToken)
    {
        string environment = options.ReviewedEnvironment ?? throw new ReleaseException(
            Fault.Input, "'without-release' checks the reviewers alone, and 'reviewed-environment' names none. Name the environment.");
        using GitHubApi github = Connect(options.GitHubToken, context);
        string reviewers = await ReviewersAsync(environment, new FactReader(github, repository), context.Log, cancellationToken);
        context.Summary.Append($"Reviewers of {MarkdownText.Inline(environment)}: {MarkdownText.Inline(reviewers)}\n\n");
        return new StepResult.Done([Artifacts.Is(""), Version.Is(""), Commit.Is("")]);
    }

    private static GitHubApi Connect(Secret? token, StepContext context) => new(GitHubSettings.Brief(
        GitHubAddress.Of(context.GitHub.Variables),
        token?.Reveal() ?? throw new ReleaseException(
            Fault.Input,
            "'run-id' and 'reviewed-environment' ask GitHub, and 'github-token' is missing. Pass ${{ github.token }}; the job needs "
            + $"`permissions: {Permissions}`."),
        Permissions,
        context.Time,
        context.Log));

    private static async Task<string> ReviewersAsync(string environment, FactReader facts, Log log, CancellationToken cancellationToken)
    {
        if (!await facts.MayReadEnvironmentAsync(environment, cancellationToken))
        {
            log.Warning(
                $"GitHub does not tell this job whether the environment {environment} has required reviewers (403). Look into the repository's settings: "
                + "without them, nobody is asked before the release is published.");
            return "not known: the token may not ask";
        }

        EnvironmentFacts? found = await facts.FindEnvironmentAsync(environment, cancellationToken);
        string[] names = [.. (found?.ProtectionRules ?? []).OfType<ReviewersRule>().SelectMany(rule => rule.Reviewers).Select(NameOf)];
        return names.Length > 0 ? string.Join(", ", names) : throw new ReleaseException(
            Fault.Refused,
            $"'approve' is set, and nobody must approve: the environment {environment} "
            + (found is null ? "does not exist, or the token may not see it" : "has no required reviewers") + ". Add them in the repository's settings. A "
            + "private repository can have them only on plans that offer it; without, leave 'approve' out.");
    }

    private static string NameOf(Reviewer reviewer) => reviewer switch
    {
        UserReviewer user => user.Account.Login,
        TeamReviewer team => $"team {team.Team.Slug}",
        _ => "somebody",
    };

    private static void CheckCommit(ReleaseLegs legs, BuildRun run, string? named)
    {
        if (legs.Commit == (named ?? run.Commit))
            return;
        throw new ReleaseException(
            Fault.Refused,
            named is null
                ? $"The release is of commit {legs.Commit}, and the run ({run.Event} on {run.Branch ?? "no branch"}) is of {run.Commit}. Build the commit that "
                    + $"the run is of; if the other one is meant, name it: commit: {legs.Commit}"
                : $"The release is of commit {legs.Commit}, and input 'commit' names {named}. Take the run that built that commit.");
    }

    private static async Task CheckTagAsync(ReleaseLegs legs, CheckReleaseOptions options, FactReader facts, CancellationToken cancellationToken)
    {
        string pattern = ReleaseNaming.Read(
            ConfigurationFile.Read(options.Configuration.FullPath, options.Configuration.Relative).Mapping("changelog")).TagPattern ?? "v*";
        string tag = pattern.Replace("*", legs.Version, StringComparison.Ordinal);
        if (await facts.FindTagAsync(tag, cancellationToken) is { } tagged && tagged != legs.Commit)
        {
            throw new ReleaseException(
                Fault.Refused,
                $"The release is of commit {legs.Commit}, and the tag {tag} is on {tagged}. Publish the run of the tagged commit; if the other one is meant, "
                + $"name it: commit: {legs.Commit}");
        }
    }

    // A pair of braces matches the names in it and nothing else; with the notes there are always two, so that each artifact gets a folder of its own.
    private static string Pattern(WorkspacePath legsFile, ReleaseLegs legs)
    {
        string notes = Path.GetFileName(Path.GetDirectoryName(legsFile.FullPath)!);
        if (ReleaseLegs.NameProblem(notes) is { } problem)
            throw new ReleaseException(Fault.Input, $"The folder of 'legs-file' has the name of its artifact, which {problem}");
        return $"{{{string.Join(',', [notes, .. legs.Artifacts])}}}";
    }

    private static string Summary(ReleaseLegs legs, BuildRun run, string? reviewers)
    {
        (string Name, string? Value)[] rows =
        [
            ("commit", legs.Commit), ("built by", run.Url), ("branch", run.Branch), ("event", run.Event), ("started by", run.Actor),
            ("code of", run.HeadRepository),
            ("artifacts", string.Join(", ", legs.Artifacts)), ("reviewers", reviewers),
        ];
        IEnumerable<string> lines =
            from row in rows
            where row.Value is not null
            select $"| {row.Name} | {MarkdownText.Code(row.Value).Replace("|", "\\|", StringComparison.Ordinal)} |\n";
        return $"### What is published: {MarkdownText.Inline(legs.Version)}\n\n| | |\n| --- | --- |\n{string.Concat(lines)}\n";
    }
}
