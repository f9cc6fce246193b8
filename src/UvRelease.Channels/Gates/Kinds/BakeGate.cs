using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>The release has stayed long enough: by the clock, through working hours of a weekday, and in hours of use.</summary>
internal static class BakeGate
{
    private const int WorkBegins = 9, WorkEnds = 17;

    public static GateFinding Evaluate(GateCase at)
    {
        (BakeRule rule, DateTimeOffset since) = (at.Rules.Bake, at.Question.Since);
        TimeSpan stayed = at.Now - since;
        if (stayed < -TimeSpan.FromMinutes(5))
            return GateFinding.Error($"It is offered since {Times.Text(since)}, which is in the future: one of the clocks is wrong.", "Set the clock.");
        if (stayed < rule.Time)
        {
            return GateFinding.Inconclusive(
                $"It is offered for {FactCheck.Hours(stayed)}, and {FactCheck.Hours(rule.Time)} are wanted.", $"Wait until {Times.Text(since + rule.Time)}.");
        }

        if (rule.WeekdayPeak)
        {
            TimeZoneInfo zone = Zones.Of(at.Configuration.TimeZone);
            if (!HasPeak(TimeZoneInfo.ConvertTime(since, zone).DateTime, TimeZoneInfo.ConvertTime(at.Now, zone).DateTime))
            {
                return GateFinding.Inconclusive(
                    $"It has not been offered through the working hours of a weekday ({WorkBegins} to {WorkEnds} in {at.Configuration.TimeZone}).",
                    "Wait until a weekday's working hours are over.");
            }
        }

        if (rule.DeviceHours == 0)
            return Passed(stayed, "");
        if (!HealthCase.Has(at, out ChannelHealth? channel, out ReleaseHealth? release, out GateFinding? problem))
            return problem;
        if (release.DeviceHours is not { } hours)
        {
            return GateFinding.Inconclusive(
                $"{channel.Source} counts no hours of use, and {HaltRule.Number(rule.DeviceHours)} are wanted.",
                    "Take a source that does, or set device-hours to 0.");
        }

        return hours < rule.DeviceHours
            ? GateFinding.Inconclusive(
                $"Devices used it for {HaltRule.Number(hours)} hours together, and {HaltRule.Number(rule.DeviceHours)} are wanted.", "Wait for more use.")
            : Passed(stayed, $", and used for {HaltRule.Number(hours)} hours");
    }

    private static GateFinding Passed(TimeSpan stayed, string use) =>
        GateFinding.Pass($"It is offered for {FactCheck.Hours(stayed)}{use}.", "A new release begins anew.");

    private static bool HasPeak(DateTime since, DateTime until)
    {
        for (DateTime day = since.Date; day <= until.Date; day = day.AddDays(1))
        {
            bool isWeekday = day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            if (isWeekday && since <= day.AddHours(WorkBegins) && day.AddHours(WorkEnds) <= until)
                return true;
        }

        return false;
    }
}
