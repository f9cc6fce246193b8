using UvRelease.Releases;

namespace UvRelease.Stores;

/// <summary>
/// Does a request again when its failure may pass by itself, after a pause that grows and is drawn by lot ("full jitter"), so that many don't come
/// back at once.
/// </summary>
internal sealed class Retries(StoreSettings settings, StoreAddress address)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Does it until it succeeds or fails for good.</summary>
    /// <param name="what">What is done, for the progress.</param>
    /// <param name="work">The request.</param>
    /// <param name="mayPass">True for a failure that may pass by itself.</param>
    /// <param name="explain">The error for one that doesn't, or not any more.</param>
    /// <param name="retried">Gets 1 before each further try; null for nobody.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<T> RunAsync<T>(string what, Func<Task<T>> work, Func<Exception, bool> mayPass,
        Func<Exception, Exception> explain, IProgress<long>? retried, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            Exception failure;
            try
            {
                return await work();
            }
            catch (Exception e) when (e is not ReleaseException && !cancellationToken.IsCancellationRequested)
            {
                failure = e;
            }

            if (attempt >= settings.Attempts || !mayPass(failure))
                throw explain(failure);
            TimeSpan pause = Pause(attempt);
            settings.Progress.Report(MarkdownText.Visible($"{address}: {what}: {failure.Message} Trying again in {pause.TotalSeconds:0.0} s."));
            await Task.Delay(pause, settings.Time, cancellationToken);
            retried?.Report(1);
        }
    }

    private TimeSpan Pause(int attempt)
    {
        TimeSpan most = First * Math.Pow(2, attempt);
        return (most < Longest ? most : Longest) * settings.Jitter();
    }
}
