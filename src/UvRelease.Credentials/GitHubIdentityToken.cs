using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Credentials;

/// <summary>
/// The token that GitHub gives a job about itself ("OpenID Connect reference", GitHub Actions): a GET with the job's own token and the audience.
/// </summary>
/// <param name="requestUrl">ACTIONS_ID_TOKEN_REQUEST_URL.</param>
/// <param name="requestToken">ACTIONS_ID_TOKEN_REQUEST_TOKEN.</param>
/// <param name="audience">Whom it is for: sts.amazonaws.com, api://AzureADTokenExchange.</param>
public sealed class GitHubIdentityToken(Uri requestUrl, string requestToken, string audience) : IIdentityToken
{
    private const int Longest = 64 * 1024;

    /// <summary>The token of the job whose variables these are.</summary>
    /// <param name="variables">The job's.</param>
    /// <param name="audience">Whom it is for.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the job has none.</exception>
    public static GitHubIdentityToken OfJob(IReadOnlyDictionary<string, string> variables, string audience)
    {
        string? token = variables.GetValueOrDefault("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        return token is not null && Uri.TryCreate(variables.GetValueOrDefault("ACTIONS_ID_TOKEN_REQUEST_URL"), UriKind.Absolute, out Uri? request)
            ? new GitHubIdentityToken(request, token, audience)
            : throw new ReleaseException(Fault.Environment, "The job has no identity token to exchange. It needs 'permissions: id-token: write'.");
    }

    /// <inheritdoc/>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
            {
                Timeout = TimeSpan.FromSeconds(30),
                MaxResponseContentBufferSize = Longest
            };
            string separator = requestUrl.Query.Length > 0 ? "&" : "?";
            using var request = new HttpRequestMessage(HttpMethod.Get,
                new Uri($"{requestUrl.AbsoluteUri}{separator}audience={Uri.EscapeDataString(audience)}"));
            request.Headers.Authorization = new("Bearer", requestToken);
            using HttpResponseMessage answer = await http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw Missing($"status {(int)answer.StatusCode}.", null);
            using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("value", out JsonElement value)
                && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } token
                ? token
                : throw Missing("an answer without a token.", null);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Missing(e.Message, e);
        }
    }

    private static ReleaseException Missing(string reason, Exception? inner) => new(
        Fault.Environment,
        MarkdownText.Visible(
            $"GitHub gives no identity token: {reason} The job needs 'permissions: id-token: write', which a pull request from a fork can't have."),
        inner);
}
