using System.Collections.Concurrent;

namespace UvRelease.Tests.Channels;

/// <summary>A client that polls all the time: what it sees never goes back and always names files that are there (I9, I10).</summary>
internal sealed class Observer : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task polling;
    private readonly ConcurrentQueue<string> wrong = new();
    private int polls;

    public Observer(string root, string channel, params string[] files) => polling = Task.Run(async () =>
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!stop.IsCancellationRequested)
        {
            foreach (string feed in files.Select(file => Path.Combine(root, "feeds", channel, file)).Where(File.Exists))
            {
                (int generation, IReadOnlyList<string> problems) = StoreChecker.Feed(feed);
                foreach (string problem in problems)
                    wrong.Enqueue(problem);
                if (generation < seen.GetValueOrDefault(feed))
                    wrong.Enqueue($"I9: {feed} went from generation {seen[feed]} to {generation}");
                seen[feed] = generation;
                Interlocked.Increment(ref polls);
            }

            await Task.Delay(1);
        }
    });

    /// <summary>How many feeds were read.</summary>
    public int Polls => polls;

    /// <summary>What was wrong; also an error of its own.</summary>
    public async Task<IReadOnlyList<string>> FinishAsync()
    {
        await stop.CancelAsync();
        await polling;
        return [.. wrong];
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        stop.Dispose();
    }
}
