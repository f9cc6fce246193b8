namespace UvRelease.Changelog.Git;

/// <summary>
/// Makes something of each commit on the thread pool, in the commits' order: git takes one processor while it walks, and the others have
/// nothing to do.
/// </summary>
/// <typeparam name="T">What is made of a commit.</typeparam>
/// <param name="read">Makes it; runs on several threads at once.</param>
internal sealed class CommitBatches<T>(Func<Commit, T> read)
{
    private const int Size = 256;

    private readonly List<Task<T[]>> batches = [];
    private List<Commit> current = new(Size);

    /// <summary>Adds a commit.</summary>
    public void Add(Commit commit)
    {
        current.Add(commit);
        if (current.Count == Size)
            Begin();
    }

    /// <summary>Waits for everything that was added.</summary>
    public IReadOnlyList<T> End()
    {
        Begin();
        var all = new List<T>(batches.Count * Size);
        foreach (Task<T[]> batch in batches)
            all.AddRange(batch.GetAwaiter().GetResult());
        return all;
    }

    private void Begin()
    {
        List<Commit> batch = current;
        current = new List<Commit>(Size);
        batches.Add(Task.Run(() => Make(batch)));
    }

    private T[] Make(List<Commit> batch)
    {
        var made = new T[batch.Count];
        for (int i = 0; i < made.Length; i++)
            made[i] = read(batch[i]);
        return made;
    }
}
