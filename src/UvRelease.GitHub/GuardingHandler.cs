using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using UvRelease.Releases;

namespace UvRelease.GitHub;

/// <summary>
/// Sends one request as GitHub wants it, with the token, to GitHub's own hosts and nowhere else, whatever a redirect or a link to a next page says. Answers are
/// bounded in length and time. A renamed repository answers with its new path on the same host; bytes of assets lie on another one, which gets no token.
/// </summary>
internal sealed class GuardingHandler(GitHubSettings settings, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int LongestAnswer = 32 << 20;
    private const int MostRedirects = 3;
    private const string Bytes = "application/octet-stream";

    /// <summary>True for the error of an answer that is longer than is read.</summary>
    public static bool IsTooLong(ReleaseException error) =>
        error.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded };

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        GitHubRequest asked = GitHubRequest.Of(request);
        Uri first = request.RequestUri!;
        if (!settings.Address.IsHome(first))
            throw Elsewhere(asked.What);
        TimeSpan patience = asked.Patience ?? settings.Patience;
        using var late = new CancellationTokenSource(patience, settings.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        if (request.Content is MovingContent moving)
            moving.Heard = () => late.CancelAfter(patience);
        try
        {
            for (int redirects = 0; ; redirects++)
            {
                Prepare(request, asked, first);
                HttpResponseMessage response = await SendOnceAsync(request, asked, end.Token);
                if (!IsRedirect(response.StatusCode))
                    return response;
                using (response)
                    request.RequestUri = Next(response, asked, first, request.RequestUri!, redirects) ?? throw Elsewhere(asked.What);
            }
        }
        finally
        {
            if (request.Content is MovingContent moved)
                moved.Heard = null;
            // The next try begins where this one did.
            request.RequestUri = first;
        }
    }

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static bool StaysHome(Uri address, Uri first) => GitHubAddress.Origin(address) == GitHubAddress.Origin(first);

    private static Uri? Next(HttpResponseMessage response, GitHubRequest asked, Uri first, Uri at, int redirects)
    {
        if (redirects == MostRedirects || response.Headers.Location is not { } location)
            return null;
        var next = new Uri(at, location);
        bool keepsMethod = asked.Method == HttpMethod.Get || response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        return (StaysHome(next, first) && keepsMethod) || (asked.WantsBytes && next.Scheme == first.Scheme) ? next : null;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, GitHubRequest asked, CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (response.Content.Headers.ContentLength > LongestAnswer && !asked.WantsBytes)
            {
                response.Dispose();
                throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded);
            }

            if (!asked.WantsBytes || !response.IsSuccessStatusCode)
                await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
            return response;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ReleaseException(Fault.Environment, $"GitHub's answer to {asked.What} is longer than 32 MiB and was not read.", e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            // A wrong certificate does not become right.
            throw new ReleaseException(
                Fault.Environment, $"GitHub's certificate is not trusted: {e.Message} Check GITHUB_API_URL and the job's certificates.", e);
        }
    }

    // Other clients have headers of their own, some with the machine's name of its system and culture.
    private void Prepare(HttpRequestMessage request, GitHubRequest asked, Uri first)
    {
        bool isHome = StaysHome(request.RequestUri!, first);
        HttpRequestHeaders headers = request.Headers;
        headers.UserAgent.Clear();
        headers.UserAgent.ParseAdd("uv-release");
        if (asked.WantsBytes || GitHubRequest.WantsJson(headers.Accept.ToString()))
        {
            headers.Accept.Clear();
            headers.Accept.ParseAdd(asked.WantsBytes ? Bytes : GitHubRequest.Json);
        }

        headers.Authorization = isHome ? new AuthenticationHeaderValue("Bearer", settings.Token) : null;
        headers.Remove("X-GitHub-Api-Version");
        if (isHome)
            headers.Add("X-GitHub-Api-Version", "2022-11-28");
    }

    private static ReleaseException Elsewhere(string what) => new(
        Fault.Environment, $"GitHub redirects {what} to another host, or in a circle; nothing is sent there. Check GITHUB_API_URL and the name of the "
            + "repository.");
}
