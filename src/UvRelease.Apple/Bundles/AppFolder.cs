using UvRelease.Posix;

namespace UvRelease.Apple.Bundles;

/// <summary>A file, folder or link of an app.</summary>
/// <param name="Path">Its path, relative to the app, with forward slashes.</param>
/// <param name="Type">What it is; links are not followed.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Target">Where a link leads; null for others.</param>
public sealed record AppEntry(string Path, FileType Type, int Mode, string? Target);

/// <summary>All that is in an app, sorted, and what of it no app may have.</summary>
public sealed class AppFolder
{
    private const int MostLinks = 40;
    private readonly SortedDictionary<string, AppEntry> entries = new(ByPath);
    private readonly List<CodeFinding> problems = [];

    private AppFolder(string root) => Root = root;

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>What is in it, sorted by path; the folder itself is not.</summary>
    public IReadOnlyCollection<AppEntry> Entries => entries.Values;

    /// <summary>What no app may have: links out of it, forks, pipes, names that are no text.</summary>
    public IReadOnlyList<CodeFinding> Problems => problems;

    /// <summary>Looks at a folder, link by link and file by file, without opening one.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static AppFolder Read(string root)
    {
        var app = new AppFolder(Path.GetFullPath(root));
        app.Add("");
        foreach (AppEntry link in app.entries.Values.Where(entry => entry.Type == FileType.Link))
        {
            if (app.Follow(link) is { } problem)
                app.Bad(link.Path, CodeFindingKind.Link, problem);
        }

        return app;
    }

    /// <summary>What is at a path; null where nothing is.</summary>
    public AppEntry? this[string path] => entries.GetValueOrDefault(path);

    /// <summary>True for a regular file.</summary>
    public bool IsFile(string path) => this[path]?.Type == FileType.File;

    /// <summary>True for a folder.</summary>
    public bool IsFolder(string path) => path.Length == 0 || this[path]?.Type == FileType.Directory;

    /// <summary>What is below a folder, at any depth, sorted by path.</summary>
    public IEnumerable<AppEntry> Below(string folder) => folder.Length == 0 ? entries.Values
        : entries.Values.Where(entry => entry.Path.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>Full path of something.</summary>
    public string At(string path) => path.Length == 0 ? Root : Path.Combine(Root, path);

    /// <summary>A name below a folder.</summary>
    internal static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private void Add(string folder)
    {
        foreach (FileSystemInfo found in new DirectoryInfo(At(folder)).EnumerateFileSystemInfos().OrderBy(found => found.Name, StringComparer.Ordinal))
        {
            string path = Join(folder, found.Name);
            if (found.Name.Contains('\ufffd', StringComparison.Ordinal))
            {
                Bad(path, CodeFindingKind.Structure, "The name is no UTF-8, and no file of macOS has such a name. Rename it.");
                continue;
            }

            FileStatus status = FileStatus.Of(found.FullName);
            entries[path] = new AppEntry(path, status.Type, status.Mode, status.Type == FileType.Link ? found.LinkTarget : null);
            Check(path, found.Name, status);
            if (status.Type == FileType.Directory)
                Add(path);
        }
    }

    private void Check(string path, string name, FileStatus status)
    {
        if (status.Type == FileType.Special)
            Bad(path, CodeFindingKind.Structure, "It is a pipe, socket or device, which no app holds. Delete it.");
        else if (name.StartsWith("._", StringComparison.Ordinal))
            Bad(path, CodeFindingKind.Structure, "It is a fork of another file, as archives of macOS keep them; a Mac would melt both and break the seal. "
                + "Delete it: dot_clean.");
        else if (name == "Icon\r")
            Bad(path, CodeFindingKind.Structure, "It is an icon of the Finder, kept in a resource fork, which signed apps can't have. Delete it.");
        else if (name == ".DS_Store" && status.Type == FileType.Link)
            Bad(path, CodeFindingKind.Link, "It is a link in the place of the Finder's notes, which macOS refuses. Delete it.");
    }

    // As the kernel would, but by what is in the app alone.
    private string? Follow(AppEntry link)
    {
        var rest = new Stack<string>(link.Target!.Split('/').Reverse());
        var place = link.Path.Split('/').SkipLast(1).ToList();
        int links = 1;
        if (link.Target.StartsWith('/'))
            return $"The link leads to '{link.Target}', out of the app. Make it relative, to something in the app.";
        while (rest.TryPop(out string? part))
        {
            if (part is "" or ".")
                continue;
            if (part == "..")
            {
                if (place.Count == 0)
                    return $"The link leads to '{link.Target}', out of the app. Let it lead to something in the app.";
                place.RemoveAt(place.Count - 1);
                continue;
            }

            place.Add(part);
            if (this[string.Join('/', place)] is not { Type: FileType.Link } next)
                continue;
            if (++links > MostLinks)
                return $"The link leads to '{link.Target}' in a circle. Let it lead to a file or folder.";
            if (next.Target!.StartsWith('/'))
                return $"The link leads over '{next.Path}' to '{next.Target}', out of the app. Make it relative.";
            place.RemoveAt(place.Count - 1);
            foreach (string of in next.Target.Split('/').Reverse())
                rest.Push(of);
        }

        return null;
    }

    // What is in a folder comes right behind it, before neighbours whose names go on with a lower character than a slash.
    private static readonly Comparer<string> ByPath = Comparer<string>.Create((left, right) =>
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        return same == left.Length || same == right.Length ? left.Length.CompareTo(right.Length)
            : (left[same] == '/' ? -1 : left[same]).CompareTo(right[same] == '/' ? -1 : right[same]);
    });

    private void Bad(string path, CodeFindingKind kind, string reason) => problems.Add(new CodeFinding(path, kind, reason));
}
