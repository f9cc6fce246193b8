using System.Text;
using UvRelease.Channels.Gates.Health;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Channels.Gates;

public class HealthDocumentSpecs
{
    private const string Names = "app,channel,version,from,until,devices,crashedDevices,startupCrashedDevices,deviceHours,updateAttempts,updateFailures\n";

    private const string Table = Names
        + "sample-app,beta,,,2026-03-18T06:00:00.000Z,1800,,,,,\n"
        + "sample-app,beta,1.2.0,,2026-03-18T06:00:00.000Z,100,2,0,400,110,1\n"
        + "sample-app,beta,1.2.0,2026-03-18T05:00:00.000Z,2026-03-18T06:00:00.000Z,60,1,,,,\n"
        + "sample-app,beta,1.2.0,2026-03-18T04:00:00.000Z,2026-03-18T05:00:00.000Z,50,1,,,,\n"
        + "sample-app,canary,1.3.0,,2026-03-18T07:00:00.000Z,5,0,,,,\n"
        + "sample-app,beta,1.1.0,,2026-03-18T06:00:00.000Z,900,9,,,,\r\n";

    [Fact]
    public void A_table_and_a_document_say_the_same()
    {
        ChannelHealth table = Read(Table);
        Assert.Equal((1800L, 2), (table.Devices, table.Releases.Count));
        ReleaseHealth release = table.Of("1.2.0")!;
        Assert.Equal((100, 2, 0L, 400L, 110L, 1L), (release.Devices, release.CrashedDevices, release.StartupCrashedDevices, release.DeviceHours,
            release.UpdateAttempts, release.UpdateFailures));
        Assert.Equal([50, 60], release.Intervals.Select(interval => interval.Devices));
        Assert.Null(table.Of("1.1.0")!.DeviceHours);
        Assert.Null(table.Of("1.3.0"));
        Assert.Equal(Reflected.Write(table), Reflected.Write(HealthDocument.Read(Encoding.UTF8.GetBytes(Reflected.Write(table)), "h.json")));
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "a,b\n", "must be the names of the columns" },
        { Names, "needs a row without 'from'" },
        { Table.Replace(",100,2,", ",100,200,", StringComparison.Ordinal), "has 200 crashed devices of 100" },
        { Table.Replace(",100,2,", ",100,-2,", StringComparison.Ordinal), "no whole number" },
        { Table.Replace(",100,2,", ",100,,", StringComparison.Ordinal), "lacks devices or crashedDevices" },
        { Table.Replace(",100,2,", ",1e2,2,", StringComparison.Ordinal), "no whole number" },
        { Table.Replace(",60,1,", ",60,61,", StringComparison.Ordinal), "61 of 60 devices" },
        { Table.Replace("beta,1.1.0", "beta,1.2.0", StringComparison.Ordinal), "is counted twice" },
        { Table.Replace("1.1.0,,2026-03-18T06", "1.1.0,,2026-03-18T05", StringComparison.Ordinal), "all with one 'until'" },
        { Table.Replace("05:00:00.000Z,2026-03-18T06", "05:00:00.000Z,2026-03-18T07", StringComparison.Ordinal), "reaches beyond" },
        { Table.Replace("04:00:00.000Z,2026", "05:00:00.000Z,2026", StringComparison.Ordinal), "empty, doubled or out of order" },
        { Table.Replace("beta,1.2.0,,", "beta,1.4.0,,", StringComparison.Ordinal), "1.2.0 has intervals and no whole" },
        { Table + "x\n", "has 1 cells" },
        { Table.Replace("beta,1.1.0", "beta,1.1.0-beta.1", StringComparison.Ordinal), "is no plain version" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_table_that_is_none_or_contradicts_itself_is_refused(string table, string words)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => Read(table));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_absolute_stop_and_the_tripwire_need_no_comparison()
    {
        var rule = new UvRelease.Channels.Gates.Rules.HealthRule(0.01, 0, null, 0.1, TimeSpan.FromDays(7), TimeSpan.FromHours(26));
        ReleaseHealth Counts(long crashed, long? startup = 0) => new("1.2.0", 1000, crashed, startup, null, null, null, []);
        // By the closed form of the binomial: 19 of 1000 have a lower bound of 99 % above 1 %, 18 do not.
        Assert.False(HaltRule.Judge(rule, Counts(18), null).Halt);
        HaltJudgement stopped = HaltRule.Judge(rule, Counts(19), null);
        Assert.Equal((true, true, null), (stopped.Halt, stopped.Page, stopped.Evidence));
        Assert.Contains("99 % confidence; 19 of 1,000 devices", stopped.Reason, StringComparison.Ordinal);
        Assert.True(HaltRule.Judge(rule, Counts(1, 1), null).Halt);
        Assert.False(HaltRule.Judge(rule with { StartupCrashes = null }, Counts(1, 1), null).Halt);
    }

    [Fact]
    public void A_release_is_compared_in_the_hours_that_both_were_counted()
    {
        var rule = new UvRelease.Channels.Gates.Rules.HealthRule(1, null, null, 0, TimeSpan.FromDays(7), TimeSpan.FromHours(26));
        HealthInterval[] Hours(long devices, long crashed, int from) =>
            [.. Enumerable.Range(from, 6)
                .Select(hour => new HealthInterval($"2026-03-18T{hour:00}:00:00.000Z", $"2026-03-18T{hour + 1:00}:00:00.000Z", devices, crashed))];
        var before = new ReleaseHealth("1.1.0", 9000, 90, null, null, null, null, Hours(1000, 5, 0));
        HaltJudgement bad = HaltRule.Judge(rule, new("1.2.0", 900, 90, null, null, null, null, Hours(100, 5, 0)), before);
        Assert.True(bad.Halt && bad.Page && bad.Evidence >= 100, bad.Reason);
        Assert.Null(HaltRule.Judge(rule, new("1.2.0", 900, 90, null, null, null, null, Hours(100, 5, 10)), before).Evidence);
    }

    [Fact]
    public void A_table_takes_times_without_milliseconds()
    {
        ChannelHealth read = Read(
            "app,channel,version,from,until,devices,crashedDevices,startupCrashedDevices,deviceHours,updateAttempts,updateFailures\n"
            + "sample-app,beta,1.1.0,,2026-01-02T03:04:05Z,100,5,0,,,\nsample-app,beta,1.0.0,,2026-01-02T03:04:05.000Z,100,5,0,,,\n");
        Assert.Equal("2026-01-02T03:04:05.000Z", read.Until);
    }

    private static ChannelHealth Read(string table) => HealthTable.Read(Encoding.UTF8.GetBytes(table), "health.csv", "sample-app", "beta");
}
