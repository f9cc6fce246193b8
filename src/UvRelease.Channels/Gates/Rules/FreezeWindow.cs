using System.Globalization;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Channels.Gates.Rules;

/// <summary>A time at which nothing changes: once, or each week. Its times are those of clocks in its zone.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="TimeZone">Its zone, by its name in the IANA database.</param>
/// <param name="Days">Days of each week; empty for once.</param>
/// <param name="From">Its beginning: <c>2026-12-20T00:00</c>, or <c>15:00</c> where it is weekly.</param>
/// <param name="Until">Its end, which is no part of it. A weekly one whose end is not after its beginning ends on the day after.</param>
public sealed record FreezeWindow(string Name, string TimeZone, IReadOnlyList<DayOfWeek> Days, string From, string Until)
{
    private const string Once = "yyyy-MM-dd'T'HH:mm", Weekly = "HH:mm";

    private static readonly string[] DayWords = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>True for a time of the zone's clocks that lies in it.</summary>
    public bool Contains(DateTime local)
    {
        if (Days.Count == 0)
            return Read(From) <= local && local < Read(Until);
        (TimeOnly from, TimeOnly until, TimeOnly at) = (Clock(From), Clock(Until), TimeOnly.FromDateTime(local));
        if (from < until)
            return Days.Contains(local.DayOfWeek) && from <= at && at < until;
        return (Days.Contains(local.DayOfWeek) && at >= from) || (Days.Contains(local.AddDays(-1).DayOfWeek) && at < until);
    }

    /// <summary>Reads an entry of <c>promote.freeze</c>.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column.</exception>
    internal static FreezeWindow Read(YamlMapping at)
    {
        string name = at.RequiredText("name", SettingForms.Title), zone = at.RequiredText("time-zone", RuleForms.TimeZone);
        IReadOnlyList<string> days = at.Texts("days", DayProblem, most: 7) ?? [];
        bool weekly = days.Count > 0;
        string from = at.RequiredText("from", text => TimeProblem(text, weekly)), until = at.RequiredText("until", text => TimeProblem(text, weekly));
        at.End();
        return weekly || Read(from) < Read(until)
            ? new FreezeWindow(name, zone, [.. days.Select(day => (DayOfWeek)Array.IndexOf(DayWords, day))], from, until)
            : throw at.Required("until").Wrong("is not after 'from': the window holds nothing. Correct one of them.");
    }

    private static DateTime Read(string text) => DateTime.ParseExact(text, Once, CultureInfo.InvariantCulture);

    private static TimeOnly Clock(string text) => TimeOnly.ParseExact(text, Weekly, CultureInfo.InvariantCulture);

    private static string? DayProblem(string text) =>
        DayWords.Contains(text, StringComparer.Ordinal) ? null : $"must be a day: {string.Join(", ", DayWords)}.";

    private static string? TimeProblem(string text, bool weekly) => weekly
        ? TimeOnly.TryParseExact(text, Weekly, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "must be a time such as 15:00."
        : DateTime.TryParseExact(text, Once, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null
        : "must be a day and a time such as 2026-12-20T00:00; a time alone needs 'days'.";
}
