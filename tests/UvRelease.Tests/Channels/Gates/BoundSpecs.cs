using UvRelease.Channels.Gates.Health;
using Xunit;

namespace UvRelease.Tests.Channels.Gates;

/// <summary>Bounds, against values that others published.</summary>
public class BoundSpecs
{
    // Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods", Statistics in Medicine 17 (1998), table I: 95 %.
    [Theory]
    [InlineData(81, 263, 0.2527, 0.3676, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0578, 0.1617, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1684, 0, 0.1611)]
    [InlineData(1, 29, 0.0009, 0.1776, 0.0061, 0.1718)]
    public void Two_sided_intervals_are_those_of_the_table(long hits, long trials, double lower, double upper, double wilsonLower, double wilsonUpper)
    {
        Assert.Equal(lower, BinomialBounds.ClopperPearsonLower(hits, trials, 0.975), 0.00005);
        Assert.Equal(upper, BinomialBounds.ClopperPearsonUpper(hits, trials, 0.975), 0.00005);
        Assert.Equal(wilsonLower, BinomialBounds.WilsonLower(hits, trials, 0.975), 0.00005);
        Assert.Equal(wilsonUpper, BinomialBounds.WilsonUpper(hits, trials, 0.975), 0.00005);
    }

    // The rule of three, exactly: 1 - 0.05^(1/n).
    [Theory]
    [InlineData(50, 0.058155079116972252)]
    [InlineData(59, 0.049507609888226933)]
    [InlineData(299, 0.009969146794899268)]
    [InlineData(598, 0.004997058694246497)]
    [InlineData(2995, 0.000999744410901021)]
    public void Zero_crashes_exclude_what_the_closed_form_says(long trials, double upper) =>
        Assert.Equal(upper, BinomialBounds.ClopperPearsonUpper(0, trials, 0.95), 1e-11);

    [Theory]
    [InlineData(59, 0.05)]
    [InlineData(299, 0.01)]
    [InlineData(598, 0.005)]
    [InlineData(2995, 0.001)]
    public void So_many_devices_without_a_crash_are_the_fewest_that_exclude_a_rate(long trials, double rate)
    {
        Assert.True(BinomialBounds.ClopperPearsonUpper(0, trials, 0.95) <= rate);
        Assert.True(BinomialBounds.ClopperPearsonUpper(0, trials - 1, 0.95) > rate);
    }

    // Sums of the binomial distribution, which have no quantile function in them.
    [Theory]
    [InlineData(3, 40)]
    [InlineData(17, 200)]
    [InlineData(50, 1000)]
    public void A_bound_leaves_as_much_probability_as_it_says(int hits, int trials)
    {
        double upper = BinomialBounds.ClopperPearsonUpper(hits, trials, 0.95), lower = BinomialBounds.ClopperPearsonLower(hits, trials, 0.95);
        Assert.Equal(0.05, Enumerable.Range(0, hits + 1).Sum(k => Mass(k, trials, upper)), 1e-9);
        Assert.Equal(0.05, 1 - Enumerable.Range(0, hits).Sum(k => Mass(k, trials, lower)), 1e-9);
    }

    [Fact]
    public void Large_counts_have_bounds_where_the_normal_distribution_has_them()
    {
        foreach ((long hits, long trials) in new[] { (5_000L, 1_000_000L), (500_000L, 100_000_000L) })
        {
            double p = (double)hits / trials, normal = p + (1.6448536 * Math.Sqrt(p * (1 - p) / trials));
            Assert.Equal(normal, BinomialBounds.ClopperPearsonUpper(hits, trials, 0.95), normal * 0.001);
        }
    }

    [Fact]
    public void The_ends_are_zero_and_one()
    {
        Assert.Equal((0, 1), (BinomialBounds.ClopperPearsonLower(0, 9, 0.95), BinomialBounds.ClopperPearsonUpper(9, 9, 0.95)));
        Assert.Equal((0, 1), (BinomialBounds.ClopperPearsonLower(0, 0, 0.95), BinomialBounds.ClopperPearsonUpper(0, 0, 0.95)));
        Assert.Equal((0, 1), (BinomialBounds.WilsonLower(0, 0, 0.95), BinomialBounds.WilsonUpper(0, 0, 0.95)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBounds.ClopperPearsonUpper(2, 1, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBounds.ClopperPearsonLower(-1, 1, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBounds.WilsonUpper(1, 2, 1));
    }

    // 10 of 30 crashes are of the half that is treated: the share's bound becomes the ratio's by x / (1 - x).
    [Fact]
    public void A_relative_risk_is_bounded_by_the_share_of_all_crashes()
    {
        double share = BinomialBounds.ClopperPearsonUpper(10, 30, 0.95);
        Assert.Equal(share / (1 - share), BinomialBounds.RelativeRiskUpper(10, 1000, 20, 1000, 0.95), 1e-12);
        Assert.Equal(9 * share / (1 - share), BinomialBounds.RelativeRiskUpper(10, 1000, 20, 9000, 0.95), 1e-11);
        Assert.True(double.IsPositiveInfinity(BinomialBounds.RelativeRiskUpper(1, 1000, 0, 1000, 0.95)));
        Assert.True(double.IsPositiveInfinity(BinomialBounds.RelativeRiskUpper(0, 0, 5, 1000, 0.95)));
    }

    private static double Mass(int hits, int trials, double p)
    {
        double log = 0;
        for (int i = 0; i < hits; i++)
            log += Math.Log(trials - i) - Math.Log(i + 1);
        return Math.Exp(log + (hits * Math.Log(p)) + ((trials - hits) * Math.Log(1 - p)));
    }
}
