using System.Net;
using UvRelease.Releases;
using UvRelease.Releases.GitHub;

namespace UvRelease.Changelog.GitHub;

/// <summary>Sends a request again when its failure may pass by itself. GitHub asks clients to wait as long as it says, and grants less to those that don't.</summary>
/// <param name="time">The clock.</param>
/// <param name="progress">Told of every pause.</param>
internal sealed class Retries(TimeProvider time, IProgress<string> progress)
{
    private const int Attempts = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>Sends a request until its answer is final.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: no answer at all, or a pause longer than a minute is asked for.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send, string path, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan pause = TimeSpan.FromSeconds(1 << (attempt - 1));
            string reason;
            try
            {
                HttpResponseMessage response = await send();
                if (!await MayPassAsync(response, cancellationToken) || attempt == Attempts)
                    return response;
                using (response)
                {
                    reason = $"status {(int)response.StatusCode}";
                    pause = GitHubLimits.Pause(response, time.GetUtcNow()) ?? pause;
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                if (e is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
                    throw new ReleaseException(Fault.Environment, $"GitHub's answer to {path} is longer than 32 MiB and was not read.", e);
                if (attempt == Attempts)
                    throw new ReleaseException(Fault.Environment, $"GitHub gives no answer to {path}: {e.Message} Check the network and GITHUB_API_URL, and run the job again.", e);
                reason = e.Message;
            }

            if (pause > LongestPause)
                throw new ReleaseException(Fault.Environment, $"GitHub asks to wait {(int)pause.TotalSeconds} seconds: the rate limit is used up. Run the job again later.");
            progress.Report($"GitHub: {reason}; trying again in {(int)pause.TotalSeconds} s.");
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static async Task<bool> MayPassAsync(HttpResponseMessage response, CancellationToken cancellationToken) => response.StatusCode switch
    {
        >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => true,
        // GraphQL tells a secondary limit with status 200 too.
        HttpStatusCode.OK => response.Headers.RetryAfter is not null,
        _ => await GitHubLimits.IsOneAsync(response, cancellationToken),
    };
}
