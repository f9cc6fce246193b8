using System.Diagnostics;
using System.Globalization;
using UvRelease.Bench;

// usage: simulate RUNS SEED DELTA [PICTURE]   (one line of JSON for each scenario and rule)
(int runs, int seed) = (int.Parse(args[0]), int.Parse(args[1]));
double delta = double.Parse(args[2], CultureInfo.InvariantCulture);
Scenario[] scenarios =
[
    new("healthy", 1, 1000, 9000, 48), new("risk 1.25", 1.25, 1000, 9000, 48), new("risk 1.5", 1.5, 1000, 9000, 48), new("risk 2", 2, 1000, 9000, 48),
    new("risk 3", 3, 1000, 9000, 48), new("small, healthy", 1, 50, 450, 72), new("small, risk 2", 2, 50, 450, 72), new("small, risk 3", 3, 50, 450, 72),
    new("small, risk 5", 5, 50, 450, 72), new("healthy, bad hours", 1, 1000, 9000, 48, Shocks: true),
];
var all = new Dictionary<string, IReadOnlyList<Stops>>(StringComparer.Ordinal);
foreach (Scenario scenario in scenarios)
{
    long start = Stopwatch.GetTimestamp();
    all[scenario.Name] = HealthSimulation.Run(scenario, runs, seed, delta);
    foreach (Stops stops in all[scenario.Name])
    {
        string devices = stops.MedianDevices?.ToString(CultureInfo.InvariantCulture) ?? "null";
        string share = stops.Share.ToString("0.0000", CultureInfo.InvariantCulture);
        Console.WriteLine($$"""{"scenario":"{{scenario.Name}}","rule":"{{stops.Rule}}","stopped":{{share}},"medianDevices":{{devices}}}""");
    }

    Console.Error.WriteLine($"{scenario.Name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
}

if (args.Length > 3)
    File.WriteAllText(args[3], HaltPlot.Draw(all["healthy"], all["risk 1.5"]));
