using UvRelease.Electron.Signing;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;
using UvRelease.Windows.Publishers;
using UvRelease.Windows.Verification;

namespace UvRelease.SignWindows;

/// <summary>Signs apps for Windows, and all that is made of them.</summary>
public sealed class SignWindowsStep : IStep<SignWindowsOptions>
{
    private static readonly Output Fragments = new("fragments", "Paths of the release fragments, one per line, relative to the workspace.");
    private static readonly Output Programs = new("programs", "Number of programs and libraries that were signed, or verified.");
    private static readonly Output Publisher = new("publisher", "Subject of the certificate that signed; empty for nobody.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "sign-windows", "Signs an app for Windows with all programs in it, without Windows, makes its installer anew with a signed uninstaller, verifies all, "
            + "and brings fragment and block map up to date.",
        Fragments, Programs, Publisher);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(SignWindowsOptions options, StepContext context, CancellationToken cancellationToken)
    {
        string work = Directory.CreateTempSubdirectory("sign-windows-").FullName;
        // electron-builder gets in as another user, to folders that are given to it.
        FileStatus.SetMode(work, FileModes.OwnerAccess | FileModes.OthersExecute);
        try
        {
            if (options.VerifyOnly)
                return Verify(options, context, work, cancellationToken);
            using SigningIdentity? identity = await options.Signing.OpenAsync(context, cancellationToken);
            if (identity is null)
                return Ended(options, context, new WindowsVerifier(context.Time, false, work), "", BuiltLegs(options));
            IReadOnlyList<string> names = options.Publisher.For(identity.Who.Leaf);
            await CheckServedAsync(options, identity.Who.Leaf.Subject, context, work, cancellationToken);
            var verifier = new WindowsVerifier(context.Time, identity.Who.IsStamped, work) { Publishers = names };
            return options.AppFolder is { } app ? await SignFolderAsync(app, options, identity, verifier, context, cancellationToken)
                : await SignReleaseAsync(options, identity, verifier, context, work, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<StepResult> SignReleaseAsync(SignWindowsOptions options, SigningIdentity identity, WindowsVerifier verifier, StepContext context,
        string work, CancellationToken cancellationToken)
    {
        string release = options.ReleaseFolder.FullPath;
        if (release == context.Workspace.Root)
            throw new ReleaseException(Fault.Input, "'release-folder' is the workspace itself, which can't be replaced. Name a folder in it.");
        SignedLeg[] legs = [.. BuiltLegs(options).Select(fragment => SignedLeg.Of(fragment, options.Formats))];
        context.Workspace.Wrote(options.ReleaseFolder);
        using ReplacedRelease? signed = options.DryRun ? null : ReplacedRelease.Beside(release);
        var fragments = new List<ReleaseFragment>();
        foreach (SignedLeg leg in legs)
        {
            foreach (string left in leg.Untouched)
                context.Log.Warning($"{left} was packed before the app was signed, and stays as it is: the programs in it are not signed.");
            var signing = new LegSigning(options, identity.Who, verifier, context, work);
            if (await signing.SignAsync(release, signed?.Folder, leg, cancellationToken) is { } fragment)
                fragments.Add(fragment);
        }

        signed?.Commit(legs.SelectMany(leg => leg.Gone).ToHashSet(StringComparer.Ordinal), cancellationToken);
        return Ended(options, context, verifier, identity.Who.Leaf.Subject, fragments.Count > 0 ? fragments : [.. legs.Select(leg => leg.Fragment)]);
    }

    private static async Task<StepResult> SignFolderAsync(OutputPath app, SignWindowsOptions options, SigningIdentity identity, WindowsVerifier verifier,
        StepContext context, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(app.FullPath))
            throw new ReleaseException(Fault.Input, $"'app-folder' is '{app}', and there is no such folder. Name the one with the programs.");
        var folder = new ProgramFolder(app.FullPath, context.Time, (path, digest) => context.Log.Info($"signed {path}: {Convert.ToHexStringLower(digest)}"));
        using IDisposable group = context.Log.Group(options.DryRun ? $"What would be done to {app}" : $"Signing of {app}");
        IReadOnlyList<FoundProgram> plan = folder.Plan(identity.Who.Leaf.Subject, cancellationToken);
        context.Log.Info(string.Join('\n', plan.Select(one => one.Line)));
        if (!options.DryRun)
        {
            context.Workspace.Wrote(app);
            await folder.SignAsync(plan, identity.Who, options.Signing.Told, atomic: true, cancellationToken);
            WindowsVerifier.Check(verifier.Folder(app.FullPath, app.Relative, cancellationToken));
        }

        return Ended(options, context, verifier, identity.Who.Leaf.Subject, []);
    }

    private static StepResult.Done Verify(SignWindowsOptions options, StepContext context, string work, CancellationToken cancellationToken)
    {
        bool needsTimestamp = options.Signing.TimestampServers is not ["none"]
            && !(options.Signing.TestIdentity && options.Signing.TimestampServers.Count == 0);
        var verifier = new WindowsVerifier(context.Time, needsTimestamp, work) { Publishers = options.Publisher.Names };
        IReadOnlyList<ReleaseFragment> fragments = options.AppFolder is null ? BuiltLegs(options) : [];
        // Apps first: they say whose installers they take.
        WindowsVerifier.Check(options.AppFolder is { } app ? verifier.Folder(app.FullPath, app.Relative, cancellationToken)
            : [.. fragments.SelectMany(fragment => fragment.Artifacts).OrderBy(artifact => artifact.Kind != ArtifactKind.App)
                .SelectMany(artifact => verifier.File(options.ReleaseFolder.FullPath, artifact, cancellationToken))]);
        return Ended(options, context, verifier, verifier.Programs.SelectMany(program => program.Signatures)
            .Select(signature => signature.Leaf.Subject).FirstOrDefault(subject => PublisherName.Accept(verifier.Publishers, subject)) ?? "", fragments);
    }

    // Installed apps take nobody's update whose name they don't know, and there is no way to tell them later.
    private static async Task CheckServedAsync(SignWindowsOptions options, string subject,
        StepContext context, string work, CancellationToken cancellationToken)
    {
        if (options.Publisher.ServedFeed is not { } address)
            return;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? feed) || feed.Scheme is not ("http" or "https"))
            throw new ReleaseException(Fault.Input,
                $"'served-feed' is '{address}' and must be an address such as https://updates.example.org/stable/latest.yml.");
        using var http = new HttpClient();
        string tools = Path.Combine(Path.GetFullPath(options.Installer.ToolsFolder, context.Workspace.Root), "7zip", "7zz");
        IReadOnlyList<string>? names = await new ServedRelease(http, feed, File.Exists(tools) ? tools : "7zz", work).NamesAsync(context, cancellationToken);
        if (names is null)
            context.Log.Info($"Nothing is served at {feed} yet: no installed app has to know the signer.");
        else if (names.Count == 0)
            context.Log.Warning($"The release that is served at {feed} has no publisherName: its apps take updates of anybody.");
        else if (!PublisherName.Accept(names, subject))
            throw new ReleaseException(Fault.Refused, $"Apps of the release that is served at {feed} take updates of {string.Join(" | ", names)} alone, and "
                + $"'{subject}' signs: they would refuse this one. Sign by the old certificate, give the old and the new name as 'publisher-names', and "
                    + "change the "
                + "certificate when most users have that release.");
    }

    private static IReadOnlyList<ReleaseFragment> BuiltLegs(SignWindowsOptions options) => options.AppFolder is not null ? []
        : BuiltArtifacts.Fragments(options.ReleaseFolder.FullPath, options.ReleaseFolder.Relative, ReleasePlatform.Win);

    private static StepResult.Done Ended(SignWindowsOptions options, StepContext context, WindowsVerifier verifier, string publisher,
        IReadOnlyList<ReleaseFragment> fragments)
    {
        ProgramReport[] programs = [.. verifier.Programs.DistinctBy(program => (program.Path, Convert.ToHexStringLower(program.Digest.Span)))];
        IEnumerable<string> rows = programs.Select(program => $"| {MarkdownText.Code(program.Path)} | "
            + $"{MarkdownText.Code(program.Signer?.Leaf.Subject ?? "nobody")} | "
            + $"{program.Signer?.StampedAt?.UtcDateTime.ToString("yyyy-MM-dd") ?? "no"} | `{Convert.ToHexStringLower(program.Digest.Span)[..16]}…` |");
        context.Summary.Append($"## Signatures\n\n| program | signed by | stamped | digest |\n| --- | --- | --- | --- |\n{string.Join('\n', rows)}\n");
        return new StepResult.Done(
            Fragments.Is(string.Join('\n', fragments.Select(fragment => Path.Combine(options.ReleaseFolder.Relative, fragment.FileName)))),
            Programs.Is($"{programs.Length}"),
            Publisher.Is(publisher));
    }
}
