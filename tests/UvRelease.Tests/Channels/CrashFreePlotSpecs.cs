using System.Globalization;
using System.Text;
using System.Xml.Linq;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Promote;
using UvRelease.Releases.Json;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The picture of the counts, as docs/gates.md shows it.</summary>
public sealed class CrashFreePlotSpecs
{
    private static readonly DateTimeOffset End = new(2026, 1, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly HealthRule Rule = new(0.01, null, 1, 0.1, TimeSpan.FromDays(7), TimeSpan.FromHours(26));

    [Fact]
    public void The_picture_has_the_bytes_of_the_documentation_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var decimals = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            decimals.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = decimals;
            Golden.Matches(SourceTree.At("docs", "crash-free.svg"), Encoding.UTF8.GetString(CrashFreePlot.Draw(Day(hours: 48))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void It_is_one_element_that_loads_and_runs_nothing()
    {
        byte[] bytes = CrashFreePlot.Draw(Day(hours: 3));
        Assert.Equal((byte)'<', bytes[0]);
        string text = Encoding.UTF8.GetString(bytes);
        Assert.DoesNotContain("DOCTYPE", text, StringComparison.OrdinalIgnoreCase);
        var picture = XElement.Parse(text);
        Assert.Equal("svg", picture.Name.LocalName);
        string[] names = ["script", "image", "a", "foreignObject", "use", "style"];
        Assert.DoesNotContain(picture.Descendants(), element => names.Contains(element.Name.LocalName, StringComparer.OrdinalIgnoreCase));
        string[] addresses = [.. picture.Descendants().Attributes().Where(one => one.Name.LocalName is "href" or "src").Select(one => one.Value)];
        Assert.Empty(addresses);
        Assert.DoesNotContain("url(http", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(0, 50, 0)]
    [InlineData(0, 50, 50)]
    [InlineData(48, 20_000, 3)]
    public void Few_devices_no_intervals_and_crashes_of_all_are_drawn(int hours, int devices, int crashed)
    {
        JudgedHealth health = Day(hours);
        ReleaseHealth current = health.Current with { Devices = devices, CrashedDevices = crashed };
        string text = XElement.Parse(Encoding.UTF8.GetString(CrashFreePlot.Draw(health with { Current = current, Previous = null }))).Value;
        Assert.Contains("1.1.0, in all", text, StringComparison.Ordinal);
        Assert.Contains("at least 99 %", text, StringComparison.Ordinal);
        Assert.Equal(hours > 0, text.Contains("1.1.0, by interval", StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_say_nothing_of_a_release_are_not_drawn()
    {
        ChannelHealth counts = Day(hours: 1).Counts;
        Assert.NotNull(JudgedHealth.Of(counts, "1.1.0", "1.0.0", Rule));
        Assert.Null(JudgedHealth.Of(counts, "1.2.0", "1.1.0", Rule));
        Assert.Null(JudgedHealth.Of(null, "1.1.0", null, Rule));
        Assert.Null(JudgedHealth.Of(counts, "1.1.0", "0.9.0", Rule)!.Previous);
        ReleaseHealth nobody = counts.Releases[0] with { Devices = 0, CrashedDevices = 0, StartupCrashedDevices = 0, Intervals = [] };
        Assert.Null(JudgedHealth.Of(counts with { Releases = [nobody] }, "1.1.0", null, Rule));
    }

    /// <summary>The lower bound is what the gate decides by: the share passes where the gate would.</summary>
    [Theory]
    [InlineData(0, 298, false)]
    [InlineData(0, 299, true)]
    public void The_lower_bound_reaches_what_is_allowed_where_the_gate_passes(int crashed, int devices, bool reaches) =>
        Assert.Equal(reaches, CrashFreeShare.Of(crashed, devices).Lower >= 1 - Rule.CrashRate);

    private static JudgedHealth Day(int hours)
    {
        ReleaseHealth current = Release("1.1.0", 4000, 14, hours, hour => (400 + (hour * 7), hour % 7 % 3 == 0 ? 1 : hour % 11 == 5 ? 3 : 0));
        ReleaseHealth previous = Release("1.0.0", 36_000, 108, hours, hour => (4800 - hour, 7 + (hour * 5 % 9)));
        string until = Times.Text(End), made = Times.Text(End.AddHours(2));
        var counts = new ChannelHealth(ChannelHealth.Format, "sample-app", "stable", "ours", made, until, null, [current, previous]);
        return JudgedHealth.Of(counts, "1.1.0", "1.0.0", Rule)!;
    }

    private static ReleaseHealth Release(string version, long devices, long crashed, int hours, Func<int, (long Devices, long Crashed)> hourly) => new(
        version, devices, crashed, 0, null, null, null,
        [
            .. from hour in Enumerable.Range(0, hours)
               let at = End.AddHours(hour - hours)
               let seen = hourly(hour)
               select new HealthInterval(Times.Text(at), Times.Text(at.AddHours(1)), seen.Devices, seen.Crashed),
        ]);
}
