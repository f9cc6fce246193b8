using Xunit;

namespace UvRelease.Tests.GitHub;

/// <summary>check-release before a plan: who must approve it, and that it can only read.</summary>
public sealed class CheckPlanSpecs : IAsyncLifetime
{
    private CheckReleaseRun check = null!;

    public async ValueTask InitializeAsync() => check = await CheckReleaseRun.OpenAsync();

    public ValueTask DisposeAsync() => check?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task An_environment_that_nobody_must_approve_is_refused()
    {
        await check.RefusedAsync(1, "the environment stable does not exist, or the token may not see it", Reviewed);
        await EnvironmentAsync([]);
        await check.RefusedAsync(1, "the environment stable has no required reviewers", Reviewed);
        await EnvironmentAsync([new { id = 1, node_id = "x", type = "wait_timer", wait_timer = 30 }]);
        await check.RefusedAsync(1, "the environment stable has no required reviewers", Reviewed);
        await EnvironmentAsync([new { id = 1, node_id = "x", type = "required_reviewers", prevent_self_review = false, reviewers = Array.Empty<object>() }]);
        await check.RefusedAsync(1, "the environment stable has no required reviewers", Reviewed);
        await check.RefusedAsync(2, "'github-token' is missing", Reviewed[0]);
    }

    [Fact]
    public async Task Reviewers_are_shown()
    {
        await check.GitHub.SetAsync(new { environments = new { stable = new { } } });
        Assert.True(await check.CheckAsync(Reviewed) == 0, check.Step.Output);
        Assert.Contains("| reviewers | `octocat, team justice-league` |", check.Step.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_token_may_not_ask_for_reviewers_it_is_said_and_any_other_refusal_is_an_error()
    {
        await check.GitHub.SetAsync(new { environments = new { stable = 403 } });
        Assert.Equal(0, await check.CheckAsync(Reviewed));
        Assert.Contains("::warning::GitHub does not tell this job whether the environment stable has required reviewers", check.Step.Output,
            StringComparison.Ordinal);
        Assert.Contains("not known: the token may not ask", check.Step.Summary, StringComparison.Ordinal);
        await check.GitHub.FailAsync(
            new { operation = "repos/get-environment", kind = "said", status = 403, message = "Your account was suspended.", times = 9 });
        await check.RefusedAsync(3, "Your account was suspended", Reviewed);
    }

    [Theory]
    [InlineData("aws-role=arn:aws:iam::1:role/a", "Name a role that can only read as 'plan-aws-role'")]
    [InlineData("aws-role=arn:aws:iam::1:role/a plan-aws-role=arn:aws:iam::1:role/a", "'aws-role' and 'plan-aws-role' name one role")]
    [InlineData("aws-role=arn:aws:iam::1:role/a plan-aws-role=arn:aws:iam::1:role/A", "'aws-role' and 'plan-aws-role' name one role")]
    [InlineData("azure-client=c1", "Name an application that can only read as 'plan-azure-client'")]
    [InlineData("azure-client=c1 plan-azure-client=C1", "name one application")]
    [InlineData("access-key-id=AK", "Name an access key that can only read as 'plan-access-key-id'")]
    [InlineData("access-key-id=AK plan-access-key-id=AK", "name one access key")]
    [InlineData("azure-shared-key=c2VjcmV0", "can write")]
    [InlineData("azure-sas=?sv=2024&sp=racwdl&sig=x", "has the permissions 'racwdl'")]
    [InlineData("azure-sas=sv=2024&sp=r%77&sig=x", "has the permissions 'rw'")]
    [InlineData("azure-sas=sv=2024&sig=x", "says no permissions")]
    public async Task A_plan_that_could_write_is_refused(string inputs, string words)
    {
        await check.GitHub.SetAsync(new { environments = new { stable = new { } } });
        (string, string)[] given = [.. inputs.Split(' ').Select(input => input.Split('=', 2)).Select(pair => (pair[0], pair[1]))];
        await check.RefusedAsync(2, words, [.. Reviewed, .. given]);
        Assert.Equal(0, await check.CheckAsync(given));
    }

    [Theory]
    [InlineData("aws-role=arn:aws:iam::1:role/a plan-aws-role=arn:aws:iam::1:role/plan-a")]
    [InlineData("azure-client=c1 plan-azure-client=c2")]
    [InlineData("access-key-id=AK plan-access-key-id=AKPLAN")]
    [InlineData("azure-sas=?sv=2024&sp=rl&sig=x")]
    [InlineData("plan-aws-role=arn:aws:iam::1:role/a")]
    public async Task A_plan_that_can_only_read_is_fine(string inputs)
    {
        await check.GitHub.SetAsync(new { environments = new { stable = new { } } });
        (string, string)[] given = [.. inputs.Split(' ').Select(input => input.Split('=', 2)).Select(pair => (pair[0], pair[1]))];
        Assert.True(await check.CheckAsync([.. Reviewed, .. given]) == 0, check.Step.Output);
    }

    private (string Name, string Value)[] Reviewed => [("reviewed-environment", "stable"), ("github-token", check.GitHub.Token)];

    private Task<long[]> EnvironmentAsync(object[] rules) => check.GitHub.SetAsync(new { environments = new { stable = new { protection_rules = rules } } });
}
