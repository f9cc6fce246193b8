using UvRelease.Releases;
using UvRelease.Stores.GitHub;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>Limits, lost answers, answers of something between, redirects, and where the token goes.</summary>
public sealed class TrafficSpecs : ReleaseStage
{
    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task A_secondary_limit_is_waited_through_as_long_as_GitHub_asks_and_a_little_by_lot(int status)
    {
        await GitHub.FailAsync(
            new { operation = "repos/upload-release-asset", kind = "limit", status, headers = new Dictionary<string, string> { ["retry-after"] = "40" } });
        await PlaceAsync();
        await PublishedAsync();
        Assert.Contains(TimeSpan.FromSeconds(45), Clock.Pauses);
        Assert.Contains(Told.Lines, line => line.Contains("GitHub limits requests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_limit_that_tells_its_end_is_waited_through_and_one_that_says_nothing_for_a_minute_then_longer()
    {
        long reset = Clock.GetUtcNow().ToUnixTimeSeconds() + 100;
        await GitHub.FailAsync(
            new
            {
                operation = "repos/list-releases",
                kind = "limit",
                headers = new Dictionary<string,
                string>
                { ["x-ratelimit-remaining"] = "0", ["x-ratelimit-reset"] = $"{reset}" }
            },
            new { operation = "repos/create-release", kind = "limit", times = 2 });
        await PlaceAsync();
        Assert.Equal([112.5, 67.5, 135], Clock.Pauses.Select(pause => pause.TotalSeconds).Where(seconds => seconds > 60));
    }

    [Fact]
    public async Task A_limit_longer_than_anybody_waits_ends_the_run_and_keeps_what_is_done()
    {
        await GitHub.FailAsync(
            new { operation = "repos/upload-release-asset", kind = "limit", after = 1, headers = new Dictionary<string, string> { ["retry-after"] = "3000" } });
        ReleaseException error = await RefusedAsync();
        Assert.Contains("asks to wait 3000 seconds", error.Message, StringComparison.Ordinal);
        Assert.Single((await GitHub.ReleasesAsync())[0]!["assets"]!.AsArray());
        Assert.Equal(2, (await PlaceAsync()).Sent);
    }

    [Fact]
    public async Task Limits_without_an_end_end_the_run()
    {
        await GitHub.FailAsync(new { operation = "*", kind = "limit", times = 100, headers = new Dictionary<string, string> { ["retry-after"] = "1" } });
        Assert.Contains("keeps limiting", (await RefusedAsync()).Message, StringComparison.Ordinal);
        await GitHub.SetAsync(new { faults = Array.Empty<object>() });
    }

    [Theory]
    [InlineData("repos/create-release", "lost")]
    [InlineData("repos/create-release", "late")]
    [InlineData("repos/create-release", "wrong")]
    [InlineData("repos/create-release", "dead")]
    [InlineData("repos/create-release", "refused")]
    [InlineData("repos/update-release", "lost")]
    [InlineData("repos/update-release", "late")]
    [InlineData("repos/update-release", "wrong")]
    [InlineData("repos/update-release", "dead")]
    [InlineData("repos/update-release", "html")]
    public async Task After_a_write_without_an_answer_it_looks_what_became_of_it(string operation, string kind)
    {
        await GitHub.FailAsync(new { operation, kind });
        await PlaceAsync();
        await PublishedAsync();
        bool done = kind is "lost" or "late" or "wrong";
        string method = operation.Contains("create", StringComparison.Ordinal) ? "POST /releases" : "PATCH";
        Assert.Equal(done ? 1 : 2,
            (await GitHub.CallsAsync())
            .Count(call => call.StartsWith(method, StringComparison.Ordinal) && !call.Contains("/assets", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("repos/list-releases")]
    [InlineData("repos/list-release-assets")]
    [InlineData("repos/check-immutable-releases")]
    [InlineData("git/get-ref")]
    public async Task Reading_is_tried_again_with_pauses_that_grow_and_are_drawn_by_lot(string operation)
    {
        await GitHub.FailAsync(new { operation, kind = "refused" }, new { operation, kind = "late" }, new { operation, kind = "refused", status = 503 });
        await PlaceAsync();
        await PublishedAsync();
        Assert.Contains("1 2 4", string.Join(' ', Clock.Pauses.Select(pause => pause.TotalSeconds)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("cut")]
    [InlineData("wrong")]
    public async Task An_answer_of_something_between_is_asked_for_again_and_then_an_error(string kind)
    {
        await GitHub.FailAsync(new { operation = "repos/list-releases", kind, times = 4 });
        await PlaceAsync();
        await GitHub.FailAsync(new { operation = "repos/list-releases", kind, times = 5 });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Matches("the list of releases (is no JSON|is cut off|: )|no answer to the list of releases", error.Message);
    }

    [Theory]
    [InlineData("repos/list-releases", 302)]
    [InlineData("repos/create-release", 307)]
    [InlineData("repos/upload-release-asset", 307)]
    [InlineData("repos/update-release", 308)]
    [InlineData("repos/get-latest-release", 301)]
    public async Task A_redirect_to_another_host_is_an_error_and_nothing_is_sent_there(string operation, int status)
    {
        await GitHub.FailAsync(new { operation, kind = "redirect", status });
        ReleaseException error = await RefusedAsync(Settings() with { MakeLatest = true });
        Assert.Contains("to another host", error.Message, StringComparison.Ordinal);
        Assert.Equal("[]", (await GitHub.StateAsync())["strangers"]!.ToJsonString());
    }

    [Fact]
    public async Task Bytes_that_lie_on_another_host_are_read_there_without_the_token()
    {
        await GitHub.SetAsync(new { nullDigests = true });
        await PlaceAsync();
        Assert.Equal("[]", (await GitHub.StateAsync())["strangers"]!.ToJsonString());
    }

    [Theory]
    [InlineData("http://localhost:9/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("http://me@127.0.0.1/x")]
    [InlineData("nonsense")]
    public async Task An_upload_address_at_a_strangers_host_gets_nothing(string uploads)
    {
        await GitHub.SetAsync(new { uploads });
        Assert.Contains("Nothing is sent there", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, Fault.Input, "token is wrong")]
    [InlineData(403, Fault.Environment, "contents: write")]
    [InlineData(404, Fault.Environment, "may not see")]
    public async Task A_refusal_says_how_to_mend_it(int status, Fault fault, string words)
    {
        await GitHub.FailAsync(new { operation = "repos/list-releases", kind = "said", status, message = "Nope @octocat ::error::" });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(fault, error.Fault);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_answers_end_at_the_bound()
    {
        await GitHub.FailAsync(new { operation = "repos/list-releases", kind = "slow", milliseconds = 3000, times = 2 });
        ReleaseException error = await RefusedAsync(Settings() with
        {
            GitHub = Asking() with { Time = TimeProvider.System, Patience = TimeSpan.FromMilliseconds(200), Attempts = 1 },
        });
        Assert.Contains("no answer in time", error.Message, StringComparison.Ordinal);
        await GitHub.SetAsync(new { faults = Array.Empty<object>() });
    }

    [Theory]
    [InlineData("repository", "acme")]
    [InlineData("repository", "acme/../x")]
    [InlineData("repository", "acme/..")]
    [InlineData("tag", "v1 4")]
    [InlineData("tag", "../v1")]
    [InlineData("tag", "app//v1")]
    [InlineData("commit", "main")]
    [InlineData("token", "a\nb")]
    [InlineData("token", "")]
    [InlineData("latest", "")]
    public void Settings_that_cannot_be_are_refused(string what, string value)
    {
        GitHubReleaseSettings settings = what switch
        {
            "repository" => Settings() with { Repository = value },
            "tag" => Settings() with { Tag = value },
            "commit" => Settings() with { Commit = value },
            "token" => Settings() with { GitHub = Asking() with { Token = value } },
            _ => Settings() with { PreRelease = true, MakeLatest = true },
        };
        Assert.Equal(Fault.Input, Assert.Throws<ReleaseException>(() => Host(settings)).Fault);
    }
}
