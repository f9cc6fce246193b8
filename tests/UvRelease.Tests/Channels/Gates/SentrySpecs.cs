using System.Text.Json.Nodes;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Channels.Gates;

public sealed class SentrySpecs : IDisposable
{
    private readonly SentryDouble sentry = new();
    private readonly LeapingClock clock = new();

    public SentrySpecs() => (sentry.Hourly["app@1.2.0"], sentry.Hourly["app@1.1.0"], sentry.Hourly["app@1.0.0"]) = ((100, 2), (900, 4), (10, 0));

    public void Dispose() => sentry.Dispose();

    [Fact]
    public async Task Counts_are_read_without_the_newest_two_hours()
    {
        ChannelHealth health = await ReadAsync();
        Assert.Equal(("2026-01-01T00:30:00.000Z", "2025-12-31T22:00:00.000Z", 4040L), (health.ProducedAt, health.Until, health.Devices));
        Assert.Equal(["1.2.0", "1.1.0"], health.Releases.Select(release => release.Version));
        ReleaseHealth release = health.Of("1.2.0")!;
        Assert.Equal((400, 8, 5 * 100L, null), (release.Devices, release.CrashedDevices, release.DeviceHours, release.StartupCrashedDevices));
        Assert.Equal(5, release.Intervals.Count);
        Assert.Equal(new HealthInterval("2025-12-31T21:00:00.000Z", "2025-12-31T22:00:00.000Z", 100, 2), release.Intervals[^1]);
        Assert.Null(HealthDocument.Problem(health));
        Assert.Empty(sentry.Problems);
        Assert.Equal(5, sentry.Questions.Count);
    }

    [Fact]
    public async Task A_release_that_nobody_reported_is_missing_and_not_whole()
    {
        sentry.Hourly.Remove("app@1.2.0");
        ChannelHealth health = await ReadAsync();
        Assert.Null(health.Of("1.2.0"));
        Assert.NotNull(health.Of("1.1.0"));
        sentry.Hourly.Clear();
        Assert.Equal((null, 0), ((await ReadAsync()).Devices, (await ReadAsync()).Releases.Count));
    }

    [Fact]
    public async Task Before_anything_is_settled_nothing_is_asked()
    {
        ChannelHealth health = await ReadAsync(since: "2025-12-31T22:10:00Z");
        Assert.Empty(health.Releases);
        Assert.Empty(sentry.Questions);
    }

    public static TheoryData<string, Action<JsonObject>, string> Spoilt => new()
    {
        { "no groups", answer => answer.Remove("groups"), "is not what its API describes" },
        { "no intervals", answer => answer.Remove("intervals"), "is not what its API describes" },
        { "an hour less", answer => answer["intervals"]!.AsArray().RemoveAt(0), "is of other hours" },
        { "another hour", answer => answer["intervals"]!.AsArray()[0] = "2025-12-31T16:00:00Z", "is of other hours" },
        { "no hour", answer => answer["intervals"]!.AsArray()[0] = "yesterday", "names the hour" },
        { "no totals", answer => answer["groups"]![0]!.AsObject().Remove("totals"), "is not what its API describes" },
        { "other fields", answer => answer["groups"]![0]!["totals"] = new JsonObject { ["sum(session)"] = 1 }, "lacks count_unique(user)" },
        { "a series too short", answer => answer["groups"]![0]!["series"]!["count_unique(user)"]!.AsArray().RemoveAt(0), "lacks count_unique(user)" },
        { "a count that is null", answer => answer["groups"]![0]!["totals"]!["count_unique(user)"] = null, "is not what its API describes" },
        { "a count below zero", answer => answer["groups"]![0]!["totals"]!["count_unique(user)"] = -1, "lacks count_unique(user)" },
        { "groups twice", answer => answer["groups"]!.AsArray().Add(answer["groups"]![0]!.DeepClone()), "was not asked for|were not asked for" },
        { "statuses that nobody described", answer => { if (answer["groups"]!.AsArray().Count > 1) answer["groups"]![3]!["by"]!["session.status"] = "fine"; },
            "how many sessions are healthy" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task An_answer_that_is_not_as_described_decides_nothing(string what, Action<JsonObject> spoil, string words)
    {
        sentry.Spoil = spoil;
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => ReadAsync());
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.True(words.Split('|').Any(part => error.Message.Contains(part, StringComparison.Ordinal)), $"{what}: {error.Message}");
    }

    [Theory]
    [InlineData(302, Fault.Environment, "no redirect is followed")]
    [InlineData(400, Fault.Input, "refuses the question")]
    [InlineData(401, Fault.Input, "scope org:read")]
    [InlineData(403, Fault.Input, "scope org:read")]
    [InlineData(404, Fault.Input, "does not know the organization")]
    public async Task A_refusal_is_a_sentence_without_the_token(int status, Fault fault, string words)
    {
        sentry.Failures.Enqueue((status, null));
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => ReadAsync());
        Assert.Equal(fault, error.Fault);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(SentryDouble.Token, error.ToString(), StringComparison.Ordinal);
        Assert.Single(sentry.Questions);
    }

    [Fact]
    public async Task What_may_pass_is_asked_again_and_not_for_ever()
    {
        sentry.Failures.Enqueue((503, null));
        sentry.Failures.Enqueue((429, 40));
        Assert.NotNull((await ReadAsync()).Of("1.2.0"));
        Assert.Contains(TimeSpan.FromSeconds(40), clock.Pauses);
        for (int i = 0; i < 4; i++)
            sentry.Failures.Enqueue((500, null));
        Assert.Contains("status 500", (await Assert.ThrowsAsync<ReleaseException>(() => ReadAsync())).Message, StringComparison.Ordinal);
        sentry.Failures.Enqueue((429, 3600));
        Assert.Contains("status 429", (await Assert.ThrowsAsync<ReleaseException>(() => ReadAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://sentry.io", "")]
    [InlineData("https://sentry.io", "a b")]
    [InlineData("http://sentry.example.com", "token")]
    public void A_token_goes_nowhere_in_the_clear(string url, string token) =>
        Assert.Equal(Fault.Input, Assert.Throws<ReleaseException>(() => new SentryApi(new Uri(url), token, clock)).Fault);

    private async Task<ChannelHealth> ReadAsync(string since = "2025-12-31T17:20:00Z")
    {
        using var api = new SentryApi(sentry.Url, SentryDouble.Token, clock);
        var source = new SentryHealth(api, new SentryRule(sentry.Url.AbsoluteUri, "acme", 42, "app-{channel}", "app@{version}"));
        DateTimeOffset now = new(2026, 1, 1, 0, 30, 0, TimeSpan.Zero);
        var query = new HealthQuery("sample-app", "beta", ["1.2.0", "1.1.0"], DateTimeOffset.Parse(since, System.Globalization.CultureInfo.InvariantCulture),
            now);
        return await source.ReadAsync(query, TestContext.Current.CancellationToken);
    }
}
