using System.Text.Json;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.GitHub;

/// <summary>What gates decide on is read whole, or refused with the name of the field that is not as it must be.</summary>
public sealed class FactSpecs : GitHubStage
{
    private const string Label = "release-blocker";
    private static readonly string Commit = new('c', 40);
    private static readonly Dictionary<string, string> Operations = new(StringComparer.Ordinal)
    {
        ["checks"] = "checks/list-for-ref",
        ["statuses"] = "repos/get-combined-status-for-ref",
        ["issues"] = "issues/list-for-repo",
        ["environment"] = "repos/get-environment",
        ["approvals"] = "actions/get-reviews-for-run",
    };

    private FactReader Facts => new(Api(Asking() with { Attempts = 2 }), GitHub.Repository);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await GitHub.SetAsync(new
        {
            checks = new object[]
            {
                new { name = "build", conclusion = "success" },
                new { name = "test", status = "in_progress", conclusion = (string?)null, completed_at = (string?)null, app = (object?)null },
            },
            statuses = new[] { new { context = "ci/jenkins", state = "success" }, new { context = "ci/license", state = "pending" } },
            issues = new object[]
            {
                new { title = "It loses data", labels = new[] { "Release-Blocker" } }, new { title = "Done", state = "closed", labels = new[] { Label } },
                    new { title = "Else" },
            },
            environments = new { stable = new { } },
            reviews = new Dictionary<string, object> { ["7"] = new[] { new { comment = "Ship it" } } },
        });
    }

    [Fact]
    public async Task Checks_of_a_commit_are_read()
    {
        IReadOnlyList<CheckFacts> checks = await Facts.ChecksAsync(Commit, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["build Completed Success octoapp", "test InProgress  "],
            checks.Select(check => $"{check.Name} {check.Status} {check.Conclusion} {check.App?.Slug}"));
        Assert.All(checks, check => Assert.Equal(Commit, check.HeadSha));
    }

    [Fact]
    public async Task Statuses_of_a_commit_are_read() => Assert.Equal(
        ["ci/jenkins Success", "ci/license Pending"],
        (await Facts.StatusesAsync(Commit, TestContext.Current.CancellationToken)).Select(status => $"{status.Context} {status.State}"));

    [Fact]
    public async Task Open_issues_with_a_label_are_read_whatever_the_case_of_its_letters()
    {
        IssueFacts issue = Assert.Single(await Facts.OpenIssuesAsync(Label, TestContext.Current.CancellationToken));
        Assert.Equal((1, "It loses data", IssueState.Open), (issue.Number, issue.Title, issue.State));
        Assert.Null(issue.PullRequest);
        Assert.Empty(await Facts.OpenIssuesAsync("nobody's", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_environment_says_who_may_approve_and_whether_the_same_person_may()
    {
        EnvironmentFacts stable = await Facts.EnvironmentAsync("stable", TestContext.Current.CancellationToken);
        Assert.Equal([typeof(WaitTimerRule), typeof(ReviewersRule), typeof(BranchPolicyRule)], stable.ProtectionRules.Select(rule => rule.GetType()));
        var reviewers = (ReviewersRule)stable.ProtectionRules[1];
        Assert.Equal((30, false), (((WaitTimerRule)stable.ProtectionRules[0]).WaitTimer, reviewers.PreventSelfReview));
        Assert.Equal([new UserReviewer(new AccountFacts(1, "octocat")), new TeamReviewer(new TeamFacts(1, "justice-league"))], reviewers.Reviewers);
        Assert.Equal(new BranchPolicy(false, true), stable.DeploymentBranchPolicy);
    }

    [Fact]
    public async Task Reviews_of_a_run_are_read()
    {
        ApprovalFacts review = Assert.Single(await Facts.ApprovalsAsync(7, TestContext.Current.CancellationToken));
        Assert.Equal((ApprovalState.Approved, "octocat", "staging", "Ship it"), (review.State, review.User.Login, review.Environments[0].Name, review.Comment));
    }

    [Fact]
    public async Task Pages_are_read_to_the_last_one()
    {
        await GitHub.SetAsync(new
        {
            checks = Enumerable.Range(1, 250).Select(i => new { name = $"check {i}", conclusion = i == 250 ? "failure" : "success" }),
            statuses = Enumerable.Range(1, 201).Select(i => new { context = $"status {i}", state = i == 201 ? "error" : "success" }),
            issues = Enumerable.Range(10, 120).Select(i => new { title = $"issue {i}", labels = new[] { Label } }),
        });
        Assert.Equal(CheckConclusion.Failure, (await Facts.ChecksAsync(Commit, TestContext.Current.CancellationToken))[249].Conclusion);
        Assert.Equal(CommitState.Error, (await Facts.StatusesAsync(Commit, TestContext.Current.CancellationToken))[200].State);
        Assert.Equal(121, (await Facts.OpenIssuesAsync(Label, TestContext.Current.CancellationToken)).Count);
        Assert.Equal(3 + 3 + 2, (await GitHub.CallsAsync()).Count(call => call.Contains("per_page=100", StringComparison.Ordinal)));
    }

    // Of which answer, where, what is there instead (JSON; null for nothing at all), and how the refusal names it.
    public static TheoryData<string, string, string?, string> Spoiled => new()
    {
        { "checks", "check_runs/1", "null", "check_runs has null for an entry" },
        { "checks", "total_count", null, "$ lacks 'total_count'" },
        { "checks", "check_runs", null, "$ lacks 'check_runs'" },
        { "checks", "check_runs/1/name", null, "$.check_runs[1] lacks 'name'" },
        { "checks", "check_runs/0/head_sha", null, "$.check_runs[0] lacks 'head_sha'" },
        { "checks", "check_runs/0/status", null, "$.check_runs[0] lacks 'status'" },
        { "checks", "check_runs/0/conclusion", null, "$.check_runs[0] lacks 'conclusion'" },
        { "checks", "check_runs/0/app/id", null, "$.check_runs[0].app lacks 'id'" },
        { "checks", "check_runs/0/conclusion", "\"maybe\"", "at $.check_runs[0].conclusion" },
        { "checks", "check_runs/0/conclusion", "\"success, failure\"", "at $.check_runs[0].conclusion" },
        { "checks", "check_runs/0/conclusion", "0", "at $.check_runs[0].conclusion" },
        { "checks", "check_runs/0/conclusion", "null", "conclusion of check 1 does not go with its status" },
        { "checks", "check_runs/1/conclusion", "\"success\"", "conclusion of check 2 does not go with its status" },
        { "checks", "check_runs/0/status", "null", "at $.check_runs[0].status" },
        { "checks", "check_runs/0/name", "null", "at $.check_runs[0].name" },
        { "checks", "check_runs/0/name", "7", "at $.check_runs[0].name" },
        { "checks", "check_runs/0/head_sha", "\"dddd\"", "head_sha of check 1 is dddd" },
        { "checks", "total_count", "3", "total_count is 3, and 2 could be read" },
        { "checks", "check_runs", "[]", "total_count is 2, and 0 could be read" },
        { "checks", "check_runs", "null", "at $.check_runs" },
        { "statuses", "statuses/0/state", null, "$.statuses[0] lacks 'state'" },
        { "statuses", "statuses/0/state", "\"green\"", "at $.statuses[0].state" },
        { "statuses", "statuses/0/context", "null", "at $.statuses[0].context" },
        { "statuses", "statuses/0", "null", "statuses has null for an entry" },
        { "statuses", "total_count", "1", "total_count is 1, and 2 could be read" },
        { "statuses", "sha", "\"dddd\"", "sha is dddd" },
        { "issues", "0/title", null, "$[0] lacks 'title'" },
        { "issues", "0/state", "\"settled\"", "at $[0].state" },
        { "issues", "0/state", "\"closed\"", "issue 1 is closed or has other labels" },
        { "issues", "0/labels", "[]", "issue 1 is closed or has other labels" },
        { "issues", "0/labels/0", "null", "labels has null for an entry" },
        { "issues", "0/labels/0/name", null, "$[0].labels[0] lacks 'name'" },
        { "issues", "0", "null", "list has null for an entry" },
        { "environment", "protection_rules", null, "$ lacks 'protection_rules'" },
        { "environment", "protection_rules/1/type", null, "is not what GitHub's API describes" },
        { "environment", "protection_rules/1/type", "\"oracle\"", "at $.protection_rules[1]" },
        { "environment", "protection_rules/1/prevent_self_review", null, "$.protection_rules[1] lacks 'prevent_self_review'" },
        { "environment", "protection_rules/1/reviewers", null, "$.protection_rules[1] lacks 'reviewers'" },
        { "environment", "protection_rules/1/reviewers", "null", "at $.protection_rules[1].reviewers" },
        { "environment", "protection_rules/1/reviewers/0", "null", "reviewers has null for an entry" },
        { "environment", "protection_rules/1/reviewers/0/type", "\"Robot\"", "at $.protection_rules[1].reviewers[0]" },
        { "environment", "protection_rules/1/reviewers/0/reviewer/login", null, "$.protection_rules[1].reviewers[0].reviewer lacks 'login'" },
        { "environment", "protection_rules/0/wait_timer", null, "$.protection_rules[0] lacks 'wait_timer'" },
        { "environment", "protection_rules/0", "null", "protection_rules has null for an entry" },
        { "environment", "deployment_branch_policy", null, "$ lacks 'deployment_branch_policy'" },
        { "approvals", "0/state", "\"thought about\"", "at $[0].state" },
        { "approvals", "0/user", "null", "at $[0].user" },
        { "approvals", "0/environments", null, "$[0] lacks 'environments'" },
        { "approvals", "0/environments/0", "null", "environments has null for an entry" },
    };

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task A_field_that_is_missing_or_wrong_is_named_and_nothing_is_decided(string what, string at, string? value, string words)
    {
        object[] path = [.. at.Split('/').Select(part => int.TryParse(part, out int place) ? (object)place : part)];
        await GitHub.FailAsync(value is null
            ? (object)new { operation = Operations[what], kind = "spoiled", times = 2, at = path }
            : new { operation = Operations[what], kind = "spoiled", times = 2, at = path, value = JsonSerializer.Deserialize<JsonElement>(value) });
        var error = await Assert.ThrowsAsync<ReleaseException>(() => AskAsync(what));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        await GitHub.SetAsync(new { faults = Array.Empty<object>() });
        await AskAsync(what);
    }

    [Theory]
    [InlineData("checks")]
    [InlineData("statuses")]
    [InlineData("issues")]
    [InlineData("environment")]
    [InlineData("approvals")]
    public async Task What_is_not_there_or_not_for_the_token_is_no_empty_answer(string what)
    {
        await GitHub.FailAsync(new { operation = Operations[what], kind = "said", status = 404, message = "Not Found" });
        Assert.Contains("may not see it", (await Assert.ThrowsAsync<ReleaseException>(() => AskAsync(what))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_page_that_is_gone_is_an_error()
    {
        await GitHub.SetAsync(new { issues = Enumerable.Range(10, 120).Select(i => new { title = $"issue {i}", labels = new[] { Label } }) });
        await GitHub.FailAsync(new { operation = "issues/list-for-repo", kind = "said", after = 1, status = 404, message = "Not Found" });
        Assert.Contains("may not see it", (await Assert.ThrowsAsync<ReleaseException>(() => AskAsync("issues"))).Message, StringComparison.Ordinal);
    }

    private async Task AskAsync(string what)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        _ = what switch
        {
            "checks" => (await Facts.ChecksAsync(Commit, cancellationToken)).Count,
            "statuses" => (await Facts.StatusesAsync(Commit, cancellationToken)).Count,
            "issues" => (await Facts.OpenIssuesAsync(Label, cancellationToken)).Count,
            "environment" => (await Facts.EnvironmentAsync("stable", cancellationToken)).ProtectionRules.Count,
            _ => (await Facts.ApprovalsAsync(7, cancellationToken)).Count,
        };
    }
}
