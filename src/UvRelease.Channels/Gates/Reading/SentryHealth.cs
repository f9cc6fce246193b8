using System.Globalization;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Reading;

/// <summary>
/// Counts by Sentry's release health (docs.sentry.io, "Retrieve Release Health Session Statistics"). A device is a user of its sessions, so the app
/// must give each
/// installation an id. Hours of use are the devices of each hour, added up. Crashes at start-up and updates are not counted there.
/// </summary>
public sealed class SentryHealth(SentryApi sentry, SentryRule rule) : IHealthSource
{
    private const string Users = "count_unique(user)", Status = "session.status";

    /// <inheritdoc/>
    public async Task<ChannelHealth> ReadAsync(HealthQuery query, CancellationToken cancellationToken)
    {
        DateTimeOffset until = Hour(query.Now - ChannelHealth.Settling), since = Hour(query.Since);
        var releases = new List<ReleaseHealth>();
        long? devices = null;
        if (since < until)
        {
            foreach (string version in query.Versions.Distinct(StringComparer.Ordinal))
            {
                if (await ReadReleaseAsync(query.Channel, version, since, until, cancellationToken) is { } release)
                    releases.Add(release);
            }

            devices = Whole(await AskAsync(query.Channel, null, byStatus: false, since, until, cancellationToken))?.Total;
        }

        return new ChannelHealth(
            ChannelHealth.Format, query.App, query.Channel, $"Sentry ({rule.Organization})", Times.Text(query.Now), Times.Text(until), devices, releases);
    }

    private async Task<ReleaseHealth?> ReadReleaseAsync(
        string channel, string version, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        SentrySessions all = await AskAsync(channel, version, byStatus: false, since, until, cancellationToken);
        // Nobody reported: that is no count of zero crashes.
        if (Whole(all) is not { Total: > 0 } whole)
            return null;
        SentrySessions byStatus = await AskAsync(channel, version, byStatus: true, since, until, cancellationToken);
        if (byStatus.Groups.Count(group => group.By.GetValueOrDefault(Status) == "healthy") != 1)
            throw Wrong("does not say how many sessions are healthy");
        SentryGroup[] crashes = [.. byStatus.Groups.Where(group => group.By.GetValueOrDefault(Status) == "crashed")];
        if (crashes.Length > 1 || !all.Intervals.SequenceEqual(byStatus.Intervals, StringComparer.Ordinal))
            throw Wrong("counts crashes twice, or in other hours than devices");
        (long crashed, long[] crashedByHour) = crashes.Length == 0 ? (0, new long[all.Intervals.Count]) : Counts(crashes[0], all.Intervals.Count);
        HealthInterval[] intervals =
        [
            .. all.Intervals.Index().Select(hour => new HealthInterval(
                Times.Text(At(hour.Item)), Times.Text(At(hour.Item).AddHours(1)), whole.ByHour[hour.Index], crashedByHour[hour.Index])),
        ];
        return new ReleaseHealth(version, whole.Total, crashed, null, whole.ByHour.Sum(), null, null, intervals);
    }

    private async Task<SentrySessions> AskAsync(
        string channel, string? version, bool byStatus, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        List<(string Name, string Value)> parameters =
        [
            ("project", rule.Project.ToString(CultureInfo.InvariantCulture)),
            ("environment", rule.Environment.Replace("{channel}", channel, StringComparison.Ordinal)),
            ("field", Users), ("start", Iso(since)), ("end", Iso(until)), ("interval", "1h"),
        ];
        if (version is not null)
            parameters.Add(("query", $"release:\"{rule.Release.Replace("{version}", version, StringComparison.Ordinal)}\""));
        if (byStatus)
            parameters.Add(("groupBy", Status));
        string query = string.Join('&', parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));
        SentrySessions answer = await sentry.GetAsync($"api/0/organizations/{Uri.EscapeDataString(rule.Organization)}/sessions/?{query}", cancellationToken);
        int hours = (int)(until - since).TotalHours;
        if (answer.Intervals.Count != hours || !answer.Intervals.Index().All(hour => At(hour.Item) == since.AddHours(hour.Index)))
            throw Wrong($"is of other hours than the {hours} from {Iso(since)} to {Iso(until)}");
        return answer;
    }

    private static (long Total, long[] ByHour)? Whole(SentrySessions answer) => answer.Groups.Count switch
    {
        0 => null,
        1 when answer.Groups[0].By.Count == 0 => Counts(answer.Groups[0], answer.Intervals.Count),
        _ => throw Wrong("has groups that were not asked for"),
    };

    private static (long Total, long[] ByHour) Counts(SentryGroup group, int hours) =>
        group.Totals.TryGetValue(Users, out long total) && group.Series.TryGetValue(Users, out long[]? series) && series.Length == hours
            && total >= 0 && series.All(count => count >= 0)
            ? (total, series)
            : throw Wrong($"lacks {Users} for some hours or altogether");

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? at : throw Wrong($"names the hour '{text}'");

    private static DateTimeOffset Hour(DateTimeOffset time) => new(time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour), TimeSpan.Zero);

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static ReleaseException Wrong(string problem) =>
        new(Fault.Environment, $"Sentry's answer can't be decided on: it {problem}. Run again; if that does not help, this is a change of Sentry's API.");
}
