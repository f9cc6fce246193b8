using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Releases;
using Xunit;
using static UvRelease.Tests.Channels.PromotionStage;

namespace UvRelease.Tests.Channels;

/// <summary>Widen, halt, resume and roll back: the state machine of a channel.</summary>
public sealed class StandingMoveSpecs : IDisposable
{
    private readonly PublishStage stage = new();
    private readonly PromotionStage moves;

    public StandingMoveSpecs() => moves = new PromotionStage(stage);

    [Fact]
    public async Task A_share_only_grows_and_its_buckets_hold_those_of_the_smaller_one()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"), PublishStage.Request(buckets: true));
        await stage.PublishAsync(stage.Seal("1.1.0"), PublishStage.Request(percent: 1, buckets: true));
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (int percent in (int[])[1, 10, 37, 100])
        {
            Assert.Equal(percent, (await moves.RunAllAsync(Widen(percent))).Offered);
            var offered = Directory.GetFiles(stage.At("store", "feeds", "canary"), "latest-linux.yml", SearchOption.AllDirectories)
                .Where(file => File.ReadAllText(file).Contains("version: 1.1.0\n", StringComparison.Ordinal))
                .Select(file => Path.GetFileName(Path.GetDirectoryName(file))!)
                .Where(name => name != "canary").ToHashSet(StringComparer.Ordinal);
            Assert.Equal(percent, offered.Count);
            Assert.Superset(before, offered);
            before = offered;
        }

        await Refused(Widen(99) with { Reason = "too many" }, "a share is never made smaller");
        Assert.NotEqual(Buckets.Offered(new string('a', 64), 10), Buckets.Offered(new string('b', 64), 10));
    }

    [Fact]
    public async Task A_widening_that_was_done_is_done_also_after_a_wider_one()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"), PublishStage.Request(1));
        await moves.RunAllAsync(Widen(10), Widen(50));
        var before = stage.Snapshot();
        foreach (int percent in (int[])[1, 10, 50])
            Assert.Equal(MoveResult.AlreadyDone, (await moves.RunAsync(Widen(percent))).Result);
        Assert.Equal(before, stage.Snapshot());
        // After a halt it is a new wish, and an older entry with the same words does not fulfil it.
        await moves.RunAllAsync(Halt(), Resume(5));
        Assert.Equal(MoveResult.Committed, (await moves.RunAsync(Widen(50))).Result);
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
    }

    [Theory]
    [InlineData("rolling")]
    [InlineData("complete")]
    [InlineData("halted")]
    [InlineData("rolled back")]
    [InlineData("resumed")]
    [InlineData("downgraded")]
    public async Task A_halt_works_from_every_state_and_asks_no_gate(string state)
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await stage.PublishAsync(stage.Seal("1.1.0"), PublishStage.Request(state == "complete" ? 100 : 10));
        MoveRequest[] way = state switch
        {
            "halted" => [Halt()],
            "rolled back" => [Halt(), Rollback()],
            "resumed" => [Halt(), Resume()],
            "downgraded" => [Halt(), Rollback(RollbackMode.Downgrade) with { Floor = "1.0.0" }],
            _ => [],
        };
        foreach (MoveRequest move in way)
            await moves.RunAsync(move);
        moves.Gates = _ => throw new InvalidOperationException("A halt asks nobody.");
        using var store = new UnreliableStore(stage.Store(), FaultRates.None, 0);
        MoveOutcome halted = await moves.RunAsync(Halt(), store);
        Assert.Equal(state is "halted" or "rolled back" ? MoveResult.AlreadyDone : MoveResult.Committed, halted.Result);
        Assert.True(halted.After!.Entry.Status.Halted);
        Assert.Null(halted.After.Entry.Action == ChannelAction.Halt ? halted.After.Entry.Grounds : null);
        string[] wrong = [.. StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary")];
        Assert.Empty(wrong);
        if (state != "rolled back")
            Assert.Contains("stagingPercentage: 0\n", Feed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_halt_reads_what_it_needs_and_writes_the_log_the_state_and_the_feeds_alone()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        var before = stage.Snapshot();
        await moves.RunAsync(Halt());
        var after = stage.Snapshot();
        string[] changed = [.. after.Where(file => before.GetValueOrDefault(file.Key) != file.Value).Select(file => file.Key)];
        Assert.Equal(
            ["channels/canary/log/00000002.json", "channels/canary/state.json", .. Feeds()],
            changed.Order(StringComparer.Ordinal));

        IEnumerable<string> Feeds() => after.Keys.Where(key => key.StartsWith("feeds/canary/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_resumption_offers_no_more_than_before_the_halt()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"), PublishStage.Request(25));
        await Refused(Resume(), "is not halted");
        await moves.RunAllAsync(Halt());
        await Refused(Resume(26), "26 % is more");
        await Refused(Widen(50), "is halted and can't be widened");
        Assert.Equal(10, (await moves.RunAllAsync(Resume(10))).Offered);
        Assert.Equal(MoveResult.AlreadyDone, (await moves.RunAsync(Resume(10))).Result);
        Assert.Equal(MoveResult.AlreadyDone, (await moves.RunAsync(Resume())).Result);
        await Refused(Resume(5), "is not halted");
        Assert.Equal(25, (await moves.RunAllAsync(Widen(25))).Offered);
    }

    [Fact]
    public async Task A_rollback_by_fallback_offers_the_last_release_that_reached_everybody()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await stage.PublishAsync(stage.Seal("1.1.0"), PublishStage.Request(10) with { Cohorts = ["staff"] });
        await Refused(Rollback(), "Halt it first");
        await moves.RunAllAsync(Halt());
        ChannelStatus status = await moves.RunAllAsync(Rollback());
        Assert.Equal(("1.1.0", "1.0.0", true, true), (status.Current.Version, status.Fallback!.Version, status.Halted, status.RolledBack));
        foreach (string place in (string[])["latest-linux.yml", "canary-linux.yml", "latest.yml", "staff/latest-linux.yml"])
        {
            string feed = File.ReadAllText(stage.At("store", "feeds", "canary", place));
            Assert.Contains("version: 1.0.0\n", feed, StringComparison.Ordinal);
            Assert.DoesNotContain("stagingPercentage", feed, StringComparison.Ordinal);
        }

        Assert.Equal(MoveResult.AlreadyDone, (await moves.RunAsync(Rollback())).Result);
        await Refused(Resume(), "is rolled back and can't be resumed");
        await Refused(Widen(50), "is rolled back and can't be widened");
        await stage.PublishAsync(stage.Seal("1.2.0"), PublishStage.Request(10));
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
        Assert.Contains("version: 1.2.0\n", Feed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_fall_back_to_is_refused()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"), PublishStage.Request(10));
        await moves.RunAllAsync(Halt());
        await Refused(Rollback(), "nothing to fall back to");
        await Refused(Rollback(RollbackMode.Downgrade) with { Floor = "0.1.0" }, "Name the version to go back to");
    }

    [Theory]
    [InlineData(null, null, "Clients go back only where their app allows it")]
    [InlineData("1.0.0", "1.1.0", "1.0.0 is below the floor 1.1.0")]
    [InlineData("1.2.0", "1.0.0", "is not lower than 1.2.0")]
    [InlineData("0.9.0", "0.1.0", "canary never served 0.9.0")]
    public async Task A_downgrade_needs_a_floor_and_a_version_that_was_served(string? version, string? floor, string message)
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await stage.PublishAsync(stage.Seal("1.1.0"));
        await stage.PublishAsync(stage.Seal("1.2.0"), PublishStage.Request(50));
        await moves.RunAllAsync(Halt());
        await Refused(Rollback(RollbackMode.Downgrade) with { Version = version, Floor = floor }, message);
    }

    [Fact]
    public async Task A_downgrade_keeps_the_floor_and_the_versions_that_were_used()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await stage.PublishAsync(stage.Seal("1.1.0"));
        await stage.PublishAsync(stage.Seal("1.2.0"), PublishStage.Request(50));
        await moves.RunAllAsync(Halt());
        RollbackRequest back = Rollback(RollbackMode.Downgrade) with { Version = "1.0.0", Floor = "1.0.0" };
        ChannelStatus status = await moves.RunAllAsync(back);
        Assert.Equal(("1.0.0", 100, "1.0.0", "1.2.0", false), (status.Current.Version, status.Offered, status.Floor, status.Highest, status.Halted));
        Assert.Equal(MoveResult.AlreadyDone, (await moves.RunAsync(back)).Result);
        ReleaseException used = await Assert.ThrowsAsync<ReleaseException>(() => stage.PublishAsync(stage.Seal("1.2.0", content: " again")));
        Assert.Equal(Fault.Refused, used.Fault);
        // The floor of the log stays, whatever the configuration says later.
        await stage.PublishAsync(stage.Seal("1.3.0"));
        await moves.RunAllAsync(Halt());
        await Refused(Rollback(RollbackMode.Downgrade) with { Version = "1.3.0", Floor = null }, "is not lower");
        Assert.Equal("1.0.0", (await moves.RunAllAsync(Rollback(RollbackMode.Downgrade))).Current.Version);
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
    }

    [Fact]
    public async Task A_fix_forward_takes_the_place_of_a_halted_release()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        PromoteRequest fix = PromotionStage.Promote() with { FixesForward = true };
        await Refused(fix, "beta serves nothing yet");
        await moves.RunAllAsync(PromotionStage.Promote(percent: 10));
        await stage.PublishAsync(stage.Seal("1.0.1"));
        await Refused(fix, "Halt it first");
        await moves.RunAllAsync(Halt("beta"));
        MoveOutcome mended = await moves.RunAsync(fix);
        LogEntry entry = mended.After!.Entry;
        Assert.Equal((ChannelAction.Rollback, RollbackMode.FixForward), (entry.Action, entry.Grounds!.Mode!.Value));
        Assert.Equal(("1.0.1", 100), (entry.Status.Current.Version, entry.Status.Offered));
        Assert.Equal(MoveResult.AlreadyDone, (await moves.RunAsync(fix)).Result);
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "beta"));
    }

    [Fact]
    public async Task What_serves_nothing_can_only_be_published_or_promoted_to()
    {
        foreach (MoveRequest move in (MoveRequest[])[Widen(10), Halt(), Resume(), Rollback(), Rollback(RollbackMode.Downgrade)])
            await Refused(move, "canary serves nothing yet");
        Assert.Empty(stage.Snapshot());
    }

    public void Dispose() => stage.Dispose();

    private string Feed() => File.ReadAllText(stage.At("store", "feeds", "canary", "latest-linux.yml"));

    private async Task Refused(MoveRequest request, string message)
    {
        var before = stage.Snapshot();
        ReleaseException refused = await Assert.ThrowsAsync<ReleaseException>(() => moves.RunAsync(request));
        Assert.Equal(Fault.Refused, refused.Fault);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, stage.Snapshot());
    }
}
