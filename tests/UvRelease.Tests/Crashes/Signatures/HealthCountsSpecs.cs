using System.Text;
using UvRelease.Channels.Gates.Health;
using UvRelease.Crashes.Signatures;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.Signatures;

/// <summary>What is counted is read by the gate's own reader.</summary>
public class HealthCountsSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 10, 30, 0, TimeSpan.Zero);

    private static ChannelHealth Counted(params Sighting[] sightings) =>
        HealthDocument.Read(HealthCounts.Write("sample-app", "beta", "crash-intake", sightings, Now), "health.json");

    private static Sighting Seen(
        string device, int day, int hour, SightingKind kind = SightingKind.Session, string version = "1.4.0", string channel = "beta") =>
        new(version, channel, new DateTimeOffset(2026, 3, day, hour, 0, 0, TimeSpan.Zero), device.Length > 0 ? device.PadLeft(32, '0') : null, kind);

    [Fact]
    public void The_format_is_the_gates() => Assert.Equal(ChannelHealth.Format, HealthCounts.Format);

    [Fact]
    public void A_device_counts_once_a_day_and_crashes_of_all_days_count()
    {
        ChannelHealth health = Counted(
            Seen("a", 1, 1), Seen("a", 1, 2), Seen("b", 1, 1), Seen("c", 1, 1), Seen("a", 1, 3, SightingKind.Crash), Seen("a", 1, 4, SightingKind.Crash),
            Seen("d", 2, 1), Seen("e", 2, 1, SightingKind.StartupCrash),
            Seen("f", 1, 1, version: "1.3.0"), Seen("g", 1, 1, channel: "stable"), Seen("h", 1, 1, version: "1.5.0-rc.1"));
        Assert.Equal(("sample-app", "beta", 4L, "2026-03-03T08:00:00.000Z"), (health.App, health.Channel, health.Devices, health.Until));
        ReleaseHealth release = health.Of("1.4.0")!;
        Assert.Equal((3, 2, 1L), (release.Devices, release.CrashedDevices, release.StartupCrashedDevices));
        Assert.Equal(
            [new("2026-03-01T00:00:00.000Z", "2026-03-02T00:00:00.000Z", 3, 1), new("2026-03-02T00:00:00.000Z", "2026-03-03T00:00:00.000Z", 2, 1)],
            release.Intervals);
        Assert.Equal((1, 0), (health.Of("1.3.0")!.Devices, health.Of("1.3.0")!.CrashedDevices));
        Assert.Equal(2, health.Releases.Count);
    }

    [Fact]
    public void The_newest_two_hours_are_not_settled_and_no_device_is_counted_without_its_crash()
    {
        ChannelHealth health = Counted(Seen("a", 3, 0), Seen("b", 3, 0), Seen("a", 3, 9, SightingKind.Crash), Seen("c", 4, 0, SightingKind.Crash));
        Assert.Equal([new("2026-03-03T00:00:00.000Z", "2026-03-03T08:00:00.000Z", 2, 1)], health.Of("1.4.0")!.Intervals);
    }

    [Fact]
    public void A_crash_without_a_ping_or_an_id_is_of_a_device_that_was_there()
    {
        ReleaseHealth release = Counted(
            Seen("a", 1, 1), Seen("b", 1, 1, SightingKind.Crash), Seen("", 1, 1, SightingKind.Crash), Seen("", 1, 1, SightingKind.StartupCrash),
            Seen("", 1, 1)).Of("1.4.0")!;
        Assert.Equal((4, 3, 1L), (release.Devices, release.CrashedDevices, release.StartupCrashedDevices));
    }

    [Fact]
    public void A_crash_that_may_be_of_the_channel_and_says_no_release_is_counted_apart()
    {
        Sighting nowhere = Seen("a", 1, 1, SightingKind.Crash) with { Version = null };
        ChannelHealth health = Counted(
            nowhere, nowhere with { Channel = null }, nowhere with { Channel = "stable" }, nowhere with { Version = "1.4.0", Channel = null },
            nowhere with { Time = Now.AddDays(1) }, Seen("a", 1, 1));
        Assert.Equal((3L, 1L), (health.UncountedCrashes, Assert.Single(health.Releases).Devices));
        Assert.Equal(0, health.Releases[0].CrashedDevices);
    }

    [Fact]
    public void Never_more_devices_crashed_than_there_are() => Assert.Equal(
        (1, 1), Counted([.. Enumerable.Range(1, 2).Select(day => Seen("a", day, 1, SightingKind.Crash))]).Of("1.4.0") is { } release
            ? (release.Devices, release.CrashedDevices) : default);

    [Fact]
    public void Nothing_seen_is_no_release() => Assert.Equal((0L, 0), (Counted().Devices, Counted().Releases.Count));

    [Fact]
    public void The_order_of_what_was_seen_changes_nothing()
    {
        Sighting[] seen = [.. Enumerable.Range(0, 200).Select(i => Seen($"{i % 37:x}", 1 + i % 2, i % 24, (SightingKind)(i % 3), $"1.{i % 5}.0"))];
        byte[] once = HealthCounts.Write("sample-app", "beta", "x", seen, Now);
        Assert.Equal(once, HealthCounts.Write("sample-app", "beta", "x", seen.Reverse(), Now));
        Assert.DoesNotContain("\r", Encoding.UTF8.GetString(once), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_none_is_refused() => Assert.Contains("'Beta' is no name", Assert.Throws<ReleaseException>(
        () => HealthCounts.Write("sample-app", "Beta", "x", [], Now)).Message, StringComparison.Ordinal);
}
