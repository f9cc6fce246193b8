using System.Text.Json.Nodes;
using Octokit;
using UvRelease.GitHub;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.GitHub;

/// <summary>Hosts, headers, limits and refusals, as Octokit and our own reader meet them.</summary>
public sealed class GuardSpecs : GitHubStage
{
    private string Owner => GitHub.Repository.Split('/')[0];

    private string Name => GitHub.Repository.Split('/')[1];

    private Task<IReadOnlyList<Issue>> IssuesAsync(OctokitClient? octokit = null) => (octokit ?? Octokit()).IssuesAsync(GitHub.Repository, "open");

    private Task<Issue> CreateAsync() => Octokit().AskAsync("the new issue", client => client.Issue.Create(Owner, Name, new NewIssue("crash")));

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) =>
        headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal);

    private async Task<ReleaseException> RefusedAsync()
    {
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => IssuesAsync());
        Assert.DoesNotContain(GitHub.Token, error.ToString(), StringComparison.Ordinal);
        return error;
    }

    private async Task<JsonNode> StrangersAsync() => (await GitHub.StateAsync())["strangers"]!;

    [Fact]
    public async Task Lists_are_read_to_their_end_in_the_longest_pages()
    {
        await GitHub.SetAsync(new { issues = Enumerable.Range(1, 250).Select(i => new { title = $"issue {i}" }) });
        Assert.Equal(Enumerable.Range(1, 250), (await IssuesAsync()).Select(issue => issue.Number));
        Assert.Equal(3, (await GitHub.CallsAsync()).Count(call => call.Contains("per_page=100", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_Enterprise_Server_is_asked_under_its_prefix_and_pages_stay_there()
    {
        await GitHub.SetAsync(new { issues = Enumerable.Range(1, 101).Select(i => new { title = $"issue {i}" }) });
        OctokitClient octokit = Octokit(Asking() with { Address = new GitHubAddress(new Uri(GitHub.Api, "/api/v3")) });
        Assert.Equal(101, (await IssuesAsync(octokit)).Count);
        Assert.EndsWith("/api/v3/", octokit.Client.Connection.BaseAddress.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_another_port_is_an_error_and_nothing_is_sent_there(int status)
    {
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "redirect", status });
        Assert.Contains("to another host", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Equal("[]", (await StrangersAsync()).ToJsonString());
    }

    [Fact]
    public async Task Octokit_follows_a_redirect_of_its_own_no_further()
    {
        // Ours leaves 303 alone, and Octokit's client follows it.
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "redirect", status = 303 });
        Assert.Contains("to another host", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Equal("[]", (await StrangersAsync()).ToJsonString());
    }

    [Fact]
    public async Task A_next_page_at_another_port_is_an_error_and_nothing_is_sent_there()
    {
        await GitHub.SetAsync(new { issues = new[] { new { title = "one" } } });
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "lured" });
        Assert.Contains("to another host", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Equal("[]", (await StrangersAsync()).ToJsonString());
    }

    [Fact]
    public async Task Our_own_pages_are_counted_and_links_only_say_that_there_is_one_more()
    {
        await GitHub.SetAsync(new { issues = Enumerable.Range(1, 3).Select(i => new { title = $"{i}", labels = new[] { "x" } }) });
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "lured" });
        var reader = new FactReader(Api(), GitHub.Repository);
        Assert.Equal(3, (await reader.OpenIssuesAsync("x", TestContext.Current.CancellationToken)).Count);
        Assert.Equal("[]", (await StrangersAsync()).ToJsonString());
    }

    [Theory]
    [InlineData("https")]
    [InlineData("port")]
    [InlineData("host")]
    [InlineData("user")]
    public async Task A_whole_address_elsewhere_gets_nothing(string what)
    {
        var elsewhere = new UriBuilder(GitHub.Api);
        _ = what switch
        {
            "https" => elsewhere.Scheme = "https",
            "host" => elsewhere.Host = "localhost",
            "user" => elsewhere.UserName = "me",
            _ => $"{elsewhere.Port = GitHub.Stranger.Port}",
        };
        var request = new GitHubRequest(elsewhere.Uri.AbsoluteUri, "x");
        var error = await Assert.ThrowsAsync<ReleaseException>(() => Api().SendAsync(request, TestContext.Current.CancellationToken));
        Assert.Contains("nothing is sent there", error.Message, StringComparison.Ordinal);
        Assert.Equal("[]", (await StrangersAsync()).ToJsonString());
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task A_secondary_limit_is_waited_through_also_by_a_write(int status)
    {
        await GitHub.FailAsync(new { operation = "issues/create", kind = "limit", status, headers = Headers(("retry-after", "40")) });
        Issue made = await CreateAsync();
        Assert.Equal("crash", made.Title);
        Assert.Equal([45], Clock.Pauses.Select(pause => pause.TotalSeconds));
        Assert.Single((await GitHub.StateAsync())["issues"]!.AsArray());
    }

    [Fact]
    public async Task A_primary_limit_is_waited_through_until_its_end_although_Octokit_would_give_up_earlier()
    {
        long reset = Clock.GetUtcNow().ToUnixTimeSeconds() + 400;
        Dictionary<string, string> headers = Headers(("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{reset}"));
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "limit", headers });
        await IssuesAsync();
        Assert.Equal([415], Clock.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public async Task A_limit_longer_than_anybody_waits_is_an_error()
    {
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "limit", headers = Headers(("retry-after", "3000")) });
        Assert.Contains("asks to wait 3000 seconds", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_is_tried_again_and_ends()
    {
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "refused", times = 4 });
        await IssuesAsync();
        Assert.Equal([1, 2, 4, 8], Clock.Pauses.Select(pause => pause.TotalSeconds));
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "refused", times = 5 });
        Assert.Contains("with status 502", (await RefusedAsync()).Message, StringComparison.Ordinal);
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "dead", times = 50 });
        Assert.Contains("gives no answer to repos/", (await RefusedAsync()).Message, StringComparison.Ordinal);
        await GitHub.SetAsync(new { faults = Array.Empty<object>() });
    }

    [Theory]
    [InlineData("lost", 1)]
    [InlineData("dead", 0)]
    [InlineData("late", 1)]
    [InlineData("refused", 0)]
    public async Task A_write_without_an_answer_is_never_sent_again(string kind, int made)
    {
        await GitHub.FailAsync(new { operation = "issues/create", kind });
        var error = await Assert.ThrowsAsync<ReleaseException>(CreateAsync);
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("the new issue", error.Message, StringComparison.Ordinal);
        Assert.Equal(made, (await GitHub.StateAsync())["issues"]!.AsArray().Count);
        Assert.Single(await GitHub.CallsAsync());
    }

    [Fact]
    public async Task Writes_keep_their_distance()
    {
        OctokitClient octokit = Octokit();
        for (int i = 0; i < 3; i++)
            await octokit.AskAsync("the new issue", client => client.Issue.Create(Owner, Name, new NewIssue("crash")));
        Assert.Equal([1, 1], Clock.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Theory]
    [InlineData(401, Fault.Input, "token is wrong")]
    [InlineData(403, Fault.Environment, "permissions: contents: write")]
    [InlineData(404, Fault.Environment, "may not see it")]
    [InlineData(410, Fault.Environment, "with status 410")]
    public async Task A_refusal_says_how_to_mend_it(int status, Fault fault, string words)
    {
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "said", status, message = "Nope \u001b ::error::" });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(fault, error.Fault);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        // Octokit's pages forget what was said about a list that is not there.
        Assert.Equal(status != 404, error.Message.Contains("GitHub says: Nope", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Fact]
    public async Task What_may_be_missing_is_null_and_nothing_else()
    {
        OctokitClient octokit = Octokit();
        Assert.Null(await octokit.FindAsync("pull request 7", client => client.PullRequest.Get(Owner, Name, 7)));
        await GitHub.FailAsync(new { operation = "pulls/get", kind = "said", status = 403, message = "Nope" });
        await Assert.ThrowsAsync<ReleaseException>(() => octokit.FindAsync("pull request 7", client => client.PullRequest.Get(Owner, Name, 7)));
    }

    [Theory]
    [InlineData("html", "is no JSON")]
    [InlineData("cut", "gives no answer")]
    public async Task An_answer_of_something_between_is_an_error_and_never_an_empty_list(string kind, string words)
    {
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind, times = 9 });
        Assert.Contains(words, (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_ends_when_the_step_does()
    {
        using var stop = new CancellationTokenSource();
        var octokit = new OctokitClient(Api(), stop.Token);
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "held" });
        Task<IReadOnlyList<Issue>> asking = IssuesAsync(octokit);
        await GitHub.HeldAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await GitHub.SetAsync(new { goOn = true });
    }

    [Theory]
    [InlineData("application/vnd.github.v3", true)]
    [InlineData("application/vnd.github.v3+json; charset=utf-8, application/vnd.github.groot-preview+json", true)]
    [InlineData("application/vnd.github.v3.raw", false)]
    [InlineData("application/vnd.github.html; charset=utf-8", false)]
    [InlineData("application/octet-stream", false)]
    public void Only_what_is_asked_for_as_JSON_must_be_JSON(string accept, bool json) => Assert.Equal(json, GitHubRequest.WantsJson(accept));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\nb")]
    public void What_is_no_token_is_refused_at_once(string token) =>
        Assert.Equal(Fault.Input, Assert.Throws<ReleaseException>(() => new GitHubApi(Asking() with { Token = token })).Fault);
}
