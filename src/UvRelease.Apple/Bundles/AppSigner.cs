using Microsoft.Win32.SafeHandles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Bundles;

/// <summary>Signs an app with all code in it, from the inside out. The app that is given stays as it is until all is done.</summary>
public static class AppSigner
{
    /// <summary>What is signed, in that order: bare programs and libraries, bundles behind what is in them, the app last (as an empty path).</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the folder is no app that can be signed; each reason on a line.</exception>
    public static IReadOnlyList<string> Plan(string app)
    {
        (_, IReadOnlyList<CodeBundle> bundles, IReadOnlyList<string> programs) = Look(app);
        return [.. programs, .. InsideOut(bundles).Select(bundle => bundle.Path)];
    }

    /// <summary>Signs an app.</summary>
    /// <param name="app">The app's folder.</param>
    /// <param name="target">Where the signed app goes: the same folder, or another, which is replaced.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Hears of each thing that was signed.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="ReleaseException">The app can't be signed, its profile is for something else, or the key can't be used.</exception>
    public static async Task<IReadOnlyList<SignedPath>> SignAsync(string app, string target, AppSigningOptions options, IProgress<SignedPath>? progress,
        CancellationToken cancellation)
    {
        (AppFolder source, IReadOnlyList<CodeBundle> bundles, IReadOnlyList<string> programs) = Look(app);
        (options.ProvisioningProfile ?? ProvisioningProfile.Of(source))?.Check(options.Identity, bundles[0].Identifier);
        HashSet<string> signedLater = [.. programs, .. bundles.Select(bundle => bundle.Executable)];
        using StagingFolder staging = StagingFolder.Beside(target);
        string work = staging.At("app");
        Copy(source, work, signedLater, bundles, cancellation);
        if (options.ProvisioningProfile is { } profile)
        {
            await File.WriteAllBytesAsync(Path.Combine(work, ProvisioningProfile.Place), profile.Bytes, cancellation);
            FileStatus.SetMode(Path.Combine(work, ProvisioningProfile.Place), FileModes.Plain);
        }

        var nested = new Dictionary<string, NestedSeal>(StringComparer.Ordinal);
        var signed = new List<SignedPath>();
        foreach (string path in programs)
            Signed(path, await SignAsync(path, path, new CodeSigningOptions { Entitlements = For(path) }));
        foreach (CodeBundle bundle in InsideOut(bundles))
            Signed(bundle.Path, await SignAsync(bundle.Executable, bundle.Path, Sealed(bundle)));
        staging.MoveFolder("app", Path.TrimEndingDirectorySeparator(Path.GetFullPath(target)), replace: true);
        return signed;

        Task<SignedProgram> SignAsync(string executable, string path, CodeSigningOptions how) => CodeSigner.SignNewAsync(source.At(executable), executable,
            Path.Combine(work, executable), how with { Identity = options.Identity, Flags = options.Flags, Entitlements = For(path) }, cancellation);

        Entitlements? For(string path) =>
            options.EntitlementsByPath.TryGetValue(path, out Entitlements? own) ? own : options.Entitlements.For(path);

        CodeSigningOptions Sealed(CodeBundle bundle)
        {
            byte[] seal = ResourceSeal.Make(AppFolder.Read(work), bundle, nested, CodeSigner.WantsSha1(source.At(bundle.Executable), bundle.Executable),
                cancellation);
            string path = Path.Combine(work, bundle.Seal);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, seal);
            FileStatus.SetMode(path, FileModes.Plain);
            return new CodeSigningOptions
            {
                Name = bundle.Identifier,
                Sealed = new Dictionary<CodeSlot, ReadOnlyMemory<byte>>
                {
                    [CodeSlot.InfoPlist] = File.ReadAllBytes(Path.Combine(work, bundle.InfoPlist)),
                    [CodeSlot.Resources] = seal,
                },
            };
        }

        void Signed(string path, SignedProgram program)
        {
            nested[path] = new NestedSeal(program.DirectoryHash, program.Designated.ToString());
            signed.Add(new SignedPath(path, program));
            progress?.Report(signed[^1]);
        }
    }

    private static (AppFolder App, IReadOnlyList<CodeBundle> Bundles, IReadOnlyList<string> Programs) Look(string path)
    {
        var app = AppFolder.Read(path);
        if (app.Problems.Count > 0)
            throw new ReleaseException(Fault.Input, app.Problems.Select(problem => problem.ToString()));
        IReadOnlyList<CodeBundle> bundles = CodeBundle.All(app);
        CodeFinding[] loose = [.. bundles.SelectMany(bundle => BundleRoot.Loose(app, bundle))];
        if (loose.Length > 0)
            throw new ReleaseException(Fault.Input, loose.Select(problem => problem.ToString()));
        HashSet<string> executables = [.. bundles.Select(bundle => bundle.Executable)];
        return (app, bundles, [.. app.Entries.Where(entry => entry.Type == FileType.File && !executables.Contains(entry.Path) && IsLoaded(app, entry.Path))
            .Select(entry => entry.Path).OrderByDescending(Depth)]);
    }

    // A bundle comes behind all that is in it.
    private static IEnumerable<CodeBundle> InsideOut(IEnumerable<CodeBundle> bundles) =>
        bundles.OrderByDescending(bundle => bundle.Path.Length == 0 ? 0 : 1 + Depth(bundle.Path)).ThenBy(bundle => bundle.Path, StringComparer.Ordinal);

    private static int Depth(string path) => path.Count(c => c == '/');

    /// <summary>True for a file that the system loads as code. Object files are data: builds of native modules leave them.</summary>
    /// <param name="app">The app.</param>
    /// <param name="path">The file.</param>
    /// <param name="damaged">Gets what is wrong with a file that begins as code; null throws it.</param>
    internal static bool IsLoaded(AppFolder app, string path, Action<CodeFinding>? damaged = null)
    {
        using SafeFileHandle file = RegularFile.OpenBelow(app.Root, path);
        using var input = CheckedReader.Of(file, path, MachFile.Kind);
        try
        {
            return MachFile.IsMachO(input) && MachFile.Read(input).Slices.Any(slice => MachDebug.Read(slice) is { IsLoaded: true, IsDebugFile: false });
        }
        catch (ReleaseException e) when (damaged is not null)
        {
            damaged(new CodeFinding(path, CodeFindingKind.Damaged, e.Message));
            return false;
        }
    }

    private static void Copy(AppFolder source, string work, HashSet<string> left, IReadOnlyList<CodeBundle> bundles, CancellationToken cancellation)
    {
        string[] seals = [.. bundles.Select(bundle => AppFolder.Join(bundle.Base, CodeBundle.SealFolder))];
        string[] tickets = [.. bundles.Select(bundle => AppFolder.Join(bundle.Base, "CodeResources"))];
        Directory.CreateDirectory(work);
        FileStatus.SetMode(work, FileStatus.Of(source.Root).Mode | FileModes.OwnerAccess);
        AppEntry[] kept = [.. source.Entries.Where(entry => !left.Contains(entry.Path) && !tickets.Contains(entry.Path)
            && !Array.Exists(seals, seal => entry.Path == seal || entry.Path.StartsWith(seal + "/", StringComparison.Ordinal)))];
        foreach (AppEntry entry in kept.Where(entry => entry.Type != FileType.File))
        {
            string path = Path.Combine(work, entry.Path);
            if (entry.Type == FileType.Link)
            {
                File.CreateSymbolicLink(path, entry.Target!);
                continue;
            }

            Directory.CreateDirectory(path);
            FileStatus.SetMode(path, entry.Mode | FileModes.OwnerAccess);
        }

        AppEntry[] files = [.. kept.Where(entry => entry.Type == FileType.File)];
        Cores.For(files.Length, i =>
        {
            using SafeFileHandle from = RegularFile.OpenBelow(source.Root, files[i].Path);
            using (SafeFileHandle to = File.OpenHandle(Path.Combine(work, files[i].Path), FileMode.CreateNew, FileAccess.Write))
                FileRange.Copy(from, 0, to, 0, RandomAccess.GetLength(from), cancellation);
            FileStatus.SetMode(Path.Combine(work, files[i].Path), files[i].Mode);
        }, cancellation);
    }
}

/// <summary>What lies beside the sealed folder of a bundle, where nothing may lie.</summary>
internal static class BundleRoot
{
    /// <summary>Finds it: only links, versions and the sealed folder itself may be there.</summary>
    public static IEnumerable<CodeFinding> Loose(AppFolder app, CodeBundle bundle) => bundle.Base == bundle.Path ? [] :
        from entry in app.Below(bundle.Path)
        let name = bundle.Path.Length == 0 ? entry.Path : entry.Path[(bundle.Path.Length + 1)..]
        where !name.Contains('/', StringComparison.Ordinal) && name != "Versions" && entry.Path != bundle.Base && entry.Type != FileType.Link
            && !name.StartsWith(".DS_Store", StringComparison.Ordinal)
        select new CodeFinding(entry.Path, CodeFindingKind.Structure,
            "It lies beside what is sealed of its bundle, and no signature can cover it. Move it inside.");
}
