using UvRelease.Bench;
using UvRelease.Channels.Gates.Health;
using Xunit;

namespace UvRelease.Tests.Channels.Gates;

/// <summary>Evidence to halt: its formula, and what it does to releases whose truth is known.</summary>
public class EProcessSpecs
{
    private static readonly Scenario Healthy = new("healthy", 1, 1000, 9000, 48);

    [Fact]
    public void It_is_the_mean_of_likelihood_ratios()
    {
        var process = new EProcess(0.1);
        Assert.Equal(1, process.Value);
        (long A, long N1, long B, long N0)[] looks = [(7, 1000, 40, 9000), (4, 900, 51, 9100)];
        foreach ((long a, long n1, long b, long n0) in looks)
            process.Observe(a, n1, b, n0);
        double mean = new[] { 1.25, 1.5, 2, 3, 5 }.Average(r => looks.Aggregate(1.0, (ratio, look) =>
        {
            double q0 = 1.1 * look.N1 / ((1.1 * look.N1) + look.N0), q = r * 1.1 * look.N1 / ((r * 1.1 * look.N1) + look.N0);
            return ratio * Math.Pow(q / q0, look.A) * Math.Pow((1 - q) / (1 - q0), look.B);
        }));
        Assert.Equal(mean, process.Value, mean * 1e-12);
    }

    [Fact]
    public void One_side_alone_says_nothing_and_huge_counts_do_not_overflow_into_nothing()
    {
        var process = new EProcess(0);
        process.Observe(10, 100, 0, 0);
        process.Observe(0, 0, 10, 100);
        Assert.Equal(1, process.Value);
        process.Observe(1_000_000, 2_000_000, 10, 20_000_000);
        Assert.True(process.Value > 1e300);
        var better = new EProcess(0);
        better.Observe(10, 20_000_000, 1_000_000, 2_000_000);
        Assert.Equal(0, better.Value);
    }

    // Its expectation under the null hypothesis is at most 1: summed over all outcomes of a small look.
    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Without_harm_it_expects_nothing(double risk)
    {
        const int crashes = 12;
        double share = risk * 100 / ((risk * 100) + 300), expected = 0;
        for (int a = 0; a <= crashes; a++)
        {
            var process = new EProcess(0);
            process.Observe(a, 100, crashes - a, 300);
            double ways = Enumerable.Range(0, a).Aggregate(1.0, (product, i) => product * (crashes - i) / (i + 1));
            expected += ways * Math.Pow(share, a) * Math.Pow(1 - share, crashes - a) * process.Value;
        }

        Assert.InRange(expected, 0, 1 + 1e-12);
        Assert.True(risk < 1 || expected > 1 - 1e-12);
    }

    // The whole table: bench/health. A binomial count of 500 runs has bounds too: 5 % are exceeded by chance once in a thousand at 8.4 %.
    [Fact]
    public void A_healthy_release_is_seldom_stopped_though_somebody_looks_every_hour()
    {
        Dictionary<string, double> stopped = Stopped(Healthy, 0);
        Assert.InRange(stopped["e20"], 0, 0.05);
        Assert.InRange(stopped["e100"], 0, 0.01);
        // What people use instead.
        Assert.InRange(stopped["point"], 0.8, 1);
        Assert.InRange(stopped["z"], 0.2, 0.35);
        Assert.InRange(stopped["wilson"], 0, 0.1);
        Assert.InRange(Stopped(Healthy with { Shocks = true }, 0)["e20"], 0, 0.05);
    }

    [Theory]
    [InlineData(1.5, 0.95)]
    [InlineData(2, 0.99)]
    [InlineData(3, 0.99)]
    public void A_bad_release_is_found(double risk, double least)
    {
        Assert.InRange(Stopped(Healthy with { Risk = risk }, 0)["e20"], least, 1);
        Assert.InRange(Stopped(Healthy with { Risk = risk }, 0.1)["e20"], 0.95, 1);
    }

    private static Dictionary<string, double> Stopped(Scenario scenario, double delta) =>
        HealthSimulation.Run(scenario, 500, 20_260_101, delta).ToDictionary(stops => stops.Rule, stops => stops.Share, StringComparer.Ordinal);
}
