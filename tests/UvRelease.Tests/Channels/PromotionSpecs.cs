using System.Text.Json;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Promote: a digest goes on, and nothing else.</summary>
public sealed class PromotionSpecs : IDisposable
{
    private readonly PublishStage stage = new();
    private readonly PromotionStage moves;

    public PromotionSpecs() => moves = new PromotionStage(stage);

    [Fact]
    public async Task A_release_goes_through_all_channels_without_a_byte_of_it_being_written()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        var before = Files();
        foreach (string to in (string[])["beta", "stable"])
        {
            MoveOutcome outcome = await moves.RunAsync(PromotionStage.Promote(to, 10));
            LogEntry entry = outcome.After!.Entry;
            Assert.Equal((ChannelAction.Promote, 1, "1.0.0", 10), (entry.Action, entry.Generation, entry.Status.Current.Version, entry.Status.Offered));
            Assert.Equal(to == "beta" ? "canary" : "beta", entry.Grounds!.From);
            Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, to));
        }

        Assert.Equal(before, Files());
        string canary = Digest("canary"), stable = Digest("stable");
        Assert.Equal(canary, stable);

        Dictionary<string, string> Files() => stage.Snapshot()
            .Where(file => file.Key.Split('/')[0] is "artifacts" or "releases").ToDictionary();
    }

    [Fact]
    public async Task What_a_channel_serves_goes_on_unless_a_version_is_named()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await stage.PublishAsync(stage.Seal("1.1.0"));
        Assert.Equal("1.0.0", (await moves.RunAllAsync(PromotionStage.Promote() with { Version = "1.0.0" })).Current.Version);
        Assert.Equal("1.1.0", (await moves.RunAllAsync(PromotionStage.Promote())).Current.Version);
        await Refused(PromotionStage.Promote() with { Version = "1.2.0" }, "canary never served 1.2.0");
    }

    [Fact]
    public async Task The_same_again_is_done_already_even_when_the_channels_have_moved_on()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        PromoteRequest request = PromotionStage.Promote(percent: 10) with { Version = "1.0.0" };
        await moves.RunAllAsync(request, PromotionStage.Widen(50, "beta"));
        await Refused(request with { Percent = 20 }, "1.0.0 is on beta already, offered to 50 %");
        await moves.RunAllAsync(PromotionStage.Halt());
        var before = stage.Snapshot();
        MoveOutcome again = await moves.RunAsync(request);
        Assert.Equal((MoveResult.AlreadyDone, 2), (again.Result, again.After!.Entry.Generation));
        Assert.Equal(before, stage.Snapshot());
    }

    [Fact]
    public async Task What_was_halted_or_rolled_back_goes_nowhere()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await stage.PublishAsync(stage.Seal("1.1.0"));
        await moves.RunAllAsync(PromotionStage.Halt());
        await Refused(PromotionStage.Promote(), "1.1.0 is halted on canary");
        await stage.PublishAsync(stage.Seal("1.2.0"));
        await Refused(PromotionStage.Promote() with { Version = "1.1.0" }, "1.1.0 is halted on canary");
        await moves.RunAllAsync(PromotionStage.Halt(), PromotionStage.Rollback(RollbackMode.Downgrade) with { Floor = "1.0.0" });
        await Refused(PromotionStage.Promote() with { Version = "1.2.0" }, "1.2.0 was rolled back on canary");
        Assert.Equal("1.0.0", (await moves.RunAllAsync(PromotionStage.Promote())).Current.Version);
    }

    [Fact]
    public async Task A_source_that_is_halted_between_plan_and_commit_stops_the_promotion()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        moves.Gates = _ =>
        {
            moves.RunAsync(PromotionStage.Halt()).GetAwaiter().GetResult();
            return new GateVerdict([]);
        };
        await Refused(PromotionStage.Promote(), "1.0.0 is halted on canary");
        Assert.False(Directory.Exists(stage.At("store", "channels", "beta")));
    }

    [Fact]
    public async Task A_file_that_is_gone_stops_the_promotion()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        File.Delete(stage.At("store", "artifacts", "1.0.0", "linux-x64", "sample-app-1.0.0-linux-x64.AppImage"));
        await Refused(PromotionStage.Promote(), "is not there with its");
        Assert.False(Directory.Exists(stage.At("store", "channels", "beta")));
    }

    [Theory]
    [InlineData("canary", null, "No channel comes before canary")]
    [InlineData("beta", "stable", "stable does not come before beta")]
    [InlineData("beta", "beta", "beta does not come before beta")]
    [InlineData("stable", "canary", "a release goes through beta")]
    [InlineData("stable", null, "beta serves nothing yet")]
    public async Task Channels_are_gone_through_in_their_order(string to, string? from, string message)
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await Refused(PromotionStage.Promote(to) with { From = from }, message);
    }

    [Fact]
    public async Task A_blocked_gate_says_why_and_changes_nothing()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        var before = stage.Snapshot();
        moves.Gates = question => new GateVerdict(
        [
            new PassageFinding("bake", "fail", true, "It was offered for 2 hours, and 24 are wanted.", null),
            new PassageFinding("adoption", "inconclusive", false, "Nobody counts.", null),
            new PassageFinding("checks", "pass", true, "All passed.", null),
        ]);
        foreach (bool dry in (bool[])[true, false])
        {
            ReleaseException refused = await Refused(PromotionStage.Promote() with { DryRun = dry }, "bake (fail): It was offered for 2 hours, and 24");
            Assert.DoesNotContain("adoption", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, stage.Snapshot());
    }

    [Fact]
    public async Task The_log_keeps_the_gates_and_who_waived_one()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        var waiver = new LogWaiver("grace", "Fifty devices are all there are.", "2026-02-01T00:00:00.000Z");
        moves.Gates = _ => new GateVerdict(
            [new PassageFinding("checks", "pass", true, "All passed.", null), new PassageFinding("sample", "waived", true, "50 of 300 devices.", waiver)]);
        MovePlan plan = (await moves.RunAsync(PromotionStage.Promote() with { DryRun = true })).Plan!;
        LogGrounds grounds = (await moves.RunAsync(PromotionStage.Promote() with { ApprovedPlan = plan.Digest })).After!.Entry.Grounds!;
        Assert.Equal([new LogGate("checks", null), new LogGate("sample", waiver)], grounds.Gates);
        LogEntry read = LogJson.ReadEntry(await File.ReadAllBytesAsync(stage.At("store", "channels", "beta", "log", "00000001.json")), "entry");
        Assert.Equal(grounds.Gates, read.Grounds!.Gates);
        using var document = JsonDocument.Parse(plan.Bytes);
        Assert.Equal("grace", document.RootElement.GetProperty("gates")[1].GetProperty("waiver").GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_gate_that_closes_after_the_approval_stops_the_approved_plan()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        string approved = (await moves.RunAsync(PromotionStage.Promote() with { DryRun = true })).Plan!.Digest;
        moves.Gates = _ => new GateVerdict([new PassageFinding("kill-switch", "fail", true, "Everything is stopped.", null)]);
        await Refused(PromotionStage.Promote() with { ApprovedPlan = approved }, "Everything is stopped.");
    }

    [Fact]
    public async Task The_loser_of_a_race_asks_the_gates_again()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await moves.RunAllAsync(PromotionStage.Promote(percent: 1));
        int others = 0;
        using var store = new UnreliableStore(stage.Store(), FaultRates.None, 0)
        {
            AfterRead = async read =>
            {
                if (read == "releases/1.0.0/release.json" && Interlocked.Exchange(ref others, 1) == 0)
                    await moves.RunAsync(PromotionStage.Widen(10, "beta"));
            },
        };
        MoveOutcome outcome = await moves.RunAsync(PromotionStage.Widen(50, "beta"), store);
        // Once for the promotion, once for the winner, twice for the loser.
        Assert.Equal((1, 3, 4), (outcome.Conflicts, outcome.After!.Entry.Generation, moves.Asked));
        int calls = 0;
        moves.Gates = _ => new GateVerdict(++calls == 1 ? [] : [new PassageFinding("health", "fail", true, "It crashes.", null)]);
        await moves.RunAllAsync(PromotionStage.Halt("beta"), PromotionStage.Resume(channel: "beta"));
        calls = 0;
        others = 0;
        using var second = new UnreliableStore(stage.Store(), FaultRates.None, 0)
        {
            AfterRead = async read =>
            {
                if (read == "releases/1.0.0/release.json" && Interlocked.Exchange(ref others, 1) == 0)
                    await new PromotionStage(stage).RunAsync(PromotionStage.Widen(60, "beta"));
            },
        };
        ReleaseException refused = await Assert.ThrowsAsync<ReleaseException>(() => moves.RunAsync(PromotionStage.Widen(70, "beta"), second));
        Assert.Contains("It crashes.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, calls);
    }

    [Theory]
    [InlineData("percent")]
    [InlineData("version")]
    [InlineData("cohort")]
    [InlineData("plan")]
    [InlineData("channel")]
    public async Task A_wish_that_is_none_is_wrong_input(string what)
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        PromoteRequest request = PromotionStage.Promote();
        request = what switch
        {
            "percent" => request with { Percent = 101 },
            "version" => request with { Version = "1.0.0-beta.1" },
            "cohort" => request with { Cohorts = ["../x"] },
            "plan" => request with { ApprovedPlan = "yes" },
            _ => request with { Channel = "betta" },
        };
        ReleaseException wrong = await Assert.ThrowsAsync<ReleaseException>(() => moves.RunAsync(request));
        Assert.Equal(Fault.Input, wrong.Fault);
    }

    public void Dispose() => stage.Dispose();

    private string Digest(string channel)
    {
        using var state = JsonDocument.Parse(File.ReadAllBytes(stage.At("store", "channels", channel, "state.json")));
        return state.RootElement.GetProperty("standing").GetProperty("current").GetProperty("digest").GetString()!;
    }

    private async Task<ReleaseException> Refused(MoveRequest request, string message)
    {
        ReleaseException refused = await Assert.ThrowsAsync<ReleaseException>(() => moves.RunAsync(request));
        Assert.Equal(Fault.Refused, refused.Fault);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        return refused;
    }
}
