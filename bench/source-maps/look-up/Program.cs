using UvRelease.Crashes.SourceMaps;

// usage: look-up QUERIES ROUNDS MAP…   decodes each map and looks up places by chance, as peer.mjs does; writes milliseconds
// of CPU of both in the best round
int queries = int.Parse(args[0]), rounds = int.Parse(args[1]);
foreach (string path in args[2..])
{
    int lines = File.ReadAllBytes(path[..^4].Replace("min-maps", "min", StringComparison.Ordinal)).AsSpan().Count((byte)'\n') + 1;
    (double decode, double find, long found, long segments) = (double.MaxValue, double.MaxValue, 0, 0);
    for (int round = 0; round < rounds; round++)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        using SourceMap map = SourceMap.Open(path, path);
        decode = Math.Min(decode, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
        (found, segments) = (0, map.Segments);
        uint state = 1;
        int Next(int limit) => (int)((state = (state * 1664525) + 1013904223) % (uint)limit);
        start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < queries; i++)
            found += map.Find(Next(lines), Next(lines > 2000 ? 80 : 200_000)) is { Line: var line } ? line + 1 : 0;
        find = Math.Min(find, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
    }

    Console.WriteLine($$"""{"decode":{{decode:F2}},"find":{{find:F2}},"found":{{found}},"segments":{{segments}}}""");
}
