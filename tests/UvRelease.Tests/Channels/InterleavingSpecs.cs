using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The two moments at which another publisher matters most, each made to happen.</summary>
public sealed class InterleavingSpecs : IDisposable
{
    private readonly PublishStage stage = new();

    [Theory]
    [InlineData("feeds/canary/latest-linux.yml")]
    [InlineData("feeds/canary/latest.yml")]
    [InlineData("channels/canary/state.json")]
    public async Task A_newer_generation_that_is_written_between_read_and_write_is_not_taken_back(string key)
    {
        SealedRelease second = stage.Seal("1.1.0"), third = stage.Seal("1.2.0");
        await stage.PublishAsync(stage.Seal("1.0.0"));
        int others = 0;
        using var store = new UnreliableStore(stage.Store(), FaultRates.None, 0)
        {
            AfterRead = async read =>
            {
                bool committed = File.Exists(stage.At("store", "channels", "canary", "log", "00000002.json"));
                if (read == key && committed && Interlocked.Exchange(ref others, 1) == 0)
                    await stage.PublishAsync(third);
            },
        };
        MoveOutcome outcome = (await stage.PublishAsync(second, store: store)).Move;
        Assert.Equal((1, MoveResult.Committed, 2), (others, outcome.Result, outcome.After!.Entry.Generation));
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
        Assert.Equal(3, StoreChecker.Feed(stage.At("store", "feeds", "canary", "latest-linux.yml")).Generation);
    }

    [Fact]
    public async Task A_publisher_that_loses_the_commit_plans_anew_on_what_the_winner_left()
    {
        SealedRelease second = stage.Seal("1.1.0"), third = stage.Seal("1.2.0");
        await stage.PublishAsync(stage.Seal("1.0.0"));
        int others = 0;
        using var store = new UnreliableStore(stage.Store(), FaultRates.None, 0)
        {
            AfterRead = async read =>
            {
                if (read == "releases/1.0.0/release.json" && Interlocked.Exchange(ref others, 1) == 0)
                    await stage.PublishAsync(second);
            },
        };
        MoveOutcome outcome = (await stage.PublishAsync(third, PublishStage.Request(percent: 10), store)).Move;
        Assert.Equal((1, 3, 1), (others, outcome.After!.Entry.Generation, outcome.Conflicts));
        Assert.Equal("1.1.0", outcome.After.Entry.Status.Fallback?.Version);
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
    }

    public void Dispose() => stage.Dispose();
}
