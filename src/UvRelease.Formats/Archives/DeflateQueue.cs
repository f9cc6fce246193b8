namespace UvRelease.Formats.Archives;

/// <summary>
/// Compresses pieces side by side and hands them over in the order they came. So many are under way that no core waits, and no more: the memory it
/// takes doesn't depend on what is compressed.
/// </summary>
/// <param name="parallelism">Pieces that are compressed at once.</param>
/// <param name="finished">Takes the pieces, on the caller's thread.</param>
/// <param name="cancellationToken">Stops between two pieces.</param>
public sealed class DeflateQueue(int parallelism, Action<DeflateBlock> finished, CancellationToken cancellationToken) : IDisposable
{
    private readonly TaskFactory workers = new(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, parallelism)).ConcurrentScheduler);
    private readonly Queue<(DeflateBlock Block, Task Work)> running = new();
    private readonly Stack<DeflateBlock> idle = new();
    private readonly int most = 2 * Math.Max(1, parallelism) + 1;

    /// <summary>A piece to fill.</summary>
    public DeflateBlock Rent()
    {
        while (running.Count >= most)
            FinishOldest();
        return idle.TryPop(out DeflateBlock? block) ? block : new DeflateBlock();
    }

    /// <summary>Takes a piece that <see cref="Rent"/> gave.</summary>
    public void Add(DeflateBlock block)
    {
        cancellationToken.ThrowIfCancellationRequested();
        running.Enqueue((block, workers.StartNew(block.Compress, CancellationToken.None)));
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
        foreach (DeflateBlock block in running.Select(pair => pair.Block).Concat(idle))
            block.Dispose();
    }

    private void FinishOldest()
    {
        (DeflateBlock block, Task work) = running.Dequeue();
        work.GetAwaiter().GetResult();
        finished(block);
        idle.Push(block);
    }
}
