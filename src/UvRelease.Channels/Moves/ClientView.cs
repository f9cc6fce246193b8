using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using UvRelease.Credentials;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Channels.Moves;

/// <summary>Reads objects as clients do: through the public address where there is one, else through the store.</summary>
internal sealed class ClientView(IStore store, MoveSettings settings)
{
    private const int LongestDocument = 16 << 20;
    private const int Attempts = 3;
    private readonly Lazy<HttpClient> http = new(settings.Http);

    /// <summary>The address of an object that clients read over the network; null where they don't.</summary>
    public Uri? Address(StoreKey key) => store.PublicUrl(key) is { Scheme: "https" or "http" } url ? url : null;

    /// <summary>Reads all of an object and hashes it; null when it is not there.</summary>
    public async Task<(long Size, string Sha512)?> HashAsync(StoreKey key, CancellationToken cancellationToken)
    {
        return Address(key) is { } url ? await HashAsync(url, cancellationToken) : await StoredHashAsync(key, cancellationToken);
    }

    /// <summary>Reads all of an object out of the store itself, past every cache, and hashes it; null when it is not there.</summary>
    public async Task<(long Size, string Sha512)?> StoredHashAsync(StoreKey key, CancellationToken cancellationToken)
    {
        await using StoreRead? read = await store.ReadAsync(key, range: null, cancellationToken);
        return read is null ? null : await HashAsync(read.Content, cancellationToken);
    }

    /// <summary>Reads all of an address and hashes it; null when nothing is there.</summary>
    public async Task<(long Size, string Sha512)?> HashAsync(Uri url, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            using HttpResponseMessage? response = await GetAsync(url, range: null, cancellationToken);
            try
            {
                return response is null ? null : await HashAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
            }
            catch (Exception e) when (IsNetwork(e, cancellationToken))
            {
                // The connection broke in the middle of a long file.
                if (attempt == Attempts)
                    throw Unreadable(url, e);
            }
        }
    }

    /// <summary>Asks for two bytes of a file as differential downloads do; false when the server gives the whole file instead.</summary>
    public async Task<bool> HasRangesAsync(Uri url, CancellationToken cancellationToken)
    {
        using HttpResponseMessage? response = await GetAsync(url, new RangeHeaderValue(0, 1), cancellationToken);
        return response is null or { StatusCode: HttpStatusCode.PartialContent };
    }

    /// <summary>Reads a short document past caches that keep it by its query, as electron-updater does; null when it is not there.</summary>
    public async Task<byte[]?> ReadAsync(StoreKey key, CancellationToken cancellationToken)
    {
        if (Address(key) is not { } url)
            return (await StoredDocument.ReadAsync(store, key, LongestDocument, cancellationToken))?.Bytes.ToArray();
        var fresh = new UriBuilder(url) { Query = $"noCache={settings.Time.GetUtcNow().ToUnixTimeMilliseconds()}" };
        using HttpResponseMessage? response = await GetAsync(fresh.Uri, range: null, cancellationToken);
        if (response is null)
            return null;
        using var late = new CancellationTokenSource(settings.Patience, settings.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await response.Content.LoadIntoBufferAsync(LongestDocument, end.Token);
            return await response.Content.ReadAsByteArrayAsync(end.Token);
        }
        catch (Exception e) when (IsNetwork(e, cancellationToken))
        {
            throw Unreadable(url, e);
        }
    }

    private async Task<HttpResponseMessage?> GetAsync(Uri url, RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            using var late = new CancellationTokenSource(settings.Patience, settings.Time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = range } };
                HttpResponseMessage response = await http.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
                if (response.IsSuccessStatusCode)
                    return response;
                using (response)
                {
                    // Buckets that nobody may list say 403 of what is not there.
                    if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
                        return null;
                    response.EnsureSuccessStatusCode();
                }
            }
            catch (Exception e) when (IsNetwork(e, cancellationToken))
            {
                if (ServerCertificates.Refusal(e) is { } refusal)
                    throw Unreadable(url, ServerCertificates.Sentence(url.Host, refusal), e);
                if (attempt == Attempts || e is HttpRequestException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError })
                    throw Unreadable(url, e);
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), settings.Time, cancellationToken);
        }
    }

    private static bool IsNetwork(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private ReleaseException Unreadable(Uri url, Exception e)
    {
        string why = e is OperationCanceledException ? $"no answer in {settings.Patience.TotalSeconds:0} s." : e.Message;
        return Unreadable(url, $"{why} See to the server, or correct its address.", e);
    }

    private static ReleaseException Unreadable(Uri url, string why, Exception e) => new(
        Fault.Environment, MarkdownText.Visible($"{url.GetLeftPart(UriPartial.Path)} can't be read as clients read it: {why}"), e);

    private async Task<(long Size, string Sha512)> HashAsync(Stream stream, CancellationToken cancellationToken)
    {
        (long size, byte[] hash) = await SteadyHash.ReadAsync(stream, HashAlgorithmName.SHA512, settings.Patience, settings.Time, cancellationToken);
        return (size, Convert.ToBase64String(hash));
    }
}
