using Amazon.Runtime;

namespace UvRelease.Apple.Notarization;

/// <summary>Gives the SDK a client that stays where it is. By itself the SDK would send file and session token wherever an answer 307 says.</summary>
internal sealed class DirectClients(TimeSpan timeout) : HttpClientFactory, IDisposable
{
    private readonly HttpClient http = new(new WithoutLocation
    {
        InnerHandler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false
        }
    })
    {
        Timeout = timeout,
    };

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => http;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private sealed class WithoutLocation : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // Where nothing of the body was sent, .NET itself connects again and again.
            request.Headers.ExpectContinue = false;
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            response.Headers.Location = null;
            return response;
        }
    }
}
