using Octokit;
using Octokit.Internal;

namespace UvRelease.GitHub;

/// <summary>Brings Octokit's requests to the room's handler, and holds back answers that Octokit would read as nothing.</summary>
internal sealed class GuardedHttp : IHttpClient
{
    private const string Json = "application/json";
    private readonly HttpClientAdapter adapter;
    private readonly CancellationToken stop;

    public GuardedHttp(HttpMessageHandler handler, CancellationToken stop)
    {
        (adapter, this.stop) = (new HttpClientAdapter(() => handler), stop);
        adapter.SetRequestTimeout(Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public async Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null)
    {
        // Octokit's own bound would end a request in the middle of the pause that GitHub asks for.
        if (request is Request own)
            own.Timeout = TimeSpan.Zero;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop);
        IResponse response = await adapter.Send(request, either.Token, preprocessResponseBody);
        bool isRead = (int)response.StatusCode is >= 200 and < 300 && response.Body is string { Length: > 0 };
        if (isRead && response.ContentType != Json && GitHubRequest.WantsJson(request.Headers["Accept"]))
            throw GitHubRefusal.Unreadable(request.Endpoint.OriginalString, "is no JSON");
        return response;
    }

    /// <inheritdoc/>
    public void SetRequestTimeout(TimeSpan timeout) => adapter.SetRequestTimeout(timeout);

    /// <summary>Nothing: the handler is not Octokit's.</summary>
    public void Dispose()
    {
    }
}
