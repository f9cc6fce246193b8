using System.Diagnostics.CodeAnalysis;
using UvRelease.Posix;

namespace UvRelease.Runner;

/// <summary>A path of the workspace: checked to stay inside it, links followed.</summary>
/// <param name="FullPath">Absolute path, for this process.</param>
/// <param name="Relative">Path from the workspace's root with forward slashes, for outputs and messages: it means the same inside and outside of the container.</param>
public sealed record WorkspacePath(string FullPath, string Relative)
{
    /// <inheritdoc/>
    public override string ToString() => Relative;
}

/// <summary>The folder a step works in, and what the step wrote there.</summary>
public sealed class Workspace
{
    private readonly List<string> written = [];
    private readonly bool confined;

    /// <summary>Opens a workspace.</summary>
    /// <param name="root">An existing folder.</param>
    /// <param name="confined">True refuses every path that leads out of it, as in a workflow; false is for a person at a terminal.</param>
    public Workspace(string root, bool confined)
    {
        Root = RealPath(Path.GetFullPath(root));
        this.confined = confined;
    }

    /// <summary>Absolute path with every link followed: git compares safe.directory with the real path.</summary>
    public string Root { get; }

    /// <summary>Resolves a path that somebody gave, relative to <see cref="Root"/>. It need not exist.</summary>
    /// <returns>False, with the rest of a sentence, when it leads out of a confined workspace.</returns>
    public bool TryResolve(string text, [NotNullWhen(true)] out WorkspacePath? path, [NotNullWhen(false)] out string? error)
    {
        string full = RealPath(Path.GetFullPath(text, Root));
        string relative = Path.GetRelativePath(Root, full);
        bool inside = relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
        (path, error) = inside || !confined
            ? (new WorkspacePath(full, inside ? relative : full), (string?)null)
            : (null, $"is '{text}', which leads out of the workspace; name a path inside it, relative to its root");
        return path is not null;
    }

    /// <summary>Resolves a path that the step itself names.</summary>
    /// <exception cref="ArgumentException">It leads out of a confined workspace.</exception>
    public WorkspacePath Resolve(string text) =>
        TryResolve(text, out WorkspacePath? path, out string? error) ? path : throw new ArgumentException("The path " + error + ".", nameof(text));

    /// <summary>Writes UTF-8 text atomically and remembers the file for <see cref="GiveBack"/>.</summary>
    public async Task WriteTextAsync(WorkspacePath path, string text, CancellationToken cancellationToken)
    {
        Wrote(path);
        await AtomicFile.WriteTextAsync(path.FullPath, text, cancellationToken);
    }

    /// <summary>Remembers a file or folder that the step, or a child of it, writes. Call it before writing, so that new parent folders count too.</summary>
    public void Wrote(WorkspacePath path)
    {
        string first = path.FullPath;
        while (Path.GetDirectoryName(first) is { } parent && !Path.Exists(parent))
            first = parent;
        written.Add(first);
    }

    /// <summary>
    /// Gives what root wrote to the workspace's owner; otherwise the next step, which is not root, can't change or remove it.
    /// Does nothing for a process that is not root, or where the workspace is root's own.
    /// </summary>
    /// <exception cref="IOException">An owner can't be changed.</exception>
    public void GiveBack()
    {
        if (!FileOwner.CanGiveAway || FileOwner.Of(Root) is not { User: not 0 } owner)
            return;
        foreach (string path in written.Where(Path.Exists))
            owner.Take(path);
    }

    private static string RealPath(string path)
    {
        string root = Path.GetPathRoot(path)!;
        string real = root;
        foreach (string part in path[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (new FileInfo(real).LinkTarget is not null)
                real = File.ResolveLinkTarget(real, returnFinalTarget: true)?.FullName is { } target ? RealPath(target) : real;
        }

        return real;
    }
}
