using UvRelease.Changelog;
using UvRelease.Changelog.Components;
using UvRelease.Changelog.Drafts;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;
using UvRelease.Requests.Manifests;

namespace UvRelease.Requests.Planning;

/// <summary>Finds out which components have a next release: those whose own changes ask for one, then those that depend on them.</summary>
/// <param name="request">What is planned.</param>
/// <param name="progress">Gets messages about what is fetched and waited for.</param>
/// <param name="time">The clock, for pauses between requests to GitHub.</param>
public sealed class ReleasePlanner(PlanRequest request, IProgress<string> progress, TimeProvider time)
{
    /// <summary>Plans.</summary>
    /// <returns>All components in their order.</returns>
    /// <exception cref="ReleaseException">As with <see cref="ReleaseDraft.MakeAsync"/>; <see cref="Fault.Input"/> too: a component has no files or no
    /// package.json, or its package.json is ahead of the next version.</exception>
    public async Task<IReadOnlyList<PlannedRelease>> PlanAsync(CancellationToken cancellationToken)
    {
        foreach (Component component in request.Components)
            CheckPaths(component, cancellationToken);
        Packages = PackageFinder.Find(request.Checkout, request.Components.Select(one => one.Package));
        var plan = new List<PlannedRelease>();
        foreach (Component component in request.Components)
            plan.Add(await DraftAsync(component, null, null, cancellationToken));
        while (Dependent(plan) is ({ } at, { } because))
            plan[at] = await DraftAsync(plan[at].Component, Raised(plan[at]), because, cancellationToken);
        return plan;
    }

    /// <summary>All packages of the repository.</summary>
    public IReadOnlyList<WorkspacePackage> Packages { get; private set; } = [];

    private async Task<PlannedRelease> DraftAsync(Component component, SemanticVersion? version, Component? because, CancellationToken cancellationToken)
    {
        var remarks = new Remarks();
        WorkspacePackage package = Packages.First(one => one.Folder == component.Package);
        ReleaseDraft draft = await ReleaseDraft.MakeAsync(Request(component, version), progress, remarks, time, cancellationToken);
        if (draft.Refusal is { } refusal)
            throw refusal;
        bool isOut = version is null && draft.Notes is { } made
            && request.Checkout.Repository.Resolve("refs/tags/" + made.Tag, cancellationToken) == request.Checkout.Commit;
        if (draft.Notes is { } notes && !isOut)
            CheckManifest(package, notes.Version);
        return new PlannedRelease(component, package, draft, because, isOut ? [] : remarks.Sentences) { IsOut = isOut };
    }

    // What it needs gets a version that its package.json will name.
    private (int? At, Component? Because) Dependent(List<PlannedRelease> plan)
    {
        var changes = new VersionChanges(Packages, plan.Where(one => one.Version is not null)
            .ToDictionary(one => one.Component.Package, one => one.Version!, StringComparer.Ordinal));
        for (int at = 0; at < plan.Count; at++)
        {
            // Who was never released has nothing out there that needs the old one.
            if (plan[at] is not { Version: null, Last: not null } one)
                continue;
            PackageDependency? needed = one.Package.Dependencies.FirstOrDefault(of => of.IsShipped
                && plan.Any(other => other.Version is not null && other.Package.Name == of.Name && (changes.Range(of.Name, of.Range) is not null
                    || of.Range.StartsWith("workspace:", StringComparison.Ordinal))));
            if (needed is not null)
                return (at, plan.First(other => other.Version is not null && other.Package.Name == needed.Name).Component);
        }

        return default;
    }

    // What is shipped changes, and nothing else: the least that can follow.
    private static SemanticVersion Raised(PlannedRelease one)
    {
        SemanticVersion last = one.Last!;
        return last.IsPreRelease
            ? throw new ReleaseException(Fault.Input,
                $"{one.Title} depends on a component that is released, and its own last version, {last}, is a pre-release. Give its version with a commit "
                + "that has the footer Release-As.")
            : new SemanticVersion(last.Major, last.Minor, last.Patch + 1);
    }

    private DraftRequest Request(Component component, SemanticVersion? version)
    {
        string root = request.Checkout.Repository.Path;
        string? pattern = component.TagPattern ?? request.Changelog.Naming.TagPattern;
        ProjectPath At(string path) => new(Path.Combine(root, path), request.Folder == "." ? path : $"{request.Folder}/{path}");
        return new DraftRequest
        {
            Repository = request.Checkout.Repository,
            Configuration = request.Changelog,
            Range = new RangeRequest
            {
                Tags = TagPattern.Parse(pattern ?? "v{version}"),
                TagsAreAssumed = pattern is null,
                Channels = new ChannelOrder(request.Changelog.Naming.Channels),
                Channel = request.Channel ?? component.Channel,
                Paths = component.IsWhole
                    ? new PathFilter(request.Changelog.IncludePaths, request.Changelog.ExcludePaths)
                    : new PathFilter(component.IncludePaths, component.ExcludePaths),
                FirstRelease = request.FirstRelease,
                Deepen = Deepen.Never,
            },
            FragmentFolder = At(component.Fragments),
            Strict = request.Changelog.Strict,
            Page = request.Page,
            GitHub = request.GitHub,
            Version = version?.ToString(),
            ChangelogFile = request.Settings.Changelog ? At(component.Changelog) : null,
            UpgradeFiles = request.Settings.Upgrade ? new UpgradeFiles(At(component.Upgrade), At(Path.ChangeExtension(component.Upgrade, ".json"))) : null,
        };
    }

    private void CheckPaths(Component component, CancellationToken cancellationToken)
    {
        foreach (string path in component.IncludePaths)
        {
            if (request.Checkout.Repository.Run(["ls-files", "-z", "--", ":(top,glob)" + path], cancellationToken).Length == 0)
                throw new ReleaseException(Fault.Input,
                    $"The path '{path}' of the component {component.Name} matches no file. Correct components.{component.Name}.paths of the configuration.");
        }
    }

    private static void CheckManifest(WorkspacePackage package, SemanticVersion version)
    {
        if (package.Version is null)
            throw new ReleaseException(Fault.Input, $"{package.File} has no version. Add \"version\": \"0.0.0\": a release request writes the next one there.")
            { File = package.File };
        if (SemanticVersion.TryParse(package.Version)?.CompareTo(version) > 0)
            throw new ReleaseException(Fault.Input,
                $"{package.File} has version {package.Version}, and the next release would be {version}. Tag what was released as {package.Version}, or set a "
                + $"lower version, or commit with the footer 'Release-As: {package.Version}'.")
            { File = package.File };
    }

    private sealed class Remarks : IProgress<DraftWarning>
    {
        public List<string> Sentences { get; } = [];

        public void Report(DraftWarning value) => Sentences.Add(value.File is { } file ? $"{file}: {value.Message}" : value.Message);
    }
}
