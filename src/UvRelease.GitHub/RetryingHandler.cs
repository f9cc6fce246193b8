using System.Net;
using UvRelease.Releases;

namespace UvRelease.GitHub;

/// <summary>
/// Sends a request again when its failure may pass by itself. Reading ones always; writing ones only when a limit says that nothing was done: after
/// anything else whoever writes looks what became of it.
/// </summary>
internal sealed class RetryingHandler(GitHubSettings settings, GitHubPauses pauses, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>True for a connection that broke or took too long.</summary>
    public static bool IsLost(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException;

    /// <summary>Why nobody knows what became of a request.</summary>
    public static string Doubt(Exception lost) => lost is OperationCanceledException ? "no answer in time" : lost.Message.TrimEnd('.');

    /// <summary>Why nobody knows what became of a request; null for a conclusive answer.</summary>
    public static string? Doubt(HttpStatusCode status) =>
        status is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout ? $"status {(int)status}" : null;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        GitHubRequest asked = GitHubRequest.Of(request);
        if (asked.MakesContent)
            await pauses.BeforeContentAsync(cancellationToken);
        for (int failures = 0, limits = 0; ;)
        {
            string doubt;
            TimeSpan? pause = null;
            Exception? cause = null;
            try
            {
                HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
                bool isLimited = await GitHubLimits.IsOneAsync(response, asked.Reads, cancellationToken);
                if (!isLimited && (!asked.Reads || Doubt(response.StatusCode) is null || failures + 1 == settings.Attempts))
                    return response;
                using (response)
                    pause = GitHubLimits.Pause(response, settings.Time.GetUtcNow());
                if (isLimited)
                {
                    if (++limits > settings.Attempts)
                        throw new ReleaseException(Fault.Environment, $"GitHub keeps limiting requests at {asked.What}. {settings.Later}");
                    await pauses.AsAskedAsync(pause ?? settings.UnsaidPause * Math.Pow(2, limits - 1), asked.What, cancellationToken);
                    continue;
                }

                doubt = Doubt(response.StatusCode)!;
            }
            catch (Exception e) when (asked.Reads && IsLost(e, cancellationToken))
            {
                (doubt, cause) = (Doubt(e), e);
            }

            if (++failures == settings.Attempts)
                throw GitHubRefusal.Silent(asked.What, doubt, cause);
            await (pause is { } least
                ? pauses.AsAskedAsync(least, asked.What, cancellationToken)
                : pauses.AfterFailureAsync(failures, $"{asked.What}: {doubt}", cancellationToken));
        }
    }
}
