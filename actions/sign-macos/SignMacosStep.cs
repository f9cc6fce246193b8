using UvRelease.Apple.Bundles;
using UvRelease.Apple.Verification;
using UvRelease.Electron.Signing;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;

namespace UvRelease.SignMacos;

/// <summary>Signs apps for macOS, and all that is made of them.</summary>
public sealed class SignMacosStep : IStep<SignMacosOptions>
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Output Fragments = new("fragments", "Paths of the release fragments, one per line, relative to the workspace.");
    private static readonly Output Programs = new("programs", "Number of programs and libraries that were signed, or verified.");
    private static readonly Output Team = new("team-id", "Team that signed; empty for none of Apple's.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "sign-macos", "Signs an app for macOS with all code in it, without a Mac, verifies it, and makes its zip, dmg and pkg anew, with fragment and "
            + "block maps.",
        Fragments, Programs, Team);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(SignMacosOptions options, StepContext context, CancellationToken cancellationToken)
    {
        string work = Directory.CreateTempSubdirectory("sign-macos-").FullName;
        try
        {
            return options.VerifyOnly ? Verify(options, context, work, cancellationToken)
                : options.AppFolder is { } app ? await SignAppAsync(app, options, context, work, cancellationToken)
                : await SignReleaseAsync(options, context, work, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<StepResult> SignReleaseAsync(SignMacosOptions options, StepContext context, string work, CancellationToken cancellationToken)
    {
        string release = options.ReleaseFolder.FullPath;
        if (release == context.Workspace.Root)
            throw new ReleaseException(Fault.Input, "'release-folder' is the workspace itself, which can't be replaced. Name a folder in it.");
        (ReleaseFragment Fragment, IReadOnlyList<string> Files)[] legs = [.. BuiltApp.Fragments(release, options.ReleaseFolder.Relative)
            .Select(fragment => (fragment, SignedRelease.Files(fragment, AppPackages.Formats(options.Formats, fragment.Artifacts))))];
        using Signers signers = await Signers.OpenAsync(options.Identity, legs.Any(leg => leg.Files.Any(IsPackage)), context, cancellationToken);
        AppSigningOptions how = options.Entitlements.Options(signers.Code);
        options.Packages.Check();
        using Notary? notary = options.Notary.Open(signers, context);
        var verifier = new MacVerifier(signers.Verification(context.Time), work);
        context.Workspace.Wrote(options.ReleaseFolder);
        using ReplacedRelease? signed = options.DryRun ? null : ReplacedRelease.Beside(release);
        var fragments = new List<ReleaseFragment>();
        foreach ((ReleaseFragment fragment, IReadOnlyList<string> files) in legs)
        {
            string folder = Path.Combine(work, $"{fragment.Leg}");
            BuiltApp app = BuiltApp.Unpack(release, fragment, folder, cancellationToken);
            var signing = new AppSigning
            {
                App = app.Folder,
                Signed = Path.Combine(work, $"{fragment.Leg}-signed", app.Name),
                Target = signed?.Folder ?? "",
                Files = files,
                Options = how,
                Packages = new AppPackages(options.Packages, signers, context.SourceDate ?? app.Time ?? NoTime),
                Verifier = verifier,
                Notary = notary,
            };
            await DoAsync($"{fragment.Leg}", signing.Acts(), options.DryRun, context.Log, cancellationToken);
            if (signed is null)
                continue;
            fragments.Add(await SignedRelease.DescribeAsync(signed.Folder, fragment, files, cancellationToken));
            AppSigning.Check([.. fragments[^1].Artifacts.Where(artifact => files.Contains(artifact.Path))
                .SelectMany(artifact => verifier.File(signed.Folder, artifact, cancellationToken))]);
            Directory.Delete(folder, recursive: true);
        }

        signed?.Commit(SignedRelease.Replaced(legs), cancellationToken);
        context.Summary.Append(Table(verifier.Programs, [.. fragments.SelectMany(fragment => fragment.Artifacts)]));
        return Ended(options, verifier, signers.Code.Team, fragments.Count > 0 ? fragments : [.. legs.Select(leg => leg.Fragment)]);
    }

    private static async Task<StepResult> SignAppAsync(OutputPath app, SignMacosOptions options,
        StepContext context, string work, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(app.FullPath) || !app.FullPath.EndsWith(".app", StringComparison.Ordinal))
            throw new ReleaseException(Fault.Input, $"'app-folder' is '{app}', and must be the folder of an app, whose name ends with .app.");
        options.Packages.Check();
        string stem = Path.GetFileNameWithoutExtension(app.FullPath), beside = Path.GetDirectoryName(app.FullPath)!;
        string[] files = [.. AppPackages.Formats(options.Formats, []).Select(format => $"{stem}.{format}")];
        using Signers signers = await Signers.OpenAsync(options.Identity, files.Any(IsPackage), context, cancellationToken);
        using Notary? notary = options.Notary.Open(signers, context);
        var verifier = new MacVerifier(signers.Verification(context.Time), work);
        foreach (string file in files.Append(Path.GetFileName(app.FullPath)))
            context.Workspace.Wrote(context.Workspace.Output(Path.Combine(beside, file)));
        using StagingFolder? staging = options.DryRun ? null : StagingFolder.Beside(app.FullPath);
        var signing = new AppSigning
        {
            App = app.FullPath,
            Signed = staging?.At(Path.GetFileName(app.FullPath)) ?? "",
            Target = staging?.Path ?? "",
            Files = files,
            Options = options.Entitlements.Options(signers.Code),
            Packages = new AppPackages(options.Packages, signers, context.SourceDate ?? NoTime),
            Verifier = verifier,
            Notary = notary,
        };
        await DoAsync(Path.GetFileName(app.FullPath), signing.Acts(), options.DryRun, context.Log, cancellationToken);
        if (staging is not null)
        {
            staging.MoveFolder(Path.GetFileName(app.FullPath), app.FullPath, replace: true);
            foreach (string file in files)
                staging.MoveFile(file, Path.Combine(beside, file));
        }

        context.Summary.Append(Table(verifier.Programs, []));
        return Ended(options, verifier, signers.Code.Team, []);
    }

    private static async Task DoAsync(string title, IEnumerable<SigningAct> acts, bool isDry, Log log, CancellationToken cancellationToken)
    {
        using IDisposable group = log.Group(isDry ? $"What would be done to {title}" : $"Signing of {title}");
        foreach (SigningAct act in acts)
        {
            if (!isDry)
                await act.DoAsync(log.Info, cancellationToken);
            else
                log.Info(string.Join('\n', act.Lines));
        }
    }

    private static StepResult.Done Verify(SignMacosOptions options, StepContext context, string work, CancellationToken cancellationToken)
    {
        CodeVerification wanted = Signers.ToVerify(options.Identity).Verification(context.Time);
        var verifier = new MacVerifier(wanted, work);
        IReadOnlyList<ReleaseFragment> fragments = options.AppFolder is null
            ? BuiltApp.Fragments(options.ReleaseFolder.FullPath, options.ReleaseFolder.Relative) : [];
        CodeFinding[] findings = options.AppFolder is { } app ? [.. verifier.App(app.FullPath, app.Relative, cancellationToken)]
            : [.. fragments.SelectMany(fragment => fragment.Artifacts)
                .Where(artifact => artifact.Kind is ArtifactKind.App or ArtifactKind.Update or ArtifactKind.Installer)
                .SelectMany(artifact => verifier.File(options.ReleaseFolder.FullPath, artifact, cancellationToken))];
        AppSigning.Check(findings);
        context.Summary.Append(Table(verifier.Programs, []));
        return Ended(options, verifier, verifier.Programs.Select(program => program.Team).FirstOrDefault(), fragments);
    }

    private static StepResult.Done Ended(SignMacosOptions options, MacVerifier verifier, string? team, IReadOnlyList<ReleaseFragment> fragments) => new(
        Fragments.Is(string.Join('\n', fragments.Select(fragment => Path.Combine(options.ReleaseFolder.Relative, fragment.FileName)))),
        Programs.Is($"{verifier.Programs.DistinctBy(program => (program.Path, program.DirectoryHash)).Count()}"),
        Team.Is(team ?? ""));

    private static string Table(IReadOnlyList<VerifiedProgram> programs, IReadOnlyList<Artifact> files)
    {
        IEnumerable<string> rows = programs.DistinctBy(program => (program.Path, program.DirectoryHash))
            .Select(program => $"| {MarkdownText.Code(program.Path)} | {program.Processor} | {program.Team ?? "none"} | `{program.DirectoryHash}` |");
        IEnumerable<string> made = files.Where(file => file.Kind is ArtifactKind.App or ArtifactKind.Update or ArtifactKind.Installer)
            .Select(file => $"| {MarkdownText.Code(file.Path)} | {file.Kind.Word()} | {file.Size / 1e6:0.0} MB | `{file.Sha256[..16]}…` |");
        return $"## Signatures\n\n| program | processor | team | cdhash |\n| --- | --- | --- | --- |\n{string.Join('\n', rows)}\n"
            + (files.Count == 0 ? "" : $"\n| artifact | kind | size | sha256 |\n| --- | --- | ---: | --- |\n{string.Join('\n', made)}\n");
    }

    private static bool IsPackage(string file) => file.EndsWith(".pkg", StringComparison.Ordinal);
}
