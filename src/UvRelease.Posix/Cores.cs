using System.Runtime.ExceptionServices;

namespace UvRelease.Posix;

/// <summary>Does the same for many things on all cores, and fails as a loop would: with the error of one, not with a bundle of them.</summary>
public static class Cores
{
    /// <summary>Calls <paramref name="work"/> for each number below <paramref name="count"/>.</summary>
    public static void For(int count, int parallelism, Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken }, work);
        }
        catch (AggregateException e)
        {
            // Which of several came first is chance; which one is reported is not.
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions.OrderBy(inner => inner is OperationCanceledException)
                .ThenBy(inner => inner.Message, StringComparer.Ordinal).First());
        }
    }

    /// <summary>The same on every core.</summary>
    public static void For(int count, Action<int> work, CancellationToken cancellationToken) => For(count, Environment.ProcessorCount, work, cancellationToken);
}
