namespace UvRelease.Formats.Archives;

/// <summary>
/// Works on pieces side by side and hands them over in the order they came. So many are under way that no core waits, and no more: the memory it takes
/// doesn't depend on how many there are.
/// </summary>
/// <param name="parallelism">Pieces that are worked on at once.</param>
/// <param name="make">Makes a piece, which is used again and again.</param>
/// <param name="work">What is done with each, on another thread.</param>
/// <param name="finished">Takes the pieces, on the caller's thread.</param>
/// <param name="cancellationToken">Stops between two pieces.</param>
public sealed class BlockQueue<TBlock>(
    int parallelism, Func<TBlock> make, Action<TBlock> work, Action<TBlock> finished, CancellationToken cancellationToken) : IDisposable
    where TBlock : class, IDisposable
{
    private readonly TaskFactory workers = new(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, parallelism)).ConcurrentScheduler);
    private readonly Queue<(TBlock Block, Task Work)> running = new();
    private readonly Stack<TBlock> idle = new();
    private readonly int most = 2 * Math.Max(1, parallelism) + 1;

    /// <summary>A piece to fill.</summary>
    public TBlock Rent()
    {
        while (running.Count >= most)
            FinishOldest();
        return idle.TryPop(out TBlock? block) ? block : make();
    }

    /// <summary>Takes a piece that <see cref="Rent"/> gave.</summary>
    public void Add(TBlock block)
    {
        cancellationToken.ThrowIfCancellationRequested();
        running.Enqueue((block, workers.StartNew(() => work(block), CancellationToken.None)));
    }

    /// <summary>Hands over what is still under way.</summary>
    public void Finish()
    {
        while (running.Count > 0)
            FinishOldest();
    }

    /// <summary>Waits for what is still under way and throws it away.</summary>
    public void Dispose()
    {
        Task.WhenAll(running.Select(pair => pair.Work)).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        foreach (TBlock block in running.Select(pair => pair.Block).Concat(idle))
            block.Dispose();
    }

    private void FinishOldest()
    {
        (TBlock block, Task task) = running.Dequeue();
        task.GetAwaiter().GetResult();
        finished(block);
        idle.Push(block);
    }
}
