using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>What was promised stays: files that are served, and versions that are not committed yet.</summary>
public sealed class RestoreSpecs : IDisposable
{
    private const string File100 = "artifacts/1.0.0/linux-x64/sample-app-1.0.0-linux-x64.AppImage";
    private readonly PublishRun run = new();

    public static TheoryData<string> Damages { get; } = ["gone", "other bytes", "cut off", "empty"];

    private string Served => run.Stage.At("store", File100);

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_served_file_that_is_lost_is_told_by_reconcile_and_put_back_by_publish(string damage)
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        var whole = run.Stage.Snapshot();
        Damage(Served, damage);
        Assert.Equal(1, await run.ReconcileAsync());
        Assert.Contains($"canary serves 1.0.0, and {File100} {(damage == "gone" ? "is gone" : "has other bytes")}.", run.Run.Output, StringComparison.Ordinal);
        var damaged = run.Stage.Snapshot();
        Assert.Equal(0, await run.PublishAsync("1.0.0", ("dry-run", "true")));
        Assert.Equal(damaged, run.Stage.Snapshot());
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        Assert.Contains("Already done: 1.0.0 was published on canary; 1 file of the release were put back.", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(whole, run.Stage.Snapshot());
        Assert.Equal(0, await run.ReconcileAsync());
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task What_a_build_that_gave_up_left_under_the_name_of_a_file_is_replaced(string damage)
    {
        run.Stage.Build("1.0.0");
        Directory.CreateDirectory(Path.GetDirectoryName(Served)!);
        await File.WriteAllTextAsync(Served, "left by another build");
        Damage(Served, damage);
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        Assert.Equal([], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "canary"));
    }

    [Theory]
    [InlineData("channels/canary/state.json")]
    [InlineData("feeds/canary/latest-linux.yml")]
    [InlineData("feeds/index.html")]
    [InlineData("feeds/downloads.html")]
    public async Task What_can_be_made_again_is_whatever_stands_in_its_place(string key)
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        var whole = run.Stage.Snapshot();
        using (FileStream file = File.OpenWrite(run.Stage.At("store", key)))
            file.SetLength(40 << 20);
        Assert.True(await run.ReconcileAsync() == 0, run.Run.Output);
        Assert.Equal(whole, run.Stage.Snapshot());
    }

    [Theory]
    [InlineData("changed", "has the hash")]
    [InlineData("gone", "is missing, and entries that came after it are there")]
    public async Task Reconcile_reads_the_log_from_its_first_entry_on(string accident, string words)
    {
        foreach (string version in (string[])["1.0.0", "1.1.0", "1.2.0"])
        {
            run.Stage.Build(version);
            Assert.Equal(0, await run.PublishAsync(version));
        }

        string entry = run.Stage.At("store", "channels/canary/log/00000002.json");
        if (accident == "gone")
            File.Delete(entry);
        else
            await File.WriteAllTextAsync(entry, (await File.ReadAllTextAsync(entry)).Replace("local", "mallory", StringComparison.Ordinal));
        Assert.Equal(1, await run.ReconcileAsync());
        Assert.Contains($"00000002.json {words}", run.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_was_published_before_the_one_that_is_served_changes_nothing()
    {
        foreach (string version in (string[])["1.0.0", "1.1.0"])
        {
            run.Stage.Build(version);
            Assert.Equal(0, await run.PublishAsync(version));
        }

        var before = run.Stage.Snapshot();
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        Assert.Contains("1.1.0 is served, and nothing changed.", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
    }

    [Fact]
    public async Task Of_two_builds_of_one_version_that_race_one_always_wins()
    {
        for (int trial = 0; trial < 24; trial++)
        {
            using var stage = new PublishStage();
            SealedRelease[] builds = [stage.Seal("1.0.0"), stage.Seal("1.0.0", "-again")];
            string?[] errors = await Task.WhenAll(builds.Select(build => Task.Run(() => TryAsync(stage, build))));
            Assert.Single(errors, error => error is null);
            Assert.Contains("is sealed already as another release", errors.Single(error => error is not null), StringComparison.Ordinal);
            Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
        }
    }

    [Fact]
    public async Task A_version_whose_build_is_gone_is_free_again_once_what_it_left_is_deleted()
    {
        using var stage = new PublishStage();
        SealedRelease lost = stage.Seal("1.0.0"), again = stage.Seal("1.0.0", "-again");
        using (var store = new UnreliableStore(stage.Store(), FaultRates.None, 0) { KillAt = 8 })
            await Assert.ThrowsAsync<KilledException>(() => stage.PublishAsync(lost, store: store));
        Assert.Contains("No channel has served it", await TryAsync(stage, again), StringComparison.Ordinal);
        Directory.Delete(stage.At("store", "releases", "1.0.0"), recursive: true);
        if (Directory.Exists(stage.At("store", "artifacts", "1.0.0")))
            Directory.Delete(stage.At("store", "artifacts", "1.0.0"), recursive: true);
        Assert.Null(await TryAsync(stage, again));
        Assert.Contains("under a higher version", await TryAsync(stage, lost), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("channels/canary/state.json", "pipe")]
    [InlineData("channels/canary/log/00000001.json", "pipe")]
    [InlineData("channels/canary/log/00000001.json", "link")]
    [InlineData("releases/1.0.0/release.json", "link")]
    [InlineData("feeds/canary/latest.yml", "pipe")]
    [InlineData("artifacts/1.0.0", "link")]
    public async Task A_document_of_the_store_that_is_no_file_is_never_read(string key, string kind)
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        string place = run.Stage.At("store", key), real = run.Stage.At("elsewhere");
        if (Directory.Exists(place))
            Directory.Move(place, real);
        else
            File.Move(place, real);
        if (kind == "pipe")
            PublishAccidents.Pipe(place);
        else
            File.CreateSymbolicLink(place, real);
        Assert.Equal(2, await run.ReconcileAsync());
        Assert.Contains(kind == "pipe" ? "is a pipe, socket or device" : "is a link and no f", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(2, await run.PublishAsync("1.0.0"));
    }

    [Fact]
    public async Task Another_app_is_refused_on_every_channel_of_a_store()
    {
        run.Configure("publish: { app: sample-app, direct: [canary, beta] }\n");
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        run.Configure("publish: { app: other-app, direct: [canary, beta] }\n");
        run.Stage.Build("1.1.0");
        var before = run.Stage.Snapshot();
        Assert.Equal(1, await run.PublishAsync("1.1.0", ("channel", "beta")));
        Assert.Contains("of the app 'sample-app', and this is 'other-app'", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
    }

    [Fact]
    public async Task Legs_that_are_published_one_by_one_are_told_which_there_are()
    {
        run.Stage.Build("1.0.0", "", (UvRelease.Releases.Artifacts.ReleasePlatform.Linux, UvRelease.Releases.Artifacts.ReleaseArch.X64));
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        run.Stage.Build("1.0.0");
        Assert.Equal(1, await run.PublishAsync("1.0.0"));
        Assert.Contains("another release of linux-x64, and this one is of win-x64, linux-x64; all legs are published at once", Normal(run.Run.Output),
            StringComparison.Ordinal);
    }

    public void Dispose() => run.Dispose();

    private static string Normal(string text) => text.Replace("linux-x64, win-x64", "win-x64, linux-x64", StringComparison.Ordinal);

    private static async Task<string?> TryAsync(PublishStage stage, SealedRelease release)
    {
        using IStore store = stage.Store();
        try
        {
            await stage.PublishAsync(release, store: store);
            return null;
        }
        catch (ReleaseException e)
        {
            return e.Message;
        }
    }

    private static void Damage(string file, string damage)
    {
        switch (damage)
        {
            case "gone":
                File.Delete(file);
                break;
            case "cut off":
                File.WriteAllBytes(file, File.ReadAllBytes(file)[..5]);
                break;
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            default:
                byte[] bytes = File.ReadAllBytes(file);
                bytes[0] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
        }
    }
}
