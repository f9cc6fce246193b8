using UvRelease.Electron.Building;
using UvRelease.Electron.Signing;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;
using UvRelease.Windows.Authenticode;

namespace UvRelease.SignWindows;

/// <summary>Signs one leg: what is in something comes before it.</summary>
/// <param name="options">The inputs.</param>
/// <param name="who">Who signs.</param>
/// <param name="verifier">Judges what was signed.</param>
/// <param name="context">The step.</param>
/// <param name="work">A folder for what is between.</param>
internal sealed class LegSigning(SignWindowsOptions options, AuthenticodeIdentity who, WindowsVerifier verifier, StepContext context, string work)
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Signs it.</summary>
    /// <param name="release">The release folder, which is only read.</param>
    /// <param name="target">Where the new files go; null for a dry run.</param>
    /// <param name="leg">The leg.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The new fragment; null for a dry run.</returns>
    /// <exception cref="ReleaseException">Something can't be signed, made, or is not sound afterwards.</exception>
    public async Task<ReleaseFragment?> SignAsync(string release, string? target, SignedLeg leg, CancellationToken cancellationToken)
    {
        string name = $"{leg.Fragment.Leg}", app = Path.Combine(work, name);
        using IDisposable group = context.Log.Group(target is null ? $"What would be done to {name}" : $"Signing of {name}");
        DateTimeOffset time = BuiltArtifacts.Unpack(release, leg.App, app, cancellationToken) ?? NoTime;
        time = context.SourceDate ?? time;
        var folder = new ProgramFolder(app, context.Time, Signed);
        IReadOnlyList<FoundProgram> plan = folder.Plan(who.Leaf.Subject, cancellationToken);
        context.Log.Info(string.Join('\n', plan.Select(one => one.Line)));
        string resources = Path.Combine(app, "resources");
        bool asks = PublisherNames.Read(resources) is not null;
        context.Log.Info(asks ? $"app-update.yml: publisherName: {string.Join(" | ", verifier.Publishers)}"
            : "There is no app-update.yml: the app looks for no updates.");
        if (target is null)
        {
            context.Log.Info(string.Join('\n', leg.Made.Select(one => $"pack {one.Path}{(one.Kind == ArtifactKind.Installer
                ? ", and sign elevate.exe, the uninstaller and itself" : "")}")));
            return null;
        }

        await folder.SignAsync(plan, who, options.Signing.Told, atomic: false, cancellationToken);
        if (asks)
            PublisherNames.Write(resources, verifier.Publishers);
        WindowsVerifier.Check(verifier.Folder(app, name, cancellationToken));
        var made = new List<Artifact>();
        foreach (Artifact one in leg.Made)
        {
            context.Log.Info($"pack {one.Path}");
            string file = Path.Combine(target, one.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (one.Kind == ArtifactKind.Installer)
                Installer(leg.Fragment, app, file, one.Path, time, cancellationToken);
            else
                await ArchiveAsync(app, file, time, cancellationToken);
            made.AddRange(await BuiltArtifacts.DescribeAsync(target, one, withBlockmap: one.Kind == ArtifactKind.Installer, cancellationToken));
        }

        ReleaseFragment fragment = leg.Fragment.Without(leg.Gone).With(made);
        ReleaseFragmentFile.Write(target, fragment, cancellationToken);
        Directory.Delete(app, recursive: true);
        return fragment;
    }

    private void Installer(ReleaseFragment fragment, string app, string file, string shown, DateTimeOffset time, CancellationToken cancellationToken)
    {
        BuildRequest request = options.Installer.Request(fragment, time, Path.Combine(work, $"{fragment.Leg}-installer"), context);
        string made = Path.Combine(request.Work, "made", Path.GetFileName(file));
        Directory.CreateDirectory(Path.GetDirectoryName(made)!);
        request.User?.Owner.Take(request.Work);
        var signed = new List<string>();
        // What was packed is verified where it is signed: it can't be looked at any more behind the compression of the installer.
        InstallerBuild.Make(request, app, made, async (path, token) =>
        {
            SignedDescription told = options.Signing.Told;
            string part = Path.GetFileName(path);
            Signed(part, await AuthenticodeSigner.SignInPlaceAsync(path, part,
                who, told with { Description = told.Description ?? Path.GetFileNameWithoutExtension(shown) }, token));
            WindowsVerifier.Check(verifier.Program(path, part == Path.GetFileName(made) ? shown : $"{shown}/{part}", mayBeOthers: false, token));
            signed.Add(part);
        }, new BuildLog(context.Log, context.Log.Group, text => context.Log.Warning(text)), cancellationToken);
        if (!signed.Contains(Path.GetFileName(made)) || !signed.Exists(part => part.Contains("uninstaller", StringComparison.OrdinalIgnoreCase)))
            throw new ReleaseException(Fault.Refused,
                $"electron-builder had {string.Join(", ", signed)} signed, and not both the uninstaller and the installer. "
                + "Remove what keeps it from that (signExts, a script of your own for NSIS) from its configuration.");
        AtomicFile.Move(made, file, cancellationToken);
        WindowsVerifier.Check(verifier.Program(file, shown, mayBeOthers: false, cancellationToken));
    }

    private static async Task ArchiveAsync(string app, string file, DateTimeOffset time, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveEntry> entries = ArchiveTree.Read(app);
        var archive = new ArchiveOptions { Time = time };
        await (file.EndsWith(".zip", StringComparison.Ordinal) ? ZipWriter.WriteAsync(file, entries, archive, cancellationToken)
            : TarWriter.WriteAsync(file, entries, archive, cancellationToken));
    }

    private void Signed(string path, byte[] digest) => context.Log.Info($"signed {path}: {Convert.ToHexStringLower(digest)}");
}
