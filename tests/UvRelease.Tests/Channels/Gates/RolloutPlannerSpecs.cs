using UvRelease.Channels.Gates.Capacity;
using UvRelease.Channels.Gates.Rules;
using Xunit;

namespace UvRelease.Tests.Channels.Gates;

public class RolloutPlannerSpecs
{
    private const long Size = 100_000_000;

    // 100 Gb/s, polls every 6 h, 100 MB: 27 % of 10 million clients, 2.7 % of 100 million.
    [Theory]
    [InlineData(10_000_000, 100_000, 27)]
    [InlineData(100_000_000, 100_000, 2)]
    [InlineData(100_000_000, 37_000, 0)]
    [InlineData(100_000_000, 37_100, 1)]
    [InlineData(1_000, 1_000, 100)]
    public void A_step_is_as_large_as_the_bandwidth_of_an_interval(int clients, int megabits, int percent) =>
        Assert.Equal(percent, RolloutPlanner.LargestStep(new CapacityRule(clients, megabits, 6, false), Size));

    [Fact]
    public void A_step_above_it_is_named_with_its_load()
    {
        var rule = new CapacityRule(10_000_000, 100_000, 6, true);
        StepLoad load = RolloutPlanner.Judge(rule, Size, 10, 50);
        Assert.Equal((false, 37), (load.IsSafe, load.Largest));
        Assert.Equal(148.1, load.Gigabits, 0.1);
        Assert.True(RolloutPlanner.Judge(rule, Size, 10, 37).IsSafe);
        Assert.True(RolloutPlanner.Judge(rule, Size, 50, 50).IsSafe);
        // More clients times percent than 32 bits count.
        Assert.Equal(3703.7, RolloutPlanner.Judge(rule with { Clients = 100_000_000 }, Size, 0, 100).Gigabits, 0.1);
    }

    [Fact]
    public void A_schedule_takes_the_usual_shares_and_none_that_is_too_large()
    {
        IEnumerable<int> Shares(CapacityRule? rule) => RolloutPlanner.Schedule(rule, Size, _ => TimeSpan.FromHours(24)).Select(step => step.Percent);
        Assert.Equal([1, 5, 10, 25, 50, 100], Shares(null));
        Assert.Equal([1, 5, 10, 25, 50, 77, 100], Shares(new CapacityRule(10_000_000, 100_000, 6, false)));
        Assert.Equal([1, 3, 5, 7, 9, 10, 12, 14], Shares(new CapacityRule(100_000_000, 100_000, 6, false)).Take(8));
        Assert.Empty(Shares(new CapacityRule(int.MaxValue, 1, 1, false)));
        IReadOnlyList<RolloutStep> steps = RolloutPlanner.Schedule(new CapacityRule(1000, 1000, 30, false),
            Size, percent => TimeSpan.FromHours(percent == 1 ? 48 : 24));
        Assert.Equal([0, 48, 78], steps.Take(3).Select(step => (int)step.After.TotalHours));
    }
}
