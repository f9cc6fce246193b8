using System.Net;
using System.Text.Json.Nodes;
using UvRelease.Changelog.GitHub;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Tests.Changelog.Check;
using Xunit;

namespace UvRelease.Tests.Changelog.GitHub;

public sealed class RangeReaderSpecs : IDisposable
{
    private readonly GraphQlDouble github = new();
    private readonly ImpatientClock clock = new();

    public RangeReaderSpecs()
    {
        github.Commits[Story.Id(1)] = [("Ada", "ada@example.com", "ada"), ("Bob", "bob@example.com", "bob-b"), ("Gone", "gone@example.com", null)];
        github.PullRequests[7] = ("feat: a menu", "## Migration\r\n\r\nClick.", Story.Id(1));
        github.Issues.Add(8);
    }

    private async Task<RangeFacts> ReadAsync(RangeQuestions? questions = null, string repository = "acme/sample-app",
        ImpatientClock? time = null, CancellationToken? token = null)
    {
        using var api = new GitHubApi(
            GitHubSettings.Brief(new GitHubAddress(github.Address), GraphQlDouble.Token, ChangeReader.Permissions, time ?? clock, clock));
        return await new RangeReader(api, repository, time ?? clock)
            .ReadAsync(questions ?? new RangeQuestions([7, 8, 9], [Story.Id(1), Story.Id(2)]), token ?? TestContext.Current.CancellationToken);
    }

    private void AssertWhole(RangeFacts facts)
    {
        Assert.Equal(new Dictionary<string, string> { ["ada@example.com"] = "ada", ["bob@example.com"] = "bob-b" }, facts.Logins);
        Assert.Equal(new PullRequestText("feat: a menu", "## Migration\r\n\r\nClick.", Story.Id(1)), Assert.Single(facts.PullRequests).Value);
        Assert.Null(facts.Gap);
        Assert.Empty(github.Refusals);
    }

    [Fact]
    public async Task Numbers_of_issues_or_of_nothing_and_commits_never_pushed_are_no_failure() => AssertWhole(await ReadAsync());

    [Fact]
    public async Task A_range_is_asked_for_in_batches()
    {
        github.Issues.Clear();
        string[] commits = [.. Enumerable.Range(1, 120).Select(Story.Id)];
        foreach (int number in Enumerable.Range(1, 120))
        {
            github.Commits[Story.Id(number)] = [($"P{number}", $"p{number}@example.com", $"p{number}")];
            github.PullRequests[number] = ($"fix: {number}", "", Story.Id(number));
        }

        RangeFacts facts = await ReadAsync(new RangeQuestions([.. Enumerable.Range(1, 120)], commits));
        Assert.Equal((120, 120, 6), (facts.Logins.Count, facts.PullRequests.Count, github.Queries.Count));
        Assert.Equal("p120", facts.Logins["P120@Example.com"]);
        Assert.Empty(github.Refusals);
    }

    [Fact]
    public async Task Nothing_to_ask_asks_nothing()
    {
        Assert.Null((await ReadAsync(new RangeQuestions([], []))).Gap);
        Assert.Empty(github.Queries);
    }

    [Fact]
    public async Task Names_of_people_are_never_part_of_a_query()
    {
        RangeFacts facts = await ReadAsync(new RangeQuestions([7], []), "acme\"){x}/sample-app\u001b[31m");
        Assert.Empty(github.Refusals);
        Assert.Contains("tells nothing of acme", facts.Gap, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', facts.Gap!);
        Assert.DoesNotContain("acme", Assert.Single(github.Queries).GetProperty("query").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_pass_by_itself_is_tried_again()
    {
        github.Fail(
            (response, _) => GitHubDouble.Write(response, "<html>", 502, "text/html"),
            (response, _) =>
                { response.Headers["Retry-After"] = "17"; GitHubDouble.Write(response, """{"message":"You have exceeded a secondary rate limit."}""", 403); },
            (response, _) =>
                {
                    response.Headers["Retry-After"] = "9"; GitHubDouble.Write(response,
                """{"errors":[{"message":"You have exceeded a secondary rate limit."}]}""");
                });
        AssertWhole(await ReadAsync());
        Assert.Equal([1, 17, 9], clock.Pauses.Where(pause => pause > TimeSpan.Zero && pause < TimeSpan.FromSeconds(60)).Select(pause => pause.TotalSeconds));
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "502", "status 502" }, { "403", "permissions: contents: read" }, { "limit", "asks to wait 3600 seconds" },
            { "limited", "API rate limit exceeded" }, { "404", "may not see it" },
        { "html", "no JSON" }, { "cut", "cut off" }, { "huge", "longer than 32 MiB" }, { "redirect", "another host" },
            { "null", "is empty" }, { "wrong", "cut off, or is not" }, { "nothing", "tells nothing of acme/sample-app" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_does_not_pass_leaves_a_sentence_and_what_was_told_before(string fault, string words)
    {
        github.Fail((response, answer) => GitHubDouble.Write(response, answer.ToJsonString()));
        github.Fail([.. Enumerable.Repeat((HttpListenerResponse response, JsonObject _) => Answer(fault, response), fault == "502" ? 4 : 1)]);
        RangeFacts facts = await ReadAsync();
        Assert.Contains(words, facts.Gap, StringComparison.Ordinal);
        Assert.DoesNotContain(GraphQlDouble.Token, facts.Gap, StringComparison.Ordinal);
        Assert.Equal((1, 0), (facts.PullRequests.Count, facts.Logins.Count));
        Assert.Equal(fault == "502" ? 5 : 2, github.Queries.Count);
    }

    [Fact]
    public async Task A_part_of_an_answer_is_taken_and_the_asking_goes_on()
    {
        github.PullRequests[10] = ("fix: a", "", null);
        github.Fail((response, answer) =>
        {
            answer["data"]!["repository"]!["a1"] = null;
            answer["errors"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "FORBIDDEN",
                    ["path"] = new JsonArray("repository", "a1"),
                    ["message"] = "Resource not ::error:: accessible\u001b"
                });
            GitHubDouble.Write(response, answer.ToJsonString());
        });
        RangeFacts facts = await ReadAsync(new RangeQuestions([7, 10], [Story.Id(1)]));
        Assert.Equal((1, 2), (facts.PullRequests.Count, facts.Logins.Count));
        Assert.StartsWith("GitHub's answer has gaps. It says: Resource not ::error:: accessible", facts.Gap, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', facts.Gap!);
    }

    [Fact]
    public async Task What_is_no_login_or_too_long_is_not_believed()
    {
        github.Commits[Story.Id(1)] = [("Eve", "eve@example.com", "eve](https://evil.example)"), ("", "", "nobody"), ("Octo", "octo@example.com", "octo_acme")];
        github.PullRequests[7] = ("feat: a\nmenu" + new string('x', 1000), new string('y', 100_000), null);
        RangeFacts facts = await ReadAsync();
        Assert.Equal(["octo_acme"], facts.Logins.Values);
        Assert.Equal((256, 65_536, false), (facts.PullRequests[7].Title.Length, facts.PullRequests[7].Body.Length, facts.PullRequests[7].Title.Contains('\n')));
    }

    [Fact]
    public async Task A_token_that_is_refused_is_an_error_of_the_caller()
    {
        github.Fail((response, _) => GitHubDouble.Write(response, """{"message":"Bad credentials"}""", 401));
        var error = await Assert.ThrowsAsync<ReleaseException>(() => ReadAsync());
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains("github-token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patience_ends()
    {
        using var never = new ManualResetEventSlim();
        github.Fail((_, _) => never.Wait(TimeSpan.FromSeconds(30)));
        RangeFacts facts = await ReadAsync(time: new ImpatientClock { Reached = TimeSpan.FromMinutes(3) });
        Assert.Equal("GitHub did not answer everything within 3 minutes.", facts.Gap);
        never.Set();
    }

    [Fact]
    public async Task A_slow_answer_is_not_waited_for_when_the_step_is_cancelled()
    {
        using var never = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        github.Fail((_, _) => { stop.Cancel(); never.Wait(TimeSpan.FromSeconds(30)); });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(token: stop.Token));
        Assert.Single(github.Queries);
        never.Set();
    }

    public void Dispose() => github.Dispose();

    private static void Answer(string fault, HttpListenerResponse response)
    {
        switch (fault)
        {
            case "limit":
                (response.Headers["x-ratelimit-remaining"], response.Headers["x-ratelimit-reset"]) = ("0", "1767229200");
                GitHubDouble.Write(response, """{"message":"API rate limit exceeded"}""", 403);
                break;
            case "limited":
                GitHubDouble.Write(response, """{"data":null,"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for installation."}]}""");
                break;
            case "cut":
                GitHubDouble.Write(response, """{"data": {"repository": {"a0": {"num""");
                break;
            case "wrong":
                GitHubDouble.Write(response, """{"data":{"repository":[1]}}""");
                break;
            case "nothing":
                GitHubDouble.Write(response, """{"data":{"repository":null}}""");
                break;
            default:
                GitHubDouble.Fail(response, fault);
                break;
        }
    }
}
