using UvRelease.Electron.Variants;
using UvRelease.Formats.Asar;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Universal;

/// <summary>The app for each processor, side by side, and the rules of @electron/universal 2.0.3 for what may differ.</summary>
internal sealed class BundlePair
{
    /// <summary>Folder of the app's code where it is in no archive.</summary>
    public const string AppFolder = "Contents/Resources/app";

    /// <summary>Archive of the app's code.</summary>
    public const string AppArchive = "Contents/Resources/app.asar";

    /// <summary>Folder beside the archive for what is not packed.</summary>
    public const string Unpacked = AppArchive + ".unpacked";

    private const int ShownNames = 10;
    private readonly string x64Path;
    private readonly string arm64Path;
    private readonly GlobPattern? single;

    /// <summary>Lists both apps.</summary>
    public BundlePair(string x64App, string arm64App, UniversalOptions options)
    {
        (x64Path, arm64Path) = (x64App, arm64App);
        single = options is { MergeAsars: true, SingleArchFiles: { } pattern } ? new GlobPattern(pattern) : null;
        (X64, Arm64) = (BundleTree.Read(x64App), BundleTree.Read(arm64App));
        HasArchive = X64.ContainsKey(AppArchive);
        if (HasArchive != Arm64.ContainsKey(AppArchive))
            throw new ReleaseException(Fault.Input, "One app has its code in app.asar and the other has not. Build both with the same setting of 'asar'.");
    }

    /// <summary>The app for Intel processors.</summary>
    public SortedDictionary<string, BundleEntry> X64 { get; }

    /// <summary>The app for Apple's processors.</summary>
    public SortedDictionary<string, BundleEntry> Arm64 { get; }

    /// <summary>True when the code of the app is in app.asar.</summary>
    public bool HasArchive { get; }

    /// <summary>Path of an entry of the app for Intel processors.</summary>
    public string X64At(string path) => Path.Combine(x64Path, path);

    /// <summary>Path of an entry of the app for Apple's processors.</summary>
    public string Arm64At(string path) => Path.Combine(arm64Path, path);

    /// <summary>True for a file of the app's own code that is not packed.</summary>
    public static bool IsCode(string path) =>
        path.StartsWith(AppFolder + "/", StringComparison.Ordinal) || path.StartsWith(Unpacked + "/", StringComparison.Ordinal);

    /// <summary>Refuses what can't be joined.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming the files.</exception>
    public void Check(CancellationToken cancellationToken)
    {
        string[] onlyX64 = [.. Unique(X64, Arm64)], onlyArm64 = [.. Unique(Arm64, X64)];
        if (onlyX64.Length + onlyArm64.Length > 0)
            throw new ReleaseException(Fault.Input,
                $"The two apps must have the same files.{Names(" Only for x64: ", onlyX64)}{Names(" Only for arm64: ", onlyArm64)} Bring them into both, or "
                + "leave them out of both.");
        string[] kinds = [.. from entry in X64.Values where Arm64.TryGetValue(entry.Path, out BundleEntry? other)
            && other.Kind != entry.Kind select entry.Path];
        if (kinds.Length > 0)
            throw new ReleaseException(Fault.Input,
                $"The two apps must have the same kinds of files.{Names(" They differ in ", kinds)} Build both from the same sources.");
        string[] links = [.. from entry in X64.Values where entry.Kind == BundleKind.Link && !IsAppCode(entry.Path)
            && Arm64.TryGetValue(entry.Path, out BundleEntry? other) && other.Target != entry.Target select entry.Path];
        if (links.Length > 0)
            throw new ReleaseException(Fault.Input,
                $"The two apps must have the same links.{Names(" They differ in ", links)} Build both from the same sources.");
        string[] plain = [.. Different([.. X64.Values.Where(entry => MustBeEqual(entry) && Arm64.ContainsKey(entry.Path))], cancellationToken)];
        if (plain.Length > 0)
            throw new ReleaseException(Fault.Input,
                $"Files that are no programs must have the same bytes in both apps.{Names(" They differ in ", plain)} Build both from the same sources, on "
                + "the same day if a date goes in.");
    }

    /// <summary>Paths whose files differ, in order.</summary>
    public IEnumerable<string> Different(BundleEntry[] entries, CancellationToken cancellationToken)
    {
        bool[] differ = new bool[entries.Length];
        Cores.For(entries.Length, i => differ[i] = !AreEqual(entries[i].Path), cancellationToken);
        return entries.Where((_, i) => differ[i]).Select(entry => entry.Path);
    }

    /// <summary>True when a file has the same bytes in both.</summary>
    public bool AreEqual(string path) => AsarContent.AreEqual(AsarContent.Of(X64At(path)), AsarContent.Of(Arm64At(path)));

    /// <summary>True for a file that a merged archive may have from one app alone, and that is unpacked next to it.</summary>
    public bool IsSingle(string path) =>
        path.StartsWith(Unpacked + "/", StringComparison.Ordinal)
            && (PlatformWords.IsVariant(path) || single?.Matches(path[(Unpacked.Length + 1)..]) == true);

    // Snapshots have the processor in their names; an archive and the folder of the app's code are compared as such.
    private IEnumerable<string> Unique(SortedDictionary<string, BundleEntry> here, SortedDictionary<string, BundleEntry> there) =>
        from entry in here.Values
        where entry.Kind is not (BundleKind.Snapshot or BundleKind.Folder) && !(entry.Kind == BundleKind.Link && IsAppCode(entry.Path))
            && !there.ContainsKey(entry.Path) && !IsSingle(entry.Path) && !(IsAppCode(entry.Path) && PlatformWords.IsVariant(entry.Path))
        select entry.Path;

    // What Xcode 13 compiles a menu to has the same meaning each time, but not the same bytes.
    private bool MustBeEqual(BundleEntry entry) => !IsSingle(entry.Path) && (entry.Kind == BundleKind.Plain
        ? Path.GetFileName(Path.GetDirectoryName(entry.Path)) != "MainMenu.nib"
        : entry.Kind == BundleKind.Archive && entry.Path != AppArchive && !IsAppCode(entry.Path));

    private bool IsAppCode(string path) => !HasArchive && path.StartsWith(AppFolder + "/", StringComparison.Ordinal);

    private static string Names(string lead, string[] names)
    {
        string shown = string.Join(", ", names.Take(ShownNames).Select(name => $"'{name}'"));
        string rest = names.Length > ShownNames ? $" and {names.Length - ShownNames} more" : "";
        return names.Length == 0 ? "" : $"{lead}{shown}{rest}.";
    }
}
