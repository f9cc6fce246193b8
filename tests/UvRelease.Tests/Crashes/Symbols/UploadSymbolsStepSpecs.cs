using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Crashes.Symbols.Sentry;
using UvRelease.Tests.Doubles;
using UvRelease.UploadSymbols;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

public sealed class UploadSymbolsStepSpecs(BuiltPrograms programs) : IClassFixture<BuiltPrograms>, IDisposable
{
    private const string Map = "9c1f0a4e-6f3d-5b1e-8a52-0f6f2d9f1c11";

    private const string Debug = "symbols/linux-x64/addon.node.debug", MapFile = "source-maps/linux-x64/main.js.map";

    private readonly StepRun run = new();
    private readonly ElectronDouble electron = new();
    private readonly SentryDouble sentry = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_is_in_the_store_and_in_Sentry_and_a_second_run_changes_nothing()
    {
        DebugObject program = await BuiltAsync();
        Assert.Equal(0, await StepAsync(ToSentry()));
        string[] keys = Keys();
        Assert.Contains($"buildid/{program.CodeId}/debuginfo", keys);
        Assert.Contains($"buildid/{program.CodeId}/executable", keys);
        Assert.Contains($"addon.node/{program.Id}/addon.node.sym", keys);
        Assert.Contains($"electron/{program.Id}/electron.sym", keys);
        Assert.Contains($"sample-app/{program.Id}/sample-app.sym", keys);
        Assert.Contains($"sourcemaps/{Map}.map", keys);
        Assert.Empty(sentry.Wrong);
        Assert.True(sentry.Files.ContainsKey("bundle"));
        Assert.Equal("2.0.0", sentry.Releases[0].GetProperty("version").GetString());
        Assert.True(sentry.Releases[1].TryGetProperty("dateReleased", out _));
        Assert.Equal("canary", sentry.Releases[2].GetProperty("environment").GetString());
        (string, string)[] before = Content();
        int sent = sentry.Sent.Count;

        Assert.Equal(0, await StepAsync(ToSentry()));
        Assert.Equal(before, Content());
        Assert.Matches("written<<(.*)\n0\n", run.Outputs);
        Assert.Equal(sent, sentry.Sent.Count);
        Assert.DoesNotContain((run.Output + run.Error + run.Summary).Split('\n'),
            line => line.Contains(SentryDouble.Token, StringComparison.Ordinal) && !line.StartsWith("::add-mask::", StringComparison.Ordinal));
        Assert.Single(electron.Asked, asked => asked.EndsWith(".zip", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Own_code_without_symbols_and_an_own_source_map_are_refused_before_anything_is_sent()
    {
        await BuiltAsync();
        File.Copy(programs.At("app.exe"), At("app", "resources", "own.dll"));
        Write("app/resources/app/main.js.map", "{}");
        Assert.Equal(1, await StepAsync(ToSentry()));
        Assert.Contains("resources/own.dll", run.Output, StringComparison.Ordinal);
        Assert.Contains("resources/app/main.js.map would show the app's sources", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("symbols")));
        Assert.Empty(sentry.Asked);
    }

    [Theory]
    [InlineData("app.tar", ""), InlineData("app.tar.gz", "sample-app-2.0.0"), InlineData("app.zip", "")]
    public async Task The_app_of_a_release_is_taken_out_of_its_archive_and_checked(string archive, string folder)
    {
        DebugObject program = await BuiltAsync();
        Pack(archive, folder);
        Assert.Equal(0, await StepAsync([("app-folder", "")]));
        Assert.Contains($"buildid/{program.CodeId}/executable", Keys());
        Assert.DoesNotContain("can't be looked into", run.Output, StringComparison.Ordinal);

        File.Copy(programs.At("app.exe"), At("app", "resources", "own.dll"));
        Write("app/resources/app/main.js", "run();\n");
        Write("app/resources/app/main.js.map", "{}");
        Pack(archive, folder);
        Assert.Equal(1, await StepAsync([("app-folder", "")]));
        foreach (string sentence in (string[])["linux-x64: resources/own.dll", "main.js.map would show the app's sources", "and no script of the app has it"])
            Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_can_not_be_looked_into_is_named()
    {
        await BuiltAsync();
        Write("release/sample/source-maps/linux-x64/other.js.map", "{\"version\":3}");
        Assert.Equal(0, await StepAsync([("app-folder", "")]));
        Assert.Contains("::warning::Whether crashes of linux-x64 will have names is not known", run.Output, StringComparison.Ordinal);
        Assert.Contains("::warning::linux-x64: other.js.map has no debug id", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../out", false), InlineData("/tmp/out", false), InlineData("a", true)]
    public async Task A_broken_archive_of_an_app_is_refused(string name, bool isCut)
    {
        await BuiltAsync();
        string path = At("release", "sample", "app.tar");
        using (var tar = new TarWriter(File.Create(path)))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(new byte[2000]) });
        if (isCut)
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..2500]);
        List("app.tar");
        Assert.Equal(isCut ? 2 : 1, await StepAsync([("app-folder", "")]));
        Assert.Contains(isCut ? "app.tar is no tar archive that can be read" : "that is outside of it", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("symbols")));
    }

    [Fact]
    public async Task Half_of_what_Sentry_needs_is_an_error()
    {
        await BuiltAsync();
        Assert.Equal(2, await StepAsync([("sentry-org", "acme"), ("sentry-project", "demo")]));
        Assert.Contains("secret SENTRY_AUTH_TOKEN", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_named_nothing_is_done_and_the_step_says_so()
    {
        await BuiltAsync();
        Assert.Equal(0, await run.StepAsync<UploadSymbolsOptions, UploadSymbolsStep>([("app-folder", "app")]));
        Assert.Contains("skipped", run.Outputs, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        sentry.Dispose();
        electron.Dispose();
        run.Dispose();
    }

    private (string, string)[] ToSentry() =>
    [
        ("sentry-org", SentryDouble.Organization), ("sentry-project", SentryDouble.Project), ("sentry-token", SentryDouble.Token),
        ("sentry-url", sentry.Url.AbsoluteUri), ("sentry-finalize", "true"), ("sentry-environment", "canary"),
    ];

    private Task<int> StepAsync((string, string)[] more) => run.StepAsync<UploadSymbolsOptions, UploadSymbolsStep>(
        [("store", "symbols"), ("app-folder", "app"), ("layouts", "breakpad symstore debuginfod"), ("trim-paths", programs.Folder + "/"),
            ("electron-symbols", "true"), ("electron-mirror", electron.Url.AbsoluteUri), ("tools-folder", SourceTree.At("tools", "crash-tools")),
            ("release-folder", "release"), ("sentry-url-prefix", "app:///"), .. more]);

    // An app with a native module of its own, as build-electron leaves it: what was set aside, and a fragment that lists it.
    private async Task<DebugObject> BuiltAsync()
    {
        programs.Need();
        _ = (CrashTools.Sentry, CrashTools.DumpSymbols);
        DebugObject program = Assert.Single(DebugObjectReader.Read(programs.At("unlinked"), "addon.node"));
        await electron.ReleaseAsync($"{program.Id}", $"MODULE Linux x86_64 {program.Id} electron\nPUBLIC 10 0 main\n");
        Directory.CreateDirectory(At("app", "resources", "app"));
        File.Copy(programs.At("unlinked"), At("app", "resources", "addon.node"));
        File.Copy(programs.At("unlinked"), At("app", "sample-app"));
        Write("app/resources/app/main.js", $"run();\n//# debugId={Map}\n");
        Write("release/sample/" + MapFile,
            $$"""{"version":3,"file":"main.js","sources":["main.ts"],"sourcesContent":["run()"],"names":[],"mappings":"AAAA","debugId":"{{Map}}"}""");
        Directory.CreateDirectory(Path.GetDirectoryName(At("release", "sample", Debug))!);
        File.Copy(programs.At("crasher.debug"), At("release", "sample", Debug));
        List(null);
        return program;
    }

    private void List(string? archive)
    {
        Artifact[] app = archive is null ? [] : [Of(ArtifactKind.App, archive)];
        ReleaseFragmentFile.Write(At("release", "sample"), ReleaseFragment.Of("2.0.0", new string('a', 40), ReleasePlatform.Linux, ReleaseArch.X64,
            new ReleaseFragmentTools(ElectronDouble.Version, null)).With([Of(ArtifactKind.Symbols, Debug), Of(ArtifactKind.SourceMap, MapFile), .. app]), Stop);
    }

    // The app as an archive of the release, which lists it.
    private void Pack(string archive, string folder)
    {
        string root = At("packed"), path = At("release", "sample", archive), inside = folder.Length == 0 ? root : Path.Combine(root, folder);
        Directory.CreateDirectory(Path.GetDirectoryName(inside)!);
        Directory.Move(At("app"), inside);
        File.Delete(path);
        if (archive.EndsWith(".zip", StringComparison.Ordinal))
        {
            using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
            foreach (string file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
            {
                using Stream entry = zip.CreateEntry(Path.GetRelativePath(root, file)).Open();
                entry.Write(File.ReadAllBytes(file));
            }
        }
        else
        {
            FileStream made = File.Create(path);
            using Stream file = archive.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(made, CompressionLevel.Fastest) : made;
            TarFile.CreateFromDirectory(root, file, includeBaseDirectory: false);
        }

        Directory.Move(inside, At("app"));
        if (Directory.Exists(root))
            Directory.Delete(root, recursive: true);
        List(archive);
    }

    private Artifact Of(ArtifactKind kind, string path)
    {
        byte[] bytes = File.ReadAllBytes(At("release", "sample", path));
        return new Artifact(kind, path, ReleasePlatform.Linux, ReleaseArch.X64, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Convert.ToBase64String(SHA512.HashData(bytes)), null);
    }

    private string At(params string[] parts) => Path.Combine([run.Workspace, .. parts]);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private string[] Keys() => [.. Content().Select(one => one.Key)];

    private (string Key, string Hash)[] Content() =>
    [
        .. from file in Directory.EnumerateFiles(At("symbols"), "*", SearchOption.AllDirectories)
           let key = Path.GetRelativePath(At("symbols"), file)
           where !key.StartsWith(".uv-store", StringComparison.Ordinal)
           orderby key
           select (key, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))),
    ];
}
