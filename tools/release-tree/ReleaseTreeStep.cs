using UvRelease.ReleaseTree.Git;
using UvRelease.ReleaseTree.Tree;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.ReleaseTree;

/// <summary>Makes the tree that consumers use from main: writes it to a folder, commits it to its release branch, or sets its tags.</summary>
public sealed class ReleaseTreeStep : IStep<ReleaseTreeOptions>
{
    private static readonly Output Commit = new("commit", "Release commit; empty without --branch.");
    private static readonly Output Tree = new("tree", "Git tree of the release commit; empty without --branch.");
    private static readonly Output PreviousCommit = new("previous-commit", "Release commit before it; empty for the first release, and without --branch.");
    private static readonly Output Tags =
        new("tags", "Tags of the release, separated by spaces: the immutable one first, then those that move. With --tags, those that are at the commit now.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "release-tree", "Makes the release tree, which consumers use, from the source tree.", Commit, Tree, PreviousCommit, Tags);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReleaseTreeOptions options, StepContext context, CancellationToken cancellationToken)
    {
        SemanticVersion version = SemanticVersion.TryParse(options.Version) is { Build: "" } given
            ? given
            : throw Wrong($"Input 'version' is '{options.Version}' and must be a semantic version such as 1.4.0 or 2.0.0-beta.1, without a prefix and without "
                + "build metadata.");
        var source = new GitCommand(options.Source.FullPath, context.ChildEnvironment);
        GitCommand target = options.GitDir is { } folder ? new GitCommand(folder.FullPath, context.ChildEnvironment) : source;
        if (options.Tags)
            return await SetTagsAsync(options, target, version, context, cancellationToken);
        if (options.Output is null && options.Branch is null)
            throw Wrong("There is nothing to do. Give --output FOLDER, --branch releases/v<major>, or both.");

        SourceCommit? commit = options.Branch is null ? null : await SourceCommit.ReadAsync(source, cancellationToken);
        IReadOnlyList<TreeFile> files = commit is null ? SourceFolder.Read(options.Source.FullPath) : await commit.FilesAsync(source, cancellationToken);
        IReadOnlyList<TreeFile> tree = TreeGenerator.Generate(files, Request(options, version, commit));
        if (options.Output is { } output)
        {
            context.Workspace.Wrote(output);
            SourceFolder.Write(output.FullPath, tree);
            context.Log.Info($"{tree.Count} files of v{version} in {output}.");
        }

        string tags = string.Join(' ', ReleaseTags.For(version));
        if (commit is null)
            return new StepResult.Done(Commit.Is(""), Tree.Is(""), PreviousCommit.Is(""), Tags.Is(tags));
        ReleaseBranch branch = await ReleaseBranch.ReadAsync(target, options.Branch!, version, cancellationToken);
        ReleaseCommit release = await branch.CommitAsync(
            target, tree, version, commit, options.Identity is { } identity ? Identity.Parse(identity) : null, cancellationToken);
        context.Log.Info(branch.History.Contains(release)
            ? $"Already done: v{version} is {release.Id} on {branch.Name}."
            : $"v{version} is {release.Id} on {branch.Name}, made from {commit.Id}. Tags to set after approval: {tags}.");
        return new StepResult.Done(Commit.Is(release.Id), Tree.Is(release.Tree), PreviousCommit.Is(release.Parent ?? ""), Tags.Is(tags));
    }

    private static async Task<StepResult> SetTagsAsync(ReleaseTreeOptions options, GitCommand git,
        SemanticVersion version, StepContext context, CancellationToken cancellationToken)
    {
        if (options.Branch is null || options.Output is not null || options.Image is not null)
            throw Wrong("--tags needs --branch releases/v<major>, and goes with neither --output nor --image: it sets the tags of a release that was "
                + "committed before.");
        ReleaseBranch branch = await ReleaseBranch.ReadAsync(git, options.Branch, version, cancellationToken);
        (ReleaseCommit release, IReadOnlyList<string> tags) = await ReleaseTags.SetAsync(git, branch, version, cancellationToken);
        context.Log.Info($"{string.Join(", ", tags)} at {release.Id}.");
        return new StepResult.Done(Commit.Is(release.Id), Tree.Is(release.Tree), PreviousCommit.Is(release.Parent ?? ""), Tags.Is(string.Join(' ', tags)));
    }

    private static TreeRequest Request(ReleaseTreeOptions options, SemanticVersion version, SourceCommit? commit) => new()
    {
        Image = ImageReference.Parse(options.Image ?? throw Wrong("Input 'image' is required for a tree. Give --image name@sha256:<digest>.")),
        LeanImage = options.LeanImage is { } lean ? ImageReference.Parse(lean, "lean-image") : null,
        IntakeImage = options.IntakeImage is { } intake ? ImageReference.Parse(intake, "intake-image") : null,
        Version = version,
        ReferenceStyle = options.ReferenceStyle,
        Repository = options.Repository.Split('/') is [{ Length: > 0 }, { Length: > 0 }]
            && options.Repository.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.')
            ? options.Repository
            : throw Wrong($"Input 'repository' is '{options.Repository}' and must be owner/name."),
        ServerUrl = options.ServerUrl,
        SourceRevision = commit?.Id ?? "main",
        PublicNames = PublicNames.Parse(options.PublicNames),
    };

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
