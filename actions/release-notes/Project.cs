using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Contributors;
using UvRelease.Changelog.Fragments;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Runner;

namespace UvRelease.ReleaseNotes;

/// <summary>The repository, and what inputs and configuration file together say about its releases; an input goes before the file.</summary>
internal sealed record Project(GitRepository Repository, ChangelogConfiguration Configuration, RangeRequest Request, Uri? Page, ReleaseNotesOptions Options)
{
    /// <summary>True when every commit must be conventional.</summary>
    public bool Strict => Options.Strict ?? Configuration.Strict;

    /// <summary>How commits become changes.</summary>
    public ChangeRules Rules => new()
    {
        RepositoryPage = Page,
        Trackers = Configuration.Trackers,
    };

    public static Project Open(ReleaseNotesOptions options, StepContext context)
    {
        WorkspacePath file = options.Configuration ?? context.Workspace.Resolve(Path.Combine(options.RepositoryPath.FullPath, ConfigurationFile.Name));
        if (options.Configuration is not null && !File.Exists(file.FullPath))
            throw new ReleaseException(Fault.Input, $"There is no configuration file '{file}'. Name one that exists, or leave the input 'configuration' empty.");
        var configuration = ChangelogConfiguration.Read(ConfigurationFile.Read(file.FullPath, file.Relative).Mapping("changelog"));
        var request = new RangeRequest
        {
            Tags = TagPattern.Parse(options.TagPattern ?? configuration.Naming.TagPattern ?? "v{version}"),
            Channels = new ChannelOrder(configuration.Naming.Channels),
            Channel = options.Channel,
            From = options.From,
            To = options.To,
            Paths = new PathFilter(Either(options.IncludePaths, configuration.IncludePaths), Either(options.ExcludePaths, configuration.ExcludePaths)),
            Deepen = options.Deepen,
        };
        Uri? page = context.GitHub.Repository is { } name ? new Uri($"{context.GitHub.ServerUrl}/{name}") : null;
        return new Project(new GitRepository(options.RepositoryPath.FullPath, context.ChildEnvironment), configuration, request, page, options);
    }

    /// <summary>The folder of fragments, and its name relative to the workspace.</summary>
    public (string Path, string Name) FragmentsFolder =>
        (Options.FragmentsFolder?.FullPath ?? Path.Combine(Options.RepositoryPath.FullPath, FragmentFolder.Name),
            Options.FragmentsFolder?.Relative ?? (Options.RepositoryPath.Relative is "." ? FragmentFolder.Name : $"{Options.RepositoryPath}/{FragmentFolder.Name}"));

    /// <summary>The fragments, with the commits of the range that added them.</summary>
    public IReadOnlyList<Fragment> Fragments(ReleaseRange range, ChangeSet changes, CancellationToken cancellationToken)
    {
        (string folder, string name) = FragmentsFolder;
        IReadOnlyList<Fragment> fragments = FragmentFolder.Read(folder, name);
        return FragmentOrigins.Fill(Repository, range.Query, folder, fragments, changes.Changes, cancellationToken);
    }

    /// <summary>The commit itself, for a range that has none.</summary>
    public Commit Newest(string id, CancellationToken cancellationToken)
    {
        Commit? newest = null;
        CommitLog.Read(Repository, new LogQuery(null, id) { Most = 1 }, commit => newest = commit, cancellationToken);
        return newest!;
    }

    public IReadOnlyList<Contributor> Contributors(
        ChangeSet changes, ReleaseRange range, IReadOnlyDictionary<string, string> logins, CancellationToken cancellationToken)
    {
        if (!Configuration.Contributors)
            return [];
        IReadOnlyList<Contributor> all = ContributorList.Find(Repository, changes.Changes, range.From, mailmap: true, logins, cancellationToken);
        return [.. all.Where(contributor => !contributor.IsBot)];
    }

    /// <summary>Page that shows everything between two releases; null where one of them has no name there.</summary>
    public string? CompareUrl(ReleaseRange range, SemanticVersion version) =>
        Page is not null && range.PreviousTag is { } previous
            ? $"{Page.AbsoluteUri.TrimEnd('/')}/compare/{Uri.EscapeDataString(previous.Name)}...{Uri.EscapeDataString(Request.Tags.NameOf(version))}"
            : null;

    private static IReadOnlyList<string> Either(IReadOnlyList<string> first, IReadOnlyList<string> second) => first.Count > 0 ? first : second;
}
