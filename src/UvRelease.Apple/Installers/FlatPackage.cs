using UvRelease.Formats;
using UvRelease.Formats.Archives;
using UvRelease.Formats.MachO;
using UvRelease.Formats.Plists;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Installers;

/// <summary>
/// Packages for macOS's Installer: a product archive with one component, what pkgbuild and productbuild make, without a Mac. The same app, options and time
/// give the same bytes.
/// </summary>
public static class FlatPackage
{
    /// <summary>What errors say of a file that should be one.</summary>
    public static FileKind Kind { get; } = new("package to be trusted", "Make it anew.");

    /// <summary>Writes a package atomically.</summary>
    /// <param name="path">The package.</param>
    /// <param name="app">The app: a folder whose name ends with <c>.app</c>.</param>
    /// <param name="options">Time, place, scripts.</param>
    /// <param name="cancellationToken">Stops; no file is left behind.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: the app has no Info.plist or identifier, or something that can't be installed; <see cref="Fault.Environment"/>: a file
    /// changed while it was read.
    /// </exception>
    public static Task WriteAsync(string path, string app, FlatPackageOptions options, CancellationToken cancellationToken) =>
        Task.Run(() => Write(path, Path.TrimEndingDirectorySeparator(Path.GetFullPath(app)), options, cancellationToken), cancellationToken);

    private static void Write(string path, string app, FlatPackageOptions options, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(app);
        IReadOnlyList<ArchiveEntry> entries = ArchiveTree.Read(app, name);
        CheckLinks(entries);
        using var stage = StagingFolder.Beside(path);
        InstallerItem root = InstallerItem.Tree(entries, options.AdministratorsWrite);
        InstallerDocuments documents = Describe(app, name, options) with { Files = entries.Count, Kilobytes = InstallerDocuments.KilobytesOf(root) };
        List<XarMember> members = [new XarMember("Payload") { Source = Pack(root, stage.At("Payload"), options, cancellationToken) }];
        members.Insert(0, new XarMember("Bom") { Content = BillOfMaterials.Write(root, (uint)Time(options)) });
        if (options.Scripts is { } folder)
        {
            IReadOnlyList<ArchiveEntry> scripts = ArchiveTree.Read(folder);
            documents = documents with { Scripts = [.. Scripts(folder, scripts)] };
            members.Add(new XarMember("Scripts")
            { Source = Pack(InstallerItem.Tree(scripts, groupWrites: false), stage.At("Scripts"), options, cancellationToken) });
        }

        members.Add(new XarMember("PackageInfo") { Content = documents.PackageInfo() });
        XarMember[] product = [new(documents.ComponentName) { Members = members }, new("Distribution") { Content = documents.Distribution() }];
        XarWriter.Write(path, product, options.Checksum, options.Time, cancellationToken);
    }

    private static string Pack(InstallerItem root, string path, FlatPackageOptions options, CancellationToken cancellationToken)
    {
        using FileStream file = File.Create(path);
        using var gzip = new GzipBlockStream(
            file, new ArchiveOptions { Time = DateTimeOffset.UnixEpoch, Speed = options.Speed, Parallelism = options.Parallelism }, cancellationToken);
        new CpioWriter(gzip, Time(options)).Write(root, options.Progress, cancellationToken);
        gzip.Finish();
        return path;
    }

    private static long Time(FlatPackageOptions options) => Math.Clamp(options.Time.ToUnixTimeSeconds(), 0, uint.MaxValue);

    private static InstallerDocuments Describe(string app, string name, FlatPackageOptions options)
    {
        string path = Path.Combine(app, "Contents", "Info.plist"), shown = $"{name}/Contents/Info.plist";
        if (!File.Exists(path))
            throw new ReleaseException(Fault.Input, $"'{shown}' is missing: the folder is no app. Give the path of a folder that ends with .app.")
            { File = shown };
        using var reader = CheckedReader.Open(path, shown, PropertyList.Kind);
        var information = PropertyList.Read(reader) as PropertyListValue.Dictionary;
        string? Value(string key) => (information?[key] as PropertyListValue.Text)?.Value is { Length: > 0 } text ? text : null;
        string identifier = options.Identifier ?? Value("CFBundleIdentifier")
            ?? throw new ReleaseException(Fault.Input, $"'{shown}' has no CFBundleIdentifier. Add it, or name an identifier for the package.") { File = shown };
        if (!identifier.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
            throw new ReleaseException(Fault.Input, $"'{identifier}' is no identifier: it has letters, digits, dots, hyphens and underscores.")
            { File = shown };
        if (!options.InstallLocation.StartsWith('/'))
            throw new ReleaseException(Fault.Input,
                $"A package can't be installed at '{options.InstallLocation}'. Name an absolute path, such as /Applications.");
        return new InstallerDocuments(name, identifier, InstallerDocuments.PackageVersion(options.Version ?? Value("CFBundleShortVersionString") ?? "0"))
        {
            ShortVersion = Value("CFBundleShortVersionString"),
            BundleVersion = Value("CFBundleVersion"),
            Title = Value("CFBundleDisplayName") ?? Value("CFBundleName"),
            MinimumSystem = Value("LSMinimumSystemVersion"),
            Architectures = Architectures(app, name, Value("CFBundleExecutable")),
            InstallLocation = options.InstallLocation,
            Files = 0,
            Kilobytes = 0,
        };
    }

    private static string[] Architectures(string app, string name, string? executable)
    {
        string[] usual = ["arm64", "x86_64"];
        if (executable is null || executable.Contains('/', StringComparison.Ordinal))
            return usual;
        string path = Path.Combine(app, "Contents", "MacOS", executable);
        if (!File.Exists(path))
            return usual;
        using var program = CheckedReader.Open(path, $"{name}/Contents/MacOS/{executable}", MachFile.Kind);
        // Installer knows arm64e as arm64.
        return MachFile.IsMachO(program)
            ? [.. MachFile.Read(program).Slices.Select(slice => slice.Processor == "arm64e" ? "arm64" : slice.Processor)
                .Distinct().Order(StringComparer.Ordinal)] : usual;
    }

    private static IEnumerable<string> Scripts(string folder, IReadOnlyList<ArchiveEntry> entries)
    {
        string[] run = ["preinstall", "postinstall"];
        ArchiveEntry[] found = [.. run.SelectMany(script => entries.Where(entry => entry.Name == script && entry.Kind != ArchiveEntryKind.Directory))];
        if (found.Length == 0)
            throw new ReleaseException(Fault.Input,
                $"The folder of scripts '{folder}' has neither preinstall nor postinstall. Add one of them, or leave it out.");
        foreach (ArchiveEntry script in found.Where(entry => entry.Kind == ArchiveEntryKind.File && (entry.Mode & FileModes.OwnerExecute) == 0))
            throw new ReleaseException(Fault.Input, $"The script '{script.Name}' may not be run. Set its mode: chmod 755 {script.Name}.")
            { File = script.Source };
        return found.Select(entry => entry.Name);
    }

    private static void CheckLinks(IReadOnlyList<ArchiveEntry> entries)
    {
        var links = new LinkTargets();
        foreach (ArchiveEntry link in entries.Where(entry => entry.Kind == ArchiveEntryKind.Link))
            links.Add(link.Name, link.Target);
        if (links.Problem() is var (name, problem))
            throw new ReleaseException(Fault.Input, $"The link '{name}' {problem}. Let it lead to something in the app, or remove it.") { File = name };
    }
}
