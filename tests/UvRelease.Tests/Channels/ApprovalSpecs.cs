using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Who must agree to a move, and who does not count.</summary>
public sealed class ApprovalSpecs : PromoteRun
{
    [Theory]
    [InlineData("grace", 0)]
    [InlineData("ada", 1)]
    [InlineData("Ada", 1)]
    [InlineData("bob", 1)]
    [InlineData(null, 1)]
    public async Task Stable_takes_somebody_who_did_not_start_the_run(string? approver, int code)
    {
        Run.Run.Variables["GITHUB_TRIGGERING_ACTOR"] = "bob";
        await PromoteAsync("promote", "beta");
        await ReviewsAsync(approver is null ? [] : [Review(2, approver, "stable")]);
        Assert.True(await PromoteAsync("promote", "stable") == code, Run.Run.Output);
        if (code == 0)
            Assert.Contains("\"grace\"", Read("channels", "stable", "log", "00000001.json"), StringComparison.Ordinal);
        else
            Assert.Contains("somebody approves it who did not start the run", Run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(code == 0, Directory.Exists(Run.Stage.At("store", "channels", "stable")));
    }

    [Theory]
    [InlineData("grace stable, linus stable-second", 0)]
    [InlineData("grace Stable, linus STABLE-second", 0)]
    [InlineData("grace stable, linus beta", 1)]
    [InlineData("grace beta, linus stable-second", 1)]
    [InlineData("grace stable, grace stable-second", 1)]
    [InlineData("grace stable, linus stable", 1)]
    [InlineData("grace stable, ada stable-second", 1)]
    [InlineData("grace stable, bob stable-second", 1)]
    [InlineData("grace stable", 1)]
    public async Task An_emergency_takes_two_people_and_two_environments(string reviews, int code)
    {
        await PublishAsBobAsync();
        await ReviewsAsync([.. reviews.Split(", ").Select(one => one.Split(' ')).Select(one => Review(one[0] == "ada" ? 1 : 10 + one[0][0], one[0], one[1]))]);
        (string, string)[] inputs = [("from", "canary"), ("emergency", "true"), ("reason", "A hole is open.")];
        Assert.True(await PromoteAsync("promote", "stable", inputs) == code, Run.Run.Output);
        if (code == 1)
            Assert.Contains("the approvals are: 'stable' by ", Run.Run.Output, StringComparison.Ordinal);
        Assert.Equal([], Directory.Exists(Run.Stage.At("store", "channels", "stable")) ? StoreChecker.ViolationsAtRest(Run.Stage.StoreFolder, "stable") : []);
        Assert.Equal(1, await PromoteAsync("promote", "stable", ("from", "canary"), ("emergency", "true")));
        Assert.Contains("An emergency takes a reason", Run.Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bob stable", 1, "bob published it, and does not count")]
    [InlineData("BOB stable", 1, "bob published it, and does not count")]
    [InlineData("bob stable, grace stable", 0, "")]
    [InlineData("grace beta", 1, "'stable' by nobody")]
    [InlineData("grace stable-second", 1, "'stable' by nobody, 'stable-second' by grace")]
    [InlineData("grace production", 1, "'stable' by nobody")]
    [InlineData("grace production", 0, "", "production")]
    [InlineData("grace stable", 1, "'production' by nobody", "production")]
    public async Task Who_published_a_release_is_no_second_person_for_it_and_one_environment_is_asked(
        string reviews, int code, string words, string? environment = null)
    {
        await PublishAsBobAsync();
        await PromoteAsync("promote", "beta");
        await ReviewsAsync([.. reviews.Split(", ").Select(one => one.Split(' ')).Select(one => Review(10 + one[0][0], one[0], one[1]))]);
        (string, string)[] named = environment is null ? [] : [("environment", environment)];
        Assert.True(await PromoteAsync("promote", "stable", [("rollout", "10"), .. named]) == code, Run.Run.Output);
        Assert.Contains(words, Run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(code == 0, Directory.Exists(Run.Stage.At("store", "channels", "stable")));
        if (code == 1)
            return;
        Assert.Empty(MoveChecker.Unapproved(Run.Stage.StoreFolder, "stable"));
        await ReviewsAsync([Review(3, "bob", environment ?? "stable")]);
        // What is there already widens, and comes again, by the same rule.
        Assert.Equal(1, await PromoteAsync("widen", "stable", [("rollout", "50"), .. named]));
        Assert.Contains("bob published it, and does not count", Run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await PromoteAsync("halt", "stable"));
        Assert.Equal(1, await PromoteAsync("resume", "stable", named));
        Assert.Contains("bob published it, and does not count", Run.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_went_back_to_a_release_did_not_publish_it()
    {
        string floor = "promote: { downgrade-floor: 1.0.0, reviewed: [canary, stable],";
        Run.Configure("publish: { app: sample-app }\n" + PromotionStage.OnlyIntegrity.Replace("promote: {", floor, StringComparison.Ordinal));
        await PublishAsBobAsync();
        await PromoteAsync("halt", "canary");
        await ReviewsAsync([Review(3, "grace", "canary")]);
        Assert.True(await PromoteAsync("rollback", "canary", ("mode", "downgrade")) == 0, Run.Run.Output);
        await ReviewsAsync([Review(4, "bob", "canary"), Review(5, "grace", "stable"), Review(6, "linus", "stable-second")]);
        // 1.0.0 was published by ada, who starts this run; bob published 1.1.0, which was left.
        Assert.True(await PromoteAsync("promote", "stable", ("from", "canary"), ("emergency", "true"), ("reason", "A hole is open.")) == 0, Run.Run.Output);
        Assert.Equal("1.0.0", Run.Outputs["version"]);
        Assert.Empty(MoveChecker.Unapproved(Run.Stage.StoreFolder, "stable"));
    }

    [Fact]
    public async Task A_solo_maintainer_says_in_the_configuration_that_nobody_else_approves()
    {
        string alone = PromotionStage.OnlyIntegrity.Replace("promote: {", "promote: { reviewed: [],", StringComparison.Ordinal);
        Run.Configure("publish: { app: sample-app }\n" + alone);
        await PromoteAsync("promote", "beta");
        Assert.True(await PromoteAsync("promote", "stable") == 0, Run.Run.Output);
        Assert.DoesNotContain(await GitHub.CallsAsync(), call => call == "GET /actions/runs/7");
    }

    [Theory]
    [InlineData("stable")]
    [InlineData("production", "environment")]
    public async Task A_plan_to_stable_waits_for_its_approval_and_is_the_same_once_it_is_there(string environment, string? input = null)
    {
        (string, string)[] named = input is null ? [] : [(input, environment)];
        Run.Configure(
            "publish: { app: sample-app }\n"
            + "promote: { transitions: [{ from: canary, gates: [integrity] }, { from: beta, gates: [integrity, sign-off] }] }\n");
        await PromoteAsync("promote", "beta");
        await GitHub.SetAsync(new { environments = new Dictionary<string, object> { [environment] = new { } } });
        await ReviewsAsync([]);
        Assert.True(await PromoteAsync("promote", "stable", [("dry-run", "true"), .. named]) == 0, Run.Run.Output);
        Assert.Contains("| sign-off | ◽ pending |", Run.Run.Summary, StringComparison.Ordinal);
        string digest = Run.Outputs["plan-digest"];
        Assert.Equal(1, await PromoteAsync("promote", "stable", [("approved-plan", digest), .. named]));
        await ReviewsAsync([Review(2, "grace", environment)]);
        Assert.True(await PromoteAsync("promote", "stable", [("approved-plan", digest), .. named]) == 0, Run.Run.Output);
        string entry = await File.ReadAllTextAsync(Run.Stage.At("store", "channels", "stable", "log", "00000001.json"), Token);
        Assert.Contains("\"gate\": \"sign-off\"", entry, StringComparison.Ordinal);
        Assert.Empty(MoveChecker.Unapproved(Run.Stage.StoreFolder, "stable"));
    }
}
