using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>A path of the workspace: checked to stay inside it, links followed.</summary>
/// <param name="FullPath">Absolute path, for this process.</param>
/// <param name="Relative">Path from the workspace's root with forward slashes, for outputs and messages: it means the same inside and outside of the
/// container.</param>
public record WorkspacePath(string FullPath, string Relative)
{
    /// <inheritdoc/>
    public sealed override string ToString() => Relative;
}

/// <summary>A path that a step writes to: not part of a git repository's own files, and reached through no link of the workspace.</summary>
/// <inheritdoc/>
public sealed record OutputPath : WorkspacePath
{
    internal OutputPath(string fullPath, string relative)
        : base(fullPath, relative)
    {
    }
}

/// <summary>The folder a step works in, and what the step wrote there.</summary>
public sealed class Workspace
{
    private readonly ConcurrentQueue<string> written = new();
    private readonly ConcurrentQueue<string> named = new();
    private readonly bool confined;

    /// <summary>Opens a workspace.</summary>
    /// <param name="root">An existing folder.</param>
    /// <param name="confined">True refuses every path that leads out of it, as in a workflow; false is for a person at a terminal.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is no such folder.</exception>
    public Workspace(string root, bool confined)
    {
        Root = Directory.Exists(root) && RealPath.Of(Path.GetFullPath(root), Path.GetPathRoot(Path.GetFullPath(root))!, out _) is { } real
            ? real
            : throw new ReleaseException(Fault.Environment, $"The workspace '{root}' is no folder. It is named by GITHUB_WORKSPACE, or is the current folder.");
        this.confined = confined;
    }

    /// <summary>Absolute path with every link followed.</summary>
    public string Root { get; }

    /// <summary>
    /// Folders that git may take for repositories of the caller: the root, every path that was named, and what lies between. Git compares
    /// safe.directory with a repository's real path and takes a pattern for all below one only from 2.46 on. Empty at a terminal, where
    /// git's own protection stays as it is.
    /// </summary>
    public IReadOnlyList<string> SafeDirectories => !confined ? [] : [.. named.SelectMany(UpToRoot).Append(Root).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Resolves a path that somebody gave, relative to <see cref="Root"/>. It need not exist.</summary>
    /// <returns>False, with the rest of a sentence, when it leads out of a confined workspace or in a circle.</returns>
    public bool TryResolve(string text, [NotNullWhen(true)] out WorkspacePath? path, [NotNullWhen(false)] out string? error) =>
        TryResolve(text, out path, out _, out error);

    /// <summary>Resolves a path that is written to.</summary>
    /// <returns>False, with the rest of a sentence, also when a link of the workspace is on the way, or when git keeps its own files there.</returns>
    public bool TryResolveOutput(string text, [NotNullWhen(true)] out OutputPath? path, [NotNullWhen(false)] out string? error)
    {
        path = null;
        if (!TryResolve(text, out WorkspacePath? found, out string? link, out error))
            return false;
        error = link is not null
            ? $"is '{text}', which leads through the link '{Path.GetRelativePath(Root, link)}'; nothing is written through links. Name the place itself"
            : GitFolder.Above(found.FullPath, IsInside(found.FullPath) ? Root : Path.GetPathRoot(found.FullPath)!) is { } git
            ? $"is '{text}', where git keeps its own files ('{(IsInside(git) ? Path.GetRelativePath(Root, git) : git)}'); writing there destroys the "
                + "repository. Name a path of the work tree"
            : null;
        if (error is not null)
            return false;
        path = new OutputPath(found.FullPath, found.Relative);
        return true;
    }

    private bool TryResolve(string text, [NotNullWhen(true)] out WorkspacePath? path, out string? link, [NotNullWhen(false)] out string? error)
    {
        (path, error) = (null, $"is '{text}', whose links lead in a circle; remove one of them");
        if (RealPath.Of(Path.Combine(Root, text), Root, out link) is not { } full)
            return false;
        bool inside = IsInside(full);
        error = $"is '{text}', which leads out of the workspace; name a path inside it, relative to its root";
        if (confined && !inside)
            return false;
        if (inside)
            named.Enqueue(full);
        (path, error) = (new WorkspacePath(full, inside ? Path.GetRelativePath(Root, full).Replace(Path.DirectorySeparatorChar, '/') : full), null);
        return true;
    }

    /// <summary>Resolves a path that the step itself names.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a link in the workspace leads out of it, or in a circle.</exception>
    public WorkspacePath Resolve(string text) =>
        TryResolve(text, out WorkspacePath? path, out string? error) ? path : throw new ReleaseException(Fault.Input, "The path " + error + ".");

    /// <summary>Resolves a path that the step itself names, and writes to.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: nothing may be written there.</exception>
    public OutputPath Output(string text) =>
        TryResolveOutput(text, out OutputPath? path, out string? error) ? path : throw new ReleaseException(Fault.Input, "The path " + error + ".");

    /// <summary>Makes sure that a file can be written later, when what it tells of can't be taken back any more: its folder is made and tried.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: something else is there. <see cref="Fault.Environment"/>: it can't be written.</exception>
    public void Prove(OutputPath path)
    {
        try
        {
            Wrote(path);
            if (Path.Exists(path.FullPath))
                RegularFile.Open(path.FullPath).Dispose();
            AtomicFile.Try(path.FullPath);
        }
        catch (NoRegularFileException e)
        {
            throw new ReleaseException(Fault.Input, $"'{path}' can't be written. {e.Message} Or name another path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Environment, $"'{path}' can't be written: {e.Message} Nothing was changed. Name another path.", e);
        }
    }

    /// <summary>Writes bytes atomically and remembers the file for <see cref="GiveBack"/>.</summary>
    public void Write(OutputPath path, byte[] bytes, CancellationToken cancellationToken)
    {
        Wrote(path);
        AtomicFile.Write(path.FullPath, bytes, cancellationToken);
    }

    /// <summary>Lets <paramref name="write"/> fill a file that appears whole, and remembers it for <see cref="GiveBack"/>.</summary>
    public void Write(OutputPath path, Action<Stream> write, CancellationToken cancellationToken)
    {
        Wrote(path);
        AtomicFile.Write(path.FullPath, write, cancellationToken);
    }

    /// <summary>Writes UTF-8 text atomically and remembers the file for <see cref="GiveBack"/>.</summary>
    public void WriteText(OutputPath path, string text, CancellationToken cancellationToken)
    {
        Wrote(path);
        AtomicFile.WriteText(path.FullPath, text, cancellationToken);
    }

    /// <summary>Writes the parts of a long text one after the other, atomically, and remembers the file for <see cref="GiveBack"/>.</summary>
    public void WriteText(OutputPath path, IEnumerable<string> parts, CancellationToken cancellationToken)
    {
        Wrote(path);
        AtomicFile.WriteText(path.FullPath, parts, cancellationToken);
    }

    /// <summary>Remembers a file or folder that the step, or a child of it, writes. Call it before writing, so that new parent folders count too.</summary>
    public void Wrote(WorkspacePath path)
    {
        string first = path.FullPath;
        while (Path.GetDirectoryName(first) is { } parent && !Path.Exists(parent))
            first = parent;
        if (IsInside(first))
            written.Enqueue(first);
    }

    /// <summary>What to say where something may not be written: in a container with user namespaces even root is nobody to the workspace's owner.</summary>
    /// <returns>Null where the workspace belongs to the user of this process.</returns>
    public string? ForeignOwner() => FileOwner.Of(Root).User is var owner && owner != FileOwner.CurrentUser
        ? $"The workspace belongs to user {owner}, and this step runs as user {FileOwner.CurrentUser}. Run it as the owner, or give the folder to its user "
            + $"(chown); where git refuses it too: git config --global --add safe.directory {Root}."
        : null;

    /// <summary>
    /// Gives what root wrote in the workspace to the workspace's owner; otherwise the next step, which is not root, can't change or remove it.
    /// Does nothing for a process that is not root, or where the workspace is root's own.
    /// </summary>
    /// <exception cref="IOException">An owner can't be changed.</exception>
    public void GiveBack()
    {
        if (written.IsEmpty || !FileOwner.CanGiveAway || FileOwner.Of(Root) is not { User: not 0 } owner)
            return;
        foreach (string path in written.Where(Path.Exists))
            owner.Take(path);
    }

    private bool IsInside(string full) =>
        full == Root || full.StartsWith(Root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private IEnumerable<string> UpToRoot(string path)
    {
        for (string? folder = path; folder is not null && folder != Root; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }
}
