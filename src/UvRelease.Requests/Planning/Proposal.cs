using System.Security.Cryptography;
using System.Text;
using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Drafts;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;
using UvRelease.Requests.Checkouts;
using UvRelease.Requests.Manifests;

namespace UvRelease.Requests.Planning;

/// <summary>What one pull request proposes: releases, and the files that they change.</summary>
/// <param name="Leader">Name of the component that the request is called after; null for all of them.</param>
/// <param name="Releases">Its releases.</param>
/// <param name="Files">Its files.</param>
public sealed record Proposal(string? Leader, IReadOnlyList<PlannedRelease> Releases, IReadOnlyList<FileChange> Files)
{
    /// <summary>The title of its pull request and of its commit, which commit parsers know as a commit that only makes a release.</summary>
    public string Title => Releases switch
    {
        [{ Component.IsWhole: true } one] => $"chore: release {one.Version}",
        [{ } one] => $"chore: release {one.Title}@{one.Version}",
        _ => "chore: release packages",
    };

    /// <summary>Names what is proposed, whatever commit it is made on: versions, and what asks for them.</summary>
    public string Digest => Hash(string.Join('\0', Releases.SelectMany(one => one.Notes!.Document.Sections.SelectMany(section => section.Entries)
        .Where(entry => VersionFacts.Of(entry.Type, entry.Breaking) != VersionBump.None).Select(entry => $"{entry.Type}\0{entry.Description}")
        .Prepend($"{one.Title}\0{one.Version}"))));

    /// <summary>The proposals of a plan; none where nothing is released.</summary>
    /// <param name="checkout">The commit.</param>
    /// <param name="packages">All packages.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="isEach">True for a proposal of each component; what is released because of another one goes with that.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file can't be read, or is changed in the work tree.</exception>
    public static IReadOnlyList<Proposal> Of(
        Checkout checkout, IReadOnlyList<WorkspacePackage> packages, IReadOnlyList<PlannedRelease> plan, bool isEach, CancellationToken cancellationToken)
    {
        PlannedRelease[] released = [.. plan.Where(one => one.Version is not null)];
        if (released.Length == 0)
            return [];
        IEnumerable<(string?, PlannedRelease[])> groups = isEach
            ? released.Where(one => one.Because is null).Select(one => ((string?)one.Component.Name, With(one, released)))
            : [(null, released)];
        return [.. groups.Select(group => new Proposal(group.Item1, group.Item2, FilesOf(checkout, packages, group.Item2, cancellationToken)))];
    }

    // What is released because of it, and because of that.
    private static PlannedRelease[] With(PlannedRelease leader, PlannedRelease[] released)
    {
        var group = new List<PlannedRelease> { leader };
        for (int at = 0; at < group.Count; at++)
            group.AddRange(released.Where(one => one.Because == group[at].Component && !group.Contains(one)));
        return [.. group];
    }

    private static FileChange[] FilesOf(
        Checkout checkout, IReadOnlyList<WorkspacePackage> packages, PlannedRelease[] releases, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, FileChange>(StringComparer.Ordinal);
        var versions = releases.ToDictionary(one => one.Component.Package, one => one.Version!, StringComparer.Ordinal);
        // Workspaces that have the version of the whole move with it.
        if (releases is [{ Component.IsWhole: true } whole])
        {
            foreach (WorkspacePackage package in packages.Where(one => one.Version is not null && one.Version == whole.Package.Version))
                versions[package.Folder] = whole.Version!;
        }

        foreach (FileChange change in ManifestFiles.Change(checkout, new VersionChanges(packages, versions)))
            files[change.Path] = change;
        foreach (PlannedRelease release in releases)
        {
            Changelog.Components.Component component = release.Component;
            NotesDraft notes = release.Notes!;
            Add(component.Changelog, notes.Changelog);
            Add(component.Upgrade, notes.Upgrade?.Guide);
            if (notes.Upgrade is { } upgrade && (notes.Document.Upgrade.Count > 0 || checkout.Has(Path.ChangeExtension(component.Upgrade, ".json"))))
                Put(Path.ChangeExtension(component.Upgrade, ".json"), Encoding.UTF8.GetBytes(upgrade.Json));
            foreach (string fragment in notes.Document.Fragments.Select(name => $"{component.Fragments}/{Path.GetFileName(name)}").Where(checkout.Has))
                files[fragment] = new FileChange(fragment, checkout.Mode(fragment), null);
        }

        FileChange[] changes = [.. files.Values.OrderBy(one => one.Path, StringComparer.Ordinal)];
        checkout.CheckClean([.. changes.Select(one => one.Path), .. packages.Select(one => one.File)], cancellationToken);
        return changes;

        void Add(string path, FileUpdate? update)
        {
            if (update is { Outcome: UpdateOutcome.Inserted or UpdateOutcome.Replaced })
                Put(path, update.Bytes);
        }

        void Put(string path, byte[] bytes)
        {
            if (!checkout.Has(path) || !checkout.Read(path).AsSpan().SequenceEqual(bytes))
                files[path] = new FileChange(path, checkout.Mode(path), bytes);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
