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
        string debug = "symbols/linux-x64/addon.node.debug", map = "source-maps/linux-x64/main.js.map";
        Write("release/sample/" + map,
            $$"""{"version":3,"file":"main.js","sources":["main.ts"],"sourcesContent":["run()"],"names":[],"mappings":"AAAA","debugId":"{{Map}}"}""");
        Directory.CreateDirectory(Path.GetDirectoryName(At("release", "sample", debug))!);
        File.Copy(programs.At("crasher.debug"), At("release", "sample", debug));
        ReleaseFragmentFile.Write(At("release", "sample"), ReleaseFragment.Of("2.0.0", new string('a', 40), ReleasePlatform.Linux, ReleaseArch.X64,
            new ReleaseFragmentTools(ElectronDouble.Version, null)).With(Of(ArtifactKind.Symbols, debug), Of(ArtifactKind.SourceMap, map)), Stop);
        return program;
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
