using UvRelease.Channels;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Releases.Json;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Where everything stands is read from the ends of the logs, however long they are.</summary>
public sealed class StatusRequestSpecs : IDisposable
{
    private readonly PublishStage stage = new();
    private readonly PromotionStage moves;

    public StatusRequestSpecs() => moves = new PromotionStage(stage);

    [Theory]
    [InlineData(10)]
    [InlineData(10_000)]
    public async Task Status_asks_for_the_state_the_entry_that_it_names_and_the_next_one(int generations)
    {
        await LengthenAsync(generations);
        using var store = new RecordingStore(stage.Store());
        IReadOnlyList<ChannelView> views = await new ChannelOverview(store, PublishStage.App, PromotionStage.Channels).ReadAsync(CancellationToken.None);
        Assert.Equal([generations, null, null], views.Select(view => view.Head?.Generation));
        Assert.Equal(
            [
                "read channels/canary/state.json", $"read {Key(generations)}", $"read {Key(generations + 1)}",
                "read channels/beta/state.json", "list channels/beta/log/", "read channels/beta/log/00000001.json",
                "read channels/stable/state.json", "list channels/stable/log/", "read channels/stable/log/00000001.json",
            ],
            store.Requests);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(10_000)]
    public async Task Without_a_state_it_lists_the_log_and_still_reads_its_end_alone(int generations)
    {
        await LengthenAsync(generations);
        File.Delete(stage.At("store", "channels", "canary", "state.json"));
        using var store = new RecordingStore(stage.Store());
        await new ChannelOverview(store, PublishStage.App, ["canary"]).ReadAsync(CancellationToken.None);
        Assert.Equal(2, store.Requests.Count(request => request.StartsWith("read channels/canary/log/", StringComparison.Ordinal)));
        Assert.Equal(4, store.Requests.Count);
    }

    /// <summary>The press that can't wait asks for no more on a long log than on a short one.</summary>
    [Fact]
    public async Task A_halt_asks_for_as_much_on_a_long_log_as_on_a_short_one()
    {
        var counts = new List<int>();
        foreach (int generations in (int[])[10, 10_000])
        {
            await LengthenAsync(generations);
            using var store = new RecordingStore(stage.Store());
            Assert.Equal(MoveResult.Committed, (await moves.RunAsync(PromotionStage.Halt(), store)).Result);
            counts.Add(store.Requests.Count);
            Directory.Delete(stage.StoreFolder, recursive: true);
        }

        Assert.Equal(counts[0], counts[1]);
    }

    public void Dispose() => stage.Dispose();

    // A channel that was widened or resumed that often: each entry in the place and with the hash of its predecessor, as the commit loop writes it.
    private async Task LengthenAsync(int generations)
    {
        await stage.PublishAsync(stage.Seal("1.0.0"), PublishStage.Request(percent: 10));
        byte[] bytes = await File.ReadAllBytesAsync(Entry(1));
        LogEntry entry = LogJson.ReadEntry(bytes, "first");
        for (int generation = 2; generation <= generations; generation++)
        {
            bool halts = generation % 2 == 0;
            entry = entry with
            {
                Generation = generation,
                PrevHash = CanonicalJson.Digest(bytes),
                Action = halts ? ChannelAction.Halt : ChannelAction.Resume,
                Status = entry.Status with { Halted = halts },
            };
            File.WriteAllBytes(Entry(generation), bytes = LogJson.WriteEntry(entry));
        }

        if (entry.Status.Halted)
            entry = entry with { Action = ChannelAction.Resume, Status = entry.Status with { Halted = false } };
        await File.WriteAllBytesAsync(Entry(generations), bytes = LogJson.WriteEntry(entry));
        byte[] state = LogJson.WriteState(ChannelState.Of(new LogHead(entry, CanonicalJson.Digest(bytes))));
        await File.WriteAllBytesAsync(stage.At("store", "channels", "canary", "state.json"), state);
    }

    private static string Key(int generation) => StorePaths.LogEntry("canary", generation).Text;

    private string Entry(int generation) => stage.At("store", Key(generation));
}
