using System.Net;
using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.GitHub;
using UvRelease.GitHub;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

public sealed class GitHubApiSpecs : IDisposable
{
    private const string Pull = "/repos/acme/sample-app/pulls/7";
    private readonly GitHubDouble github = new();
    private readonly ImpatientClock clock = new();
    private readonly GitHubApi api;

    public GitHubApiSpecs()
    {
        github.Pull["number"] = 7;
        (github.Pull["base"]!["sha"], github.Pull["head"]!["sha"]) = ("aaaa", "bbbb");
        (github.Pull["commits"], github.Pull["changed_files"]) = (2, 1);
        api = new GitHubApi(GitHubSettings.Brief(new GitHubAddress(github.Address), GitHubDouble.Token, ChangeReader.Permissions, clock, clock));
    }

    private Task<CheckedChange> ReadAsync() => new ChangeReader(api, "acme/sample-app", ".changes").PullRequestAsync(7, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_pull_request_is_read_with_its_commits_files_and_fragments()
    {
        github.Files.AddRange([(".changes/one two.md", "added"), (".changes/gone.md", "removed")]);
        github.Contents[".changes/one two.md@bbbb"] = "---\ntype: fix\n---\nGr\u00c3\u00bc\u00c3\u009fe\n";
        CheckedChange change = await ReadAsync();
        Assert.Equal((7, "Amazing new feature", "octocat"), (change.PullRequest, change.Title, change.Author));
        Assert.Equal(["wip", "more"], change.Commits.Select(commit => commit.Message));
        Assert.Equal([new ChangedFile("src/window.ts"), new ChangedFile(".changes/one two.md"), new ChangedFile(".changes/gone.md", true)], change.Files!);
        Assert.Equal([new ChangelogFragmentText(".changes/one two.md", "---\ntype: fix\n---\nGrüße\n")], change.Fragments);
        Assert.Empty(change.Gaps);
        Assert.Contains("GET /repos/acme/sample-app/contents/.changes/one%20two.md?ref=bbbb", github.Requests);
    }

    [Fact]
    public async Task Files_are_read_page_by_page_and_what_GitHub_lists_of_them_no_more_is_said()
    {
        github.Files.AddRange(Enumerable.Range(0, 200).Select(i => ($"src/{i}.ts", "modified")));
        github.Pull["changed_files"] = 4000;
        CheckedChange change = await ReadAsync();
        Assert.Equal(201, change.Files!.Count);
        Assert.Contains("lists 3000 at most: 3799", Assert.Single(change.Gaps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commits_beyond_those_that_GitHub_lists_are_read_by_comparing()
    {
        Commit(612);
        github.Requests.Clear();
        CheckedChange change = await ReadAsync();
        Assert.Equal(Enumerable.Range(0, 612).Select(i => $"feat: add {i}"), change.Commits.Select(commit => commit.Message));
        Assert.Empty(change.Gaps);
        Assert.Equal(3, github.Requests.Count(request => request.Contains("/commits?per_page=100&page=", StringComparison.Ordinal)));
        Assert.Equal(7, github.Requests.Count(request => request.Contains("/compare/aaaa...bbbb?per_page=100&page=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_commit_that_only_the_comparison_has_is_held_to_the_rules()
    {
        Commit(260);
        github.Commits[255] = (github.Commits[255].Id, "Stuff");
        github.Pull["title"] = "fix: remember its size";
        CheckResult result = ChangeCheck.Check(await ReadAsync(), Change.Rules() with { Messages = CheckedMessages.Commits });
        Assert.Equal(("conventional", "commit 0000000"), (Assert.Single(result.Findings).Rule, result.Findings[0].Place.What));
    }

    [Fact]
    public async Task Two_thousand_commits_are_enough_and_the_rest_is_said()
    {
        Commit(2100);
        CheckedChange change = await ReadAsync();
        Assert.Equal(2000, change.Commits.Count);
        Assert.Contains("has 2100 commits, and 2000 could be read: 100 were not checked", Assert.Single(change.Gaps), StringComparison.Ordinal);
        change = await new ChangeReader(api, "acme/sample-app", ".changes").MergeGroupAsync("aaaa", "bbbb", TestContext.Current.CancellationToken);
        Assert.Contains("has 2100 commits, and 2000 are read at most: 100", Assert.Single(change.Gaps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sides_that_GitHub_cannot_compare_leave_what_it_lists()
    {
        Commit(260);
        github.Pull["base"]!["sha"] = "cccc";
        CheckedChange change = await ReadAsync();
        Assert.Equal(250, change.Commits.Count);
        Assert.Contains("10 were not checked", Assert.Single(change.Gaps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fragment_that_is_no_text_is_a_finding()
    {
        github.Files.Add((".changes/one.md", "added"));
        github.Contents[".changes/one.md@bbbb"] = "\u00ff\u00fe";
        github.Pull["title"] = "fix: remember its size";
        Finding found = Assert.Single(ChangeCheck.Check(await ReadAsync(), Change.Rules()).Findings);
        Assert.Equal(("fragment-invalid", ".changes/one.md"), (found.Rule, found.Place.File));
    }

    [Fact]
    public async Task A_merge_group_is_compared_with_its_base()
    {
        github.Commits.AddRange(Enumerable.Range(0, 150).Select(i => ($"{i:x40}", $"feat: {i}")));
        github.Files.Clear();
        github.Files.AddRange([("src/window.ts", "modified"), (".changes/one.md", "added")]);
        github.Contents[".changes/one.md@bbbb"] = "x";
        CheckedChange change = await new ChangeReader(api, "acme/sample-app", ".changes")
            .MergeGroupAsync("aaaa", "bbbb", TestContext.Current.CancellationToken);
        Assert.Equal((152, 1, 2), (change.Commits.Count, change.Fragments.Count, change.Files!.Count));
    }

    [Fact]
    public async Task What_the_double_serves_is_what_GitHub_describes()
    {
        await A_pull_request_is_read_with_its_commits_files_and_fragments();
        await A_merge_group_is_compared_with_its_base();
        await Commits_beyond_those_that_GitHub_lists_are_read_by_comparing();
        var problems = await Judge.AskAsync("validate.mjs", github.Answers.Select(answer => new { name = answer.Name, body = answer.Body }).ToArray());
        Assert.Equal("[]", problems.GetRawText());
        Assert.Equal(["commits", "compare", "content", "files", "pull"], github.Answers.Select(answer => answer.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_may_pass_by_itself_is_tried_again_as_late_as_GitHub_asks()
    {
        github.Fail(Pull,
            response => GitHubDouble.Write(response, "<html>", 502, "text/html"),
            response =>
                { response.Headers["Retry-After"] = "17"; GitHubDouble.Write(response, """{"message":"You have exceeded a secondary rate limit."}""", 403); },
            response =>
                {
                    response.Headers["x-ratelimit-remaining"] = "0"; response.Headers["x-ratelimit-reset"] = "1767225630"; GitHubDouble.Write(response,
                "{}", 429);
                });
        Assert.NotNull(await ReadAsync());
        Assert.Equal([1, 17, 30], clock.Pauses.Where(pause => pause > TimeSpan.Zero && pause < TimeSpan.FromSeconds(60)).Select(pause => pause.TotalSeconds));
        Assert.Equal(3, clock.Told.Count);
    }

    public static TheoryData<string, string> Ends => new()
    {
        { "500", "status 500" }, { "403", "permissions: contents: read" }, { "401", "token is wrong" },
            { "404", "may not see it" }, { "wait", "asks to wait 7200 seconds" },
        { "cut", "cut off" }, { "html", "no JSON" }, { "huge", "longer than 32 MiB" }, { "redirect", "another host" },
            { "null", "is empty" }, { "wrong", "cut off, or is not" }, { "teapot", "status 418" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task What_does_not_pass_is_an_error_that_says_how_to_mend_it(string fault, string words)
    {
        Action<HttpListenerResponse> answer = response => Answer(fault, response);
        github.Fail(Pull, [.. Enumerable.Repeat(answer, 8)]);
        var error = await Assert.ThrowsAsync<ReleaseException>(ReadAsync);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(fault == "401" ? Fault.Input : Fault.Environment, error.Fault);
        Assert.DoesNotContain(GitHubDouble.Token, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(fault == "500" ? 4 : 1, github.Requests.Count);
    }

    [Fact]
    public async Task A_repository_that_moved_is_followed_on_the_same_host()
    {
        github.Fail(Pull, response => { response.StatusCode = 301; response.RedirectLocation = $"{github.Address}repos/acme/sample-app/pulls/7"; });
        Assert.NotNull(await ReadAsync());
    }

    [Fact]
    public async Task Nobody_there_is_an_error_after_a_while()
    {
        github.Dispose();
        var error = await Assert.ThrowsAsync<ReleaseException>(ReadAsync);
        Assert.Contains("gives no answer", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        api.Dispose();
        github.Dispose();
    }

    private void Commit(int count)
    {
        github.Commits.Clear();
        github.Commits.AddRange(Enumerable.Range(0, count).Select(i => ($"{i:x40}", $"feat: add {i}")));
        github.Pull["commits"] = count;
    }

    private static void Answer(string fault, HttpListenerResponse response)
    {
        switch (fault)
        {
            case "wait":
                response.Headers["Retry-After"] = "7200";
                GitHubDouble.Write(response, "{}", 429);
                break;
            case "cut":
                GitHubDouble.Write(response, """{"number": 7, "title": "fi""");
                break;
            case "wrong":
                GitHubDouble.Write(response, """{"number":"seven","title":null}""");
                break;
            case "teapot":
                GitHubDouble.Write(response, """{"message":"short and ::error:: stout"}""", 418);
                break;
            default:
                GitHubDouble.Fail(response, fault);
                break;
        }
    }
}
