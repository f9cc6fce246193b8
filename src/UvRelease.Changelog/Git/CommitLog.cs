namespace UvRelease.Changelog.Git;

/// <summary>Reads commits from <c>git log</c>, while git still looks for more.</summary>
public static class CommitLog
{
    // %aN and %aE follow .mailmap, %an and %ae don't.
    private const string Format = "%H%x00%P%x00%an%x00%ae%x00%at%x00%B";
    private const string MappedFormat = "%H%x00%P%x00%aN%x00%aE%x00%at%x00%B";

    // What a pipe of Linux holds (pipe(7)): no read brings more.
    private const int ReadSize = 64 * 1024;

    /// <summary>Reads the commits that <paramref name="to"/> reaches and <paramref name="from"/> does not, children before parents.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="from">Id of a commit, or null for the whole history.</param>
    /// <param name="to">Id of a commit.</param>
    /// <param name="cancellationToken">Ends git.</param>
    public static IReadOnlyList<Commit> Read(GitRepository repository, string? from, string to, CancellationToken cancellationToken) =>
        Read(repository, new LogQuery(from, to), cancellationToken);

    /// <summary>Reads commits, children before parents.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Environment"/>: git failed; the message holds its words.</exception>
    public static IReadOnlyList<Commit> Read(GitRepository repository, LogQuery query, CancellationToken cancellationToken)
    {
        var commits = new List<Commit>();
        Read(repository, query, commits.Add, cancellationToken);
        return commits;
    }

    /// <summary>Hands over each commit as soon as git has printed it, children before parents, on one other thread.</summary>
    /// <inheritdoc cref="Read(GitRepository, LogQuery, CancellationToken)"/>
    public static void Read(GitRepository repository, LogQuery query, Action<Commit> each, CancellationToken cancellationToken) =>
        repository.Stream(
            query.Arguments(query.Mailmap ? MappedFormat : Format),
            query.Input(),
            stream =>
            {
                Read(stream, new CommitReader(), each, cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Makes something of each commit, on other threads, while git looks for the next ones.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="query">Which commits.</param>
    /// <param name="read">Makes it; runs on several threads at once.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>What was made, children before parents.</returns>
    /// <inheritdoc cref="Read(GitRepository, LogQuery, CancellationToken)"/>
    public static IReadOnlyList<T> Read<T>(GitRepository repository, LogQuery query, Func<Commit, T> read, CancellationToken cancellationToken)
    {
        var batches = new CommitBatches<T>(read);
        Read(repository, query, batches.Add, cancellationToken);
        return batches.End();
    }

    private static void Read(Stream stream, CommitReader reader, Action<Commit> each, CancellationToken cancellationToken)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(2 * ReadSize);
        int used = 0, count;
        while ((count = stream.Read(buffer, used, buffer.Length - used)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            used += count;
            int read = 0;
            while (reader.TryRead(buffer.AsSpan(read, used - read), atEnd: false, out int length) is { } commit)
            {
                each(commit);
                read += length;
            }

            buffer.AsSpan(read, used - read).CopyTo(buffer);
            used -= read;
            if (buffer.Length - used < ReadSize)
                Array.Resize(ref buffer, 2 * buffer.Length);
        }

        if (reader.TryRead(buffer.AsSpan(0, used), atEnd: true, out _) is { } last)
            each(last);
    }
}
