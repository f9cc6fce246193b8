using UvRelease.Changelog.Components;
using UvRelease.Changelog.Drafts;
using UvRelease.Releases;
using UvRelease.Requests.Manifests;

namespace UvRelease.Requests.Planning;

/// <summary>A component, and its next release.</summary>
/// <param name="Component">The component.</param>
/// <param name="Package">Its package.json.</param>
/// <param name="Draft">What the history says.</param>
/// <param name="Because">Component that it depends on, for a release that nothing but that asks for; null for any other.</param>
/// <param name="Remarks">What may be wrong or missing: sentences.</param>
public sealed record PlannedRelease(Component Component, WorkspacePackage Package, ReleaseDraft Draft, Component? Because, IReadOnlyList<string> Remarks)
{
    /// <summary>True where the commit itself has the tag of a release: what the draft tells is out.</summary>
    public bool IsOut { get; init; }

    /// <summary>The last version that is out; null for none.</summary>
    public SemanticVersion? Last => IsOut ? Draft.Notes!.Version : Draft.Previous;

    /// <summary>Its notes, where something asks for a release.</summary>
    public NotesDraft? Notes => IsOut ? null : Draft.Notes;

    /// <summary>Version that it gets; null where nothing asks for a release.</summary>
    public SemanticVersion? Version => Notes?.Version;

    /// <summary>What it is called in titles and tables.</summary>
    public string Title => Component.IsWhole ? Package.Name ?? "package" : Component.Name;
}
