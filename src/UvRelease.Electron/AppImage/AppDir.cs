using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.AppImage;

/// <summary>The root folder of an AppImage as electron-builder lays it out: the app itself, AppRun, desktop entry, icons and usr/.</summary>
internal static partial class AppDir
{
    private const string Icons = "usr/share/icons/hicolor";
    private const string Allowed = "letters, digits, spaces and ._()@+,&'~#%=!- (not first, but for _, @ and +)";

    /// <summary>Lists its entries, sorted by name.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: something is missing, or the app has a file where one of these must be.</exception>
    public static IReadOnlyList<ArchiveEntry> Read(AppImagePackage package)
    {
        if (!Name.IsMatch(package.Executable))
            throw Wrong($"'{package.Executable}' can't be the program's name: {Allowed} only. Set linux.executableName");
        if (package.DesktopName is { } desktop && !Name.IsMatch(desktop))
            throw Wrong($"'{desktop}' can't be the desktop entry's name: {Allowed} only. Set desktopName in package.json");
        if (!File.Exists(Path.Combine(package.AppFolder, package.Executable)))
            throw Wrong($"the app has no program '{package.Executable}' in '{package.AppFolder}'");
        if (!package.DesktopEntry.StartsWith("[Desktop Entry]\n", StringComparison.Ordinal)
            || !package.DesktopEntry.Contains("\nExec=AppRun", StringComparison.Ordinal))
            throw Wrong("the desktop entry must start with '[Desktop Entry]' and have an Exec that starts with AppRun");
        AppImageIcon largest = package.Icons.MaxBy(icon => icon.Size) ?? throw Wrong("there is no icon. Set linux.icon to a folder of PNGs, or an SVG");
        string extension = Path.GetExtension(largest.Path);
        if (extension is not (".png" or ".svg") || package.Icons.Any(icon => Path.GetExtension(icon.Path) != extension))
            throw Wrong("icons must be all PNG, or all SVG");
        var entries = ArchiveTree.Read(package.AppFolder, modes: ArchiveModes.Normalized).ToList();
        entries.Add(Text("AppRun", AppRun.Script(package.Executable), FileModes.Executable));
        entries.Add(Text($"{package.DesktopName ?? package.Executable}.desktop", package.DesktopEntry, FileModes.Plain));
        foreach (AppImageIcon icon in package.Icons)
            entries.Add(new ArchiveEntry(Place(icon), ArchiveEntryKind.File, FileModes.Plain)
            {
                Source = new FileInfo(icon.Path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? icon.Path,
            });
        entries.Add(Link($"{package.Executable}{extension}"));
        entries.Add(Link(".DirIcon"));
        if (package.MimeTypes is not null)
            entries.Add(Text($"usr/share/mime/packages/{package.Executable}.xml", package.MimeTypes, FileModes.Plain));
        var names = entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string name in names.ToArray())
        {
            for (int slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
            {
                if (names.Add(name[..slash]))
                    entries.Add(new ArchiveEntry(name[..slash], ArchiveEntryKind.Directory, FileModes.Executable));
            }
        }

        return ArchiveTree.Sorted(entries);

        string Place(AppImageIcon icon) => $"{Icons}/{(extension == ".svg" ? "scalable" : $"{icon.Size}x{icon.Size}")}/apps/{package.Executable}{extension}";
        ArchiveEntry Link(string name) => new(name, ArchiveEntryKind.Link, FileModes.Access) { Target = Place(largest) };
    }

    private static ArchiveEntry Text(string name, string text, int mode) => new(name, ArchiveEntryKind.File, mode) { Content = Encoding.UTF8.GetBytes(text) };

    private static ReleaseException Wrong(string what) => new(Fault.Input, $"The AppImage can't be made: {what}.");

    // electron-builder takes '@acme/desk' as '@acmedesk'. Left out is what means something to a shell between double quotes.
    [GeneratedRegex(@"^[\p{L}\p{N}_@+][\p{L}\p{N} ._()@+,&'~#%=!-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name { get; }
}
