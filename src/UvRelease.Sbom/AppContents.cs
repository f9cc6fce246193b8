using Microsoft.Win32.SafeHandles;
using UvRelease.Formats.Asar;
using UvRelease.Formats.Executables;
using UvRelease.Posix;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Sbom;

/// <summary>What is found in an unpacked app.</summary>
/// <param name="Components">All of it.</param>
/// <param name="IsComplete">False where the bundler left no trace of the packages, and the lock file stands for them.</param>
public sealed record AppContents(IReadOnlyList<SbomComponent> Components, bool IsComplete)
{
    private const int LongestManifest = 1 << 20;
    private const string Manifest = "package.json", Modules = "node_modules/";
    private static readonly string[] Ffmpeg = ["libffmpeg.so", "libffmpeg.dylib", "ffmpeg.dll"];

    /// <summary>Looks into an app.</summary>
    /// <param name="folder">The unpacked app.</param>
    /// <param name="electron">Electron's version; null where the leg does not say it.</param>
    /// <param name="locked">Packages of the lock file, for licences and hashes, and where the app has no manifests.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Releases.ReleaseException">An asar archive can't be read.</exception>
    public static AppContents Read(string folder, string? electron, IReadOnlyList<SbomComponent> locked, CancellationToken cancellationToken)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        string[] paths = [.. new DirectoryInfo(folder).EnumerateFiles("*", all).Select(file => Path.GetRelativePath(folder, file.FullName))
            .Order(StringComparer.Ordinal)];
        var packages = new List<SbomComponent>();
        foreach (string path in paths.Where(path => Path.GetFileName(path) == "app.asar"))
            packages.AddRange(Packed(folder, path));
        packages.AddRange(paths.Where(path => IsPackage(path)).Select(path => NpmPackages.OfManifest(
            RegularFile.ReadBelow(folder, path, LongestManifest))).OfType<SbomComponent>());
        var byPurl = locked.ToDictionary(one => one.Reference, StringComparer.Ordinal);
        IEnumerable<SbomComponent> known = packages.Count == 0 ? locked : packages.Select(one => byPurl.TryGetValue(one.Reference, out SbomComponent? same)
            ? one with { Sha512 = same.Sha512, Licence = one.Licence ?? same.Licence } : one);
        string[] programs = [.. paths.Where(path => IsProgram(folder, path))];
        IEnumerable<SbomComponent> found = [.. ElectronVersions.Read(programs, folder, electron, cancellationToken), .. known,
            .. programs.Select(path => File(folder, path, cancellationToken))];
        return new AppContents([.. found.DistinctBy(one => one.Reference).OrderBy(one => one.Reference, StringComparer.Ordinal)], packages.Count > 0);
    }

    private static IEnumerable<SbomComponent> Packed(string folder, string path)
    {
        using AsarArchive asar = AsarArchive.Open(Path.Combine(folder, path), path);
        foreach (AsarEntry entry in asar.Entries.Where(entry => entry is { Kind: AsarEntryKind.File, IsUnpacked: false, Size: <= LongestManifest }
            && IsPackage(entry.Path)))
        {
            byte[] bytes = new byte[entry.Size];
            asar.Content(entry).Read(asar.File, 0, bytes);
            if (NpmPackages.OfManifest(bytes) is { } package)
                yield return package;
        }
    }

    // …/node_modules/NAME/package.json and …/node_modules/@SCOPE/NAME/package.json.
    private static bool IsPackage(string path)
    {
        int at = path.LastIndexOf(Modules, StringComparison.Ordinal);
        if (at < 0 || !path.EndsWith("/" + Manifest, StringComparison.Ordinal))
            return false;
        string[] parts = path[(at + Modules.Length)..].Split('/');
        return parts.Length == (parts[0].StartsWith('@') ? 3 : 2);
    }

    private static bool IsProgram(string folder, string path)
    {
        using SafeFileHandle file = RegularFile.OpenBelow(folder, path);
        byte[] head = new byte[ExecutableHeader.Length];
        return ExecutableHeader.Read(head.AsSpan(0, RandomAccess.Read(file, head, 0))) is not null;
    }

    private static SbomComponent File(string folder, string path, CancellationToken cancellationToken)
    {
        var hash = ArtifactHash.Below(folder, path, cancellationToken);
        return new SbomComponent(SbomKind.File, path, null)
        {
            Sha256 = hash.Sha256,
            Sha512 = Convert.ToHexStringLower(Convert.FromBase64String(hash.Sha512)),
            Licence = Ffmpeg.Contains(Path.GetFileName(path)) ? "LGPL-2.1-or-later" : null,
        };
    }
}
