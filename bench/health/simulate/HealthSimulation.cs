using UvRelease.Channels.Gates.Health;

namespace UvRelease.Bench;

/// <summary>Devices of a simulated rollout, and what becomes of them each hour.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Risk">Relative risk of the new release.</param>
/// <param name="Treated">New devices with it, each hour.</param>
/// <param name="Control">Devices with the release before, each hour.</param>
/// <param name="Looks">Hours, with a look at the end of each.</param>
/// <param name="Shocks">True lets the hour itself change the crash rate of both: by a gamma of shape 2 and mean 1.</param>
public sealed record Scenario(string Name, double Risk, int Treated, int Control, int Looks, bool Shocks = false);

/// <summary>How often each rule stopped the release, and after how many of its devices in the middle of the stopped runs.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Share">Share of the runs that it stopped.</param>
/// <param name="MedianDevices">Devices in the middle of those; null for none.</param>
/// <param name="ByLook">Share that was stopped by the end of each look.</param>
public sealed record Stops(string Rule, double Share, int? MedianDevices, IReadOnlyList<double> ByLook);

/// <summary>Looks every hour at releases whose truth is known, and stops them by the rules that people use.</summary>
public static class HealthSimulation
{
    /// <summary>Share of devices that crash with the release before, and what is allowed.</summary>
    public const double Rate = 0.005;

    private const double Z95 = 1.6448536269514722;

    /// <summary>The rules, in the order of the results.</summary>
    public static readonly string[] Rules = ["point", "z", "wilson", "e20", "e100"];

    /// <summary>Runs a scenario many times.</summary>
    public static IReadOnlyList<Stops> Run(Scenario scenario, int runs, int seed, double delta)
    {
        var stopped = Rules.Select(_ => new List<int>()).ToArray();
        var random = new Random(seed);
        for (int run = 0; run < runs; run++)
            Once(scenario, random, delta, stopped);
        return [.. Rules.Select((rule, i) => new Stops(rule, (double)stopped[i].Count / runs, Median(stopped[i]), ByLook(scenario, stopped[i], runs)))];
    }

    private static void Once(Scenario scenario, Random random, double delta, List<int>[] stopped)
    {
        var process = new EProcess(delta);
        bool[] isStopped = new bool[Rules.Length];
        long a = 0, n1 = 0, b = 0, n0 = 0;
        for (int look = 1; look <= scenario.Looks && !isStopped.All(stop => stop); look++)
        {
            double rate = Rate * (scenario.Shocks ? Gamma2(random) : 1);
            int treated = Binomial(random, scenario.Treated, Math.Min(1, rate * scenario.Risk)),
                control = Binomial(random, scenario.Control, Math.Min(1, rate));
            (a, n1, b, n0) = (a + treated, n1 + scenario.Treated, b + control, n0 + scenario.Control);
            process.Observe(treated, scenario.Treated, control, scenario.Control);
            bool[] stops =
            [
                a > Rate * n1, PooledZ(a, n1, b, n0) > Z95,
                BinomialBounds.WilsonLower(a, n1, 0.975) > BinomialBounds.WilsonUpper(b, n0, 0.975), process.Value >= 20, process.Value >= 100,
            ];
            for (int i = 0; i < stops.Length; i++)
            {
                if (!stops[i] || isStopped[i])
                    continue;
                isStopped[i] = true;
                stopped[i].Add((int)n1);
            }
        }
    }

    private static double PooledZ(double a, double n1, double b, double n0)
    {
        double p = (a + b) / (n1 + n0);
        return p is 0 or 1 ? 0 : ((a / n1) - (b / n0)) / Math.Sqrt(p * (1 - p) * ((1 / n1) + (1 / n0)));
    }

    // By inversion: the means are small.
    private static int Binomial(Random random, int trials, double p)
    {
        double left = random.NextDouble(), mass = Math.Pow(1 - p, trials);
        int hits = 0;
        for (; left > mass && hits < trials; hits++)
        {
            left -= mass;
            mass *= (trials - hits) * p / ((hits + 1) * (1 - p));
        }

        return hits;
    }

    private static double Gamma2(Random random) => -(Math.Log(1 - random.NextDouble()) + Math.Log(1 - random.NextDouble())) / 2;

    private static IReadOnlyList<double> ByLook(Scenario scenario, List<int> stopped, int runs) =>
        [.. Enumerable.Range(1, scenario.Looks).Select(look => (double)stopped.Count(devices => devices <= look * scenario.Treated) / runs)];

    private static int? Median(List<int> values) => values.Count == 0 ? null : values.Order().ElementAt(values.Count / 2);
}
