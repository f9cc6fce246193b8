using UvRelease.Changelog.Components;
using UvRelease.Changelog.Tags;
using UvRelease.GitHub;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Requests.Checkouts;
using UvRelease.Requests.Manifests;

namespace UvRelease.Requests.Requests;

/// <summary>A release whose request is merged, and that has no tag yet.</summary>
/// <param name="Component">What is released.</param>
/// <param name="Version">Its version, as the merge left it in package.json.</param>
/// <param name="PullRequest">Number of the pull request.</param>
public sealed record MergedRelease(Component Component, SemanticVersion Version, int PullRequest);

/// <summary>
/// Finds what was merged and is still to be released, whatever way it was merged and whatever came after it. A version is read from package.json as the merge
/// left it, and a tag of that version says that it is released.
/// </summary>
/// <param name="octokit">GitHub's API.</param>
/// <param name="repository">owner/name.</param>
/// <param name="checkout">The commit.</param>
/// <param name="target">The branch that releases are made from.</param>
public sealed class MergedRequests(OctokitClient octokit, string repository, Checkout checkout, string target)
{
    /// <summary>Finds them.</summary>
    /// <param name="components">All components.</param>
    /// <param name="isEach">True for requests of each component.</param>
    /// <param name="pattern">How tags are named where a component does not say.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: GitHub refuses, or can't be asked.</exception>
    public async Task<IReadOnlyList<MergedRelease>> FindAsync(
        IReadOnlyList<Component> components, bool isEach, TagPattern pattern, CancellationToken cancellationToken)
    {
        var found = new List<MergedRelease>();
        foreach (string? leader in isEach ? components.Select(one => (string?)one.Name) : [null])
        {
            string branch = RequestKeeper.BranchOf(target, leader);
            WrittenPullRequest? merged = (await octokit.PullRequestsAsync(repository, branch, target, areOpen: false))
                .FirstOrDefault(pull => pull.MergeCommit is not null);
            if (merged?.MergeCommit is not { } commit || checkout.Repository.Resolve(commit, cancellationToken) is not { } known
                || !checkout.Repository.IsAncestor(known, checkout.Commit, cancellationToken))
                continue;
            foreach (Component component in components.Where(one => found.TrueForAll(other => other.Component != one)))
            {
                if (Version(component, known, cancellationToken) is { } version && Version(component, known + "^", cancellationToken) != version
                    && !IsTagged(component, version, pattern, cancellationToken))
                    found.Add(new MergedRelease(component, version, merged.Number));
            }
        }

        return found;
    }

    private SemanticVersion? Version(Component component, string commit, CancellationToken cancellationToken)
    {
        string path = component.Package.Length == 0 ? "package.json" : component.Package + "/package.json";
        ChildResult file = checkout.Repository.Try(["show", $"{commit}:{path}"], cancellationToken);
        return file.ExitCode == 0 && WorkspacePackage.Read(component.Package, System.Text.Encoding.UTF8.GetBytes(file.Output)).Version is { } text
            ? SemanticVersion.TryParse(text) : null;
    }

    private bool IsTagged(Component component, SemanticVersion version, TagPattern pattern, CancellationToken cancellationToken)
    {
        TagPattern own = component.TagPattern is { } named ? TagPattern.Parse(named) : pattern;
        return checkout.Repository.Resolve("refs/tags/" + own.NameOf(version), cancellationToken) is not null;
    }
}
