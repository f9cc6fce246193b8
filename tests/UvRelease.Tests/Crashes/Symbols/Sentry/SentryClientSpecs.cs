using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using UvRelease.Crashes.Symbols.Making;
using UvRelease.Crashes.Symbols.Sentry;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols.Sentry;

public sealed class SentryClientSpecs(BuiltPrograms programs) : IClassFixture<BuiltPrograms>, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SentryDouble sentry = new();
    private readonly ConcurrentQueue<string> lines = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Debug_files_are_uploaded_once()
    {
        Put("crasher.debug", "app.exe", "app.pdb", "m-universal");
        await Client().UploadDebugFilesAsync([folder.At("symbols")], Stop);
        Assert.Empty(sentry.Wrong);
        Assert.Equal(await File.ReadAllBytesAsync(programs.At("crasher.debug"), Stop), sentry.Files["crasher.debug"]);
        Assert.Equal(["app.exe", "app.pdb", "crasher.debug"], sentry.Files.Keys.Where(name => !name.StartsWith("m-", StringComparison.Ordinal)).Order());
        int sent = sentry.Sent.Count;
        Assert.True(sent > 10);

        await Client().UploadDebugFilesAsync([folder.At("symbols")], Stop);
        Assert.Equal(sent, sentry.Sent.Count);
        Assert.Contains(lines, line => line.Contains("Nothing to upload", StringComparison.Ordinal));
        Assert.Empty(sentry.Wrong);
    }

    [Fact]
    public async Task An_upload_that_broke_off_is_resumed()
    {
        Put("app.pdb");
        int uploads = 0;
        await File.WriteAllBytesAsync(folder.At("symbols", "second.pdb"), await File.ReadAllBytesAsync(programs.At("addon.pdb"), Stop), Stop);
        sentry.Fault = asked => asked.EndsWith("/difs/assemble/", StringComparison.Ordinal) && sentry.Sent.Count > 0 ? 500 : null;
        await Assert.ThrowsAsync<ReleaseException>(() => Client().UploadDebugFilesAsync([folder.At("symbols")], Stop));
        uploads = sentry.Sent.Count;
        Assert.True(uploads > 0);
        sentry.Fault = _ => null;
        await Client().UploadDebugFilesAsync([folder.At("symbols")], Stop);
        Assert.Equal(uploads, sentry.Sent.Count);
        Assert.Equal(2, sentry.Files.Count);
        Assert.Empty(sentry.Wrong);
    }

    [Theory]
    [InlineData(401, Fault.Input, "does not take the token"), InlineData(403, Fault.Input, "may not do this")]
    [InlineData(404, Fault.Input, "knows no such organization or project"), InlineData(413, Fault.Environment, "larger than the server")]
    [InlineData(429, Fault.Environment, "no more requests"), InlineData(500, Fault.Environment, "has a fault of its own")]
    [InlineData(503, Fault.Environment, "has a fault of its own"), InlineData(-1, Fault.Environment, "can't be reached")]
    public async Task A_refusal_is_a_sentence(int status, Fault fault, string sentence)
    {
        Put("crasher.debug");
        sentry.Fault = asked => asked.StartsWith("POST", StringComparison.Ordinal) ? status : null;
        ReleaseException refused = await Assert.ThrowsAsync<ReleaseException>(() => Client().UploadDebugFilesAsync([folder.At("symbols")], Stop));
        Assert.Equal(fault, refused.Fault);
        Assert.True(refused.Message.Contains(sentence, StringComparison.Ordinal), string.Join('\n', [refused.Message, .. lines]));
        Assert.StartsWith("sentry-cli debug-files upload for acme/demo failed: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_sentence()
    {
        Uri there = sentry.Url;
        sentry.Dispose();
        ReleaseException refused = await Assert.ThrowsAsync<ReleaseException>(() => Client(url: there).NewReleaseAsync("1.2.3", Stop));
        Assert.Contains("Sentry can't be reached. Look at 'sentry-url'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_maps_are_a_bundle_under_the_addresses_of_the_app()
    {
        string id = "9c1f0a4e-6f3d-5b1e-8a52-0f6f2d9f1c11";
        folder.Write("maps/main.js", $"run();\n//# debugId={id}\n//# sourceMappingURL=main.js.map\n");
        folder.Write("maps/main.js.map",
            $$"""{"version":3,"sources":["/home/me/app/src/main.ts"],"sourcesContent":["run()"],"names":[],"mappings":"AAAA","debugId":"{{id}}"}""");
        await Client().UploadSourceMapsAsync(folder.At("maps"), "app@1.2.3", "app:///", ["/home/me/app/"], Stop);
        Assert.Empty(sentry.Wrong);
        using var zip = new ZipArchive(new MemoryStream(sentry.Files["bundle"]));
        using JsonDocument manifest = JsonDocument.Parse(zip.GetEntry("manifest.json")!.Open());
        JsonElement[] files = [.. manifest.RootElement.GetProperty("files").EnumerateObject().Select(file => file.Value)];
        Assert.Equal(["app:///main.js", "app:///main.js.map"], files.Select(file => file.GetProperty("url").GetString()).Order());
        Assert.All(files, file => Assert.Equal(id, file.GetProperty("headers").GetProperty("debug-id").GetString()));
        Assert.Equal("app@1.2.3", manifest.RootElement.GetProperty("release").GetString());
        using var map = new StreamReader(zip.Entries.Single(entry => entry.Name.EndsWith(".map", StringComparison.Ordinal)).Open());
        Assert.DoesNotContain("/home/me", await map.ReadToEndAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_is_made_finished_and_deployed()
    {
        await Client().NewReleaseAsync("app@1.2.3", Stop);
        await Client().FinalizeReleaseAsync("app@1.2.3", Stop);
        await Client().NewDeployAsync("app@1.2.3", "canary", Stop);
        Assert.Empty(sentry.Wrong);
        Assert.Equal("app@1.2.3", sentry.Releases[0].GetProperty("version").GetString());
        Assert.True(sentry.Releases[1].TryGetProperty("dateReleased", out _));
        Assert.Equal("canary", sentry.Releases[2].GetProperty("environment").GetString());
    }

    // A file of the checkout, or a variable of the job, must not send the token elsewhere or hide a failure.
    [Fact]
    public async Task Nothing_of_the_caller_reaches_it_and_the_token_is_nowhere()
    {
        Put("crasher.debug");
        folder.Write("symbols/.sentryclirc", "[defaults]\nurl = http://127.0.0.1:1\norg = other\n[auth]\ntoken = other\n");
        folder.Write("symbols/.env", "SENTRY_URL=http://127.0.0.1:1\n");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["SENTRY_ALLOW_FAILURE"] = "1", ["SENTRY_URL"] = "http://127.0.0.1:1" };
        await Client(variables).UploadDebugFilesAsync([folder.At("symbols")], Stop);
        Assert.Single(sentry.Files);
        sentry.Fault = _ => 503;
        ReleaseException failed = await Assert.ThrowsAsync<ReleaseException>(() => Client(variables).NewReleaseAsync("1.2.3", Stop));
        Assert.DoesNotContain(SentryDouble.Token, string.Join('\n', [.. lines, failed.Message]), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains(SentryDouble.Token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("acme", "-h", null), InlineData("ac/me", "demo", null), InlineData("", "demo", null)]
    [InlineData("acme", "demo", "http://sentry.example.com"), InlineData("acme", "demo", "https://me:word@sentry.example.com")]
    public void A_target_that_could_be_an_option_or_leak_the_token_is_refused(string organization, string project, string? url) =>
        Assert.Equal(Fault.Input, Assert.Throws<ReleaseException>(() => SentryTarget.Of(organization, project, url)).Fault);

    public void Dispose()
    {
        sentry.Dispose();
        folder.Dispose();
    }

    private SentryClient Client(IReadOnlyDictionary<string, string>? variables = null, Uri? url = null)
    {
        Directory.CreateDirectory(folder.At("work"));
        // Once again, not ten times, each after a longer wait.
        var given = new Dictionary<string, string>(variables ?? new Dictionary<string, string>(), StringComparer.Ordinal) { ["SENTRY_HTTP_MAX_RETRIES"] = "1" };
        return new(new CrashProgram(CrashTools.Sentry, given),
            SentryTarget.Of(SentryDouble.Organization, SentryDouble.Project, (url ?? sentry.Url).AbsoluteUri), SentryDouble.Token, folder.At("work"),
            new Lines(lines));
    }

    private void Put(params string[] names)
    {
        programs.Need();
        Directory.CreateDirectory(folder.At("symbols"));
        foreach (string name in names)
            File.Copy(programs.At(name), folder.At("symbols", name));
    }

    private sealed class Lines(ConcurrentQueue<string> all) : IProgress<string>
    {
        public void Report(string value) => all.Enqueue(value);
    }
}
