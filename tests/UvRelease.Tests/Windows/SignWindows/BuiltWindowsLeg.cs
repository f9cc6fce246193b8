using System.Security.Cryptography;
using UvRelease.Formats.Archives;
using UvRelease.Releases.Artifacts;
using UvRelease.SignWindows;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Windows.SignWindows;

/// <summary>A leg of Windows as build-electron leaves it, its project, and the step that signs it.</summary>
internal sealed class BuiltWindowsLeg : IDisposable
{
    public const string Password = "correct horse 27", Stem = "demo-1.2.0-win-x64";
    private static readonly DateTimeOffset Built = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public StepRun Run { get; } = new();

    public string Release => Path.Combine(Run.Workspace, "release");

    public string Errors => string.Join('\n', (Run.Output + Run.Error).Split('\n').Where(line => !line.StartsWith("::add-mask::", StringComparison.Ordinal)));

    public ReleaseFragment Fragment => ReleaseFragmentFile.Find(Release, new Leg(ReleasePlatform.Win, ReleaseArch.X64))!;

    /// <summary>The identity of the specs as a secret.</summary>
    public static string Identity => Convert.ToBase64String(WindowsJudges.Identity.ToPkcs12(Password), Base64FormattingOptions.InsertLineBreaks);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Packs an app: programs of any name, one that others signed, one that is none.</summary>
    public static async Task<BuiltWindowsLeg> MakeAsync()
    {
        var leg = new BuiltWindowsLeg();
        string app = leg.Run.At("app");
        Directory.CreateDirectory(Path.Combine(app, "resources", "app.asar.unpacked"));
        File.Copy(WindowsJudges.Unsigned, Path.Combine(app, "Demo.EXE"));
        File.Copy(WindowsJudges.At("node-notifier", "vendor", "notifu", "notifu64.exe"), Path.Combine(app, "resources", "app.asar.unpacked", "native.node"));
        File.Copy(WindowsJudges.Unsigned, Path.Combine(app, "resources", "app.asar.unpacked", "tool"));
        File.Copy(WindowsJudges.At("@electron", "windows-sign", "vendor", "signtool.exe"), Path.Combine(app, "signtool.exe"));
        await File.WriteAllTextAsync(Path.Combine(app, "LICENSE.exe"), "MZ is no program", Stop);
        await File.WriteAllTextAsync(Path.Combine(app, "resources", "app-update.yml"), "provider: generic\nurl: https://u.example.org/\n", Stop);
        Directory.CreateDirectory(leg.Release);
        IReadOnlyList<ArchiveEntry> entries = ArchiveTree.Read(app);
        var options = new ArchiveOptions { Time = Built, Speed = ArchiveSpeed.Fast };
        await TarWriter.WriteAsync(leg.At(".tar"), entries, options, Stop);
        await ZipWriter.WriteAsync(leg.At(".zip"), entries, options, Stop);
        await File.WriteAllTextAsync(leg.At(".exe"), "an installer", Stop);
        await File.WriteAllTextAsync(leg.At(".exe.blockmap"), "old", Stop);
        Artifact Of(ArtifactKind kind, string ending)
        {
            var hash = ArtifactHash.Below(leg.Release, Stem + ending, Stop);
            return new Artifact(kind, Stem + ending, ReleasePlatform.Win, ReleaseArch.X64, hash.Size, hash.Sha256, hash.Sha512,
                kind == ArtifactKind.Installer ? ArtifactBlockmap.External(Stem + ".exe.blockmap", 3) : null);
        }

        ReleaseFragmentFile.Write(leg.Release,
            ReleaseFragment.Of("1.2.0", new string('a', 40), ReleasePlatform.Win, ReleaseArch.X64, new ReleaseFragmentTools("45.4.1", "26.17.0"))
                .With(Of(ArtifactKind.App, ".tar"), Of(ArtifactKind.Portable, ".zip"), Of(ArtifactKind.Installer, ".exe"),
                    Of(ArtifactKind.Blockmap, ".exe.blockmap")), Stop);
        leg.WriteProject();
        return leg;
    }

    /// <summary>A file of the release.</summary>
    public string At(string ending) => Path.Combine(Release, Stem + ending);

    /// <summary>Runs the step on the day of the specs.</summary>
    public Task<int> SignAsync(params (string, string)[] inputs)
    {
        Run.Time = new WindowsJudges.FixedClock(WindowsJudges.Now);
        Run.Variables["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        return Run.StepAsync<SignWindowsOptions, SignWindowsStep>([("tools-folder", SourceTree.At("artifacts", "electron-tools")),
            ("builder-folder", SourceTree.At("tools", "electron-builder")), ("timestamp-servers", "none"), .. inputs]);
    }

    /// <summary>The inputs that give the identity.</summary>
    public static (string, string)[] Given => [("identity", Identity), ("identity-password", Password)];

    /// <summary>Every file of the release folder with its hash.</summary>
    public string[] State() => [.. ArchiveTree.Read(Release).Where(entry => entry.Source is not null)
        .Select(entry => $"{entry.Name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(entry.Source!)))}")];

    public void Dispose() => Run.Dispose();

    private void WriteProject()
    {
        File.WriteAllText(Path.Combine(Run.Workspace, "package.json"), """
            { "name": "demo", "productName": "Demo", "version": "0.0.1", "description": "A demo.", "author": "Ada", "main": "main.js" }
            """);
        File.WriteAllText(Path.Combine(Run.Workspace, "main.js"), "");
        File.WriteAllText(Path.Combine(Run.Workspace, "electron-builder.yml"), "appId: org.example.demo\nnpmRebuild: false\nasar: false\n"
            + "nsis: { perMachine: true }\n");
    }
}
