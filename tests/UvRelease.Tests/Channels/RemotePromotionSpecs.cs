using System.Text.RegularExpressions;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Channels.Publishing;
using UvRelease.Promote;
using UvRelease.Stores;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The moves of channels in stores behind a network: moto's S3 and Azurite, read as clients read them.</summary>
public sealed partial class RemotePromotionSpecs(Moto moto, Azurite azurite) : IClassFixture<Moto>, IClassFixture<Azurite>, IDisposable
{
    private readonly PublishRun run = new("publish: { app: sample-app }\n" + PromotionStage.OnlyIntegrity);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("s3")]
    [InlineData("azure")]
    public async Task A_release_is_promoted_widened_halted_resumed_and_rolled_back_and_no_file_is_written_again(string kind)
    {
        RemotePlace place = kind == "s3" ? await RemotePlace.BucketAsync(moto) : await RemotePlace.ContainerAsync(azurite);
        using IStore store = place.Open();
        using var http = new HttpClient();
        foreach (string version in (string[])["1.0.0", "1.1.0"])
        {
            run.Stage.Build(version);
            Assert.True(await run.PublishAsync(version, place.Inputs) == 0, run.Run.Output);
            if (version == "1.0.0")
                await MoveAsync("promote", "done");
        }

        string[] artifacts = Artifacts(await place.SnapshotAsync());
        await FeedIsAsync("1.0.0", null);
        (string Action, string Version, int? Share, (string, string)[] Inputs)[] moves =
        [
            ("promote", "1.1.0", 10, [("rollout", "10")]), ("widen", "1.1.0", 50, [("rollout", "50")]), ("halt", "1.1.0", 0, []),
            ("resume", "1.1.0", 20, [("rollout", "20")]), ("halt", "1.1.0", 0, []), ("rollback", "1.0.0", null, []),
        ];
        foreach ((string action, string version, int? share, (string, string)[] inputs) in moves)
        {
            await MoveAsync(action, "done", inputs);
            await FeedIsAsync(version, share);
            SortedDictionary<string, string> after = await place.SnapshotAsync();
            await MoveAsync(action, "already-done", inputs);
            Assert.Equal(after, await place.SnapshotAsync());
        }

        Assert.Equal(artifacts, Artifacts(await place.SnapshotAsync()));
        Assert.True(await run.ReconcileAsync(place.Inputs) == 0, run.Run.Output);
        Assert.Equal("", run.Outputs["written"]);

        async Task MoveAsync(string action, string outcome, params (string, string)[] inputs)
        {
            (string, string)[] all = [("action", action), ("channel", "beta"), .. place.Inputs, .. inputs];
            Assert.True(await run.Run.StepAsync<PromoteOptions, PromoteStep>(all) == 0, $"{action}: {run.Run.Output}");
            Assert.Equal(outcome, run.Outputs["outcome"]);
        }

        async Task FeedIsAsync(string version, int? share)
        {
            string feed = await http.GetStringAsync(store.PublicUrl(StoreKey.Of("feeds/beta/latest-linux.yml")), Token);
            Assert.Contains($"version: {version}\n", feed, StringComparison.Ordinal);
            Assert.Equal(share?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", Percentage().Match(feed).Groups["share"].Value);
        }
    }

    /// <summary>A halt of many feeds waits for nothing that it can know: feeds that still say what the entry before says are not read one by one.</summary>
    [Theory]
    [InlineData("s3")]
    [InlineData("azure")]
    public async Task Feeds_that_a_listing_recognises_are_replaced_unread_and_others_are_looked_at(string kind)
    {
        RemotePlace place = kind == "s3" ? await RemotePlace.BucketAsync(moto) : await RemotePlace.ContainerAsync(azurite);
        using IStore inner = place.Open();
        MoveSettings settings = run.Stage.Settings() with { Http = () => new HttpClient() };
        foreach (string version in (string[])["1.0.0", "1.1.0"])
            await new Publisher(inner, settings).RunAsync(run.Stage.Seal(version), PublishStage.Request(version == "1.0.0" ? 100 : 10, buckets: true), Token);
        StoreKey damaged = StoreKey.Of("feeds/canary/07/latest.yml");
        StoredObject there = (await inner.FindAsync(damaged, Token))!;
        await inner.ReplaceAsync(damaged, Given.Text("damaged"), there.ETag, Token);

        var store = new RecordingStore(inner);
        PromotionOutcome halted = await new Promoter(store, settings, keeper: null).RunAsync(PromotionStage.Halt(), Token);
        ConvergenceReport report = halted.Move.Convergence!;
        Assert.Equal(report.Feeds.Count + 1, report.Written.Count);
        Assert.Equal([$"read {damaged}"], store.Requests.Where(request => request.StartsWith("read feeds/", StringComparison.Ordinal)));
        Assert.Contains("version: 1.0.0", await inner.TextAsync(damaged, Token), StringComparison.Ordinal);
    }

    public void Dispose() => run.Dispose();

    private static string[] Artifacts(SortedDictionary<string, string> snapshot) =>
        [.. snapshot.Where(one => one.Key.StartsWith("artifacts/", StringComparison.Ordinal)).Select(one => $"{one.Key} {one.Value}")];

    [GeneratedRegex(@"^stagingPercentage: (?<share>\d+)$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Percentage();
}
