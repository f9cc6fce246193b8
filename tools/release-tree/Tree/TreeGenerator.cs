using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>
/// Makes the tree that consumers use from the files of main: actions at the root under their public names, running the image by digest; the
/// workflows that may be called, naming those actions; README, LICENSE, schema/ (tools/release-tree/README.md). A function of its
/// arguments alone: no clock, no folder, no network.
/// </summary>
public static class TreeGenerator
{
    /// <summary>Makes the tree.</summary>
    /// <param name="source">Files of main; those that <see cref="SourcePaths.Wanted"/> does not want are left out.</param>
    /// <param name="request">Image, version, names.</param>
    /// <returns>The tree's files, sorted by path (ordinal).</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file breaks a rule; names file and line.</exception>
    public static IReadOnlyList<TreeFile> Generate(IEnumerable<TreeFile> source, TreeRequest request)
    {
        TreeFile[] wanted = [.. source.Where(file => SourcePaths.Wanted(file.Path)).OrderBy(file => file.Path, StringComparer.Ordinal)];
        if (Array.Find(wanted, file => file.Path.EndsWith("/action.yaml", StringComparison.Ordinal)) is { } odd)
            throw new ReleaseException(Fault.Input, $"'{odd.Path}' must be called action.yml, like every other manifest. Rename it.") { File = odd.Path };
        IEnumerable<TreeFile> callable = wanted.Where(file => SourcePaths.IsWorkflow(file.Path) && CallableWorkflow.Is(file));
        TreeFile[] workflows = [.. request.ReferenceStyle == ReferenceStyle.Tag ? EnterpriseWorkflows.From(callable) : callable];
        string[] folders = [.. from file in wanted let folder = SourcePaths.ActionOf(file.Path) where folder is not null select folder];
        if (folders.Length == 0)
            throw new ReleaseException(Fault.Input,
                "The source has no actions/<folder>/action.yml, so there is nothing to release. Give the root of the checkout as --source.");
        TreeFile[] standing =
            [.. wanted.Where(file => !file.Path.StartsWith("actions/", StringComparison.Ordinal)
            && !file.Path.StartsWith(".github/", StringComparison.Ordinal))];
        IReadOnlyDictionary<string,
            string> names = PublicNames.For(folders, request.PublicNames, standing.Concat(workflows).Select(file => file.Path.Split('/')[0]));

        Dictionary<string, string> places = Places(wanted, standing, workflows, names);
        var links = new MarkdownLinks(places, request);
        var references = new SelfReferences(names, workflows.Select(file => file.Path).ToHashSet(StringComparer.Ordinal), request);
        TreeFile[] released = [.. workflows.Select(references.Rewrite)];
        IEnumerable<TreeFile> others =
            from file in wanted
            where places.ContainsKey(file.Path) && !SourcePaths.IsWorkflow(file.Path)
            let place = places[file.Path]
            select SourcePaths.ActionOf(file.Path) is { } folder
                ? new TreeFile(place, ActionManifest.Rewrite(file.Path, file.Text, request.ImageOf(folder), request.Tag))
                : Path.GetFileName(file.Path) == "README.md" ? links.Rewrite(file, place)
                : file with { Path = place };
        TreeFile[] intake = request.IntakeImage is { } image ? [IntakeService.Of(image, request.Tag)] : [];
        return [.. released.Concat(others).Concat(Lock(wanted, released, request)).Concat(intake).OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Places(TreeFile[] wanted, TreeFile[] standing, TreeFile[] workflows, IReadOnlyDictionary<string, string> names)
    {
        var places = standing.Concat(workflows).ToDictionary(file => file.Path, file => file.Path, StringComparer.Ordinal);
        foreach (TreeFile file in wanted)
        {
            // A folder without a manifest is no action yet, and its page no page of the tree.
            if (file.Path.Split('/') is ["actions", var folder, var name] && names.TryGetValue(folder, out string? publicName))
                places[file.Path] = $"{publicName}/{name}";
        }

        return places;
    }

    // GitHub Enterprise Server has no locks (github/gh-actions-lock, README: Requirements).
    private static IEnumerable<TreeFile> Lock(TreeFile[] wanted, TreeFile[] workflows, TreeRequest request) =>
        request.ReferenceStyle == ReferenceStyle.Self
        && Array.Find(wanted, file => file.Path == ActionsLock.Location) is { } source
        && ActionsLock.Cut(source, workflows) is { } cut ? [cut] : [];
}
