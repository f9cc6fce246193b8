using UvRelease.Releases;

namespace UvRelease.Credentials;

/// <summary>
/// Does a request again when its failure may pass by itself, after a pause that grows and is drawn by lot ("full jitter"), so that many don't come
/// back at once; or as long as the server asks.
/// </summary>
/// <param name="subject">Whom it is about, for the progress.</param>
/// <param name="settings">Clock and patience.</param>
public sealed class Retries(string subject, RetrySettings settings)
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

            TimeSpan pause = Pause(attempt, failure);
            if (attempt >= settings.Attempts || !mayPass(failure) || pause > settings.LongestPause)
                throw explain(failure);
            settings.Progress.Report(MarkdownText.Visible($"{subject}: {what}: {failure.Message} Trying again in {pause.TotalSeconds:0.0} s."));
            await Task.Delay(pause, settings.Time, cancellationToken);
            retried?.Report(1);
        }
    }

    // A little more than was asked for, by lot, so that not all come back at the same time.
    private TimeSpan Pause(int attempt, Exception failure)
    {
        TimeSpan most = First * Math.Pow(2, attempt);
        TimeSpan drawn = (most < Longest ? most : Longest) * settings.Jitter();
        return failure is CloudException { RetryAfter: { } asked } ? asked + drawn : drawn;
    }
}

/// <summary>How patient requests are.</summary>
public record RetrySettings
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where the jitter of pauses comes from: numbers from 0 to below 1. Called from several threads at once.</summary>
    public required Func<double> Jitter { get; init; }

    /// <summary>Gets a message about every pause before something is tried again.</summary>
    public required IProgress<string> Progress { get; init; }

    /// <summary>How often something is tried whose failure may pass by itself.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The longest pause that a server may ask for.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);
}
