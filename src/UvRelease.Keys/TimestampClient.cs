using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using UvRelease.Releases;

namespace UvRelease.Keys;

/// <summary>Asks a time-stamp authority when a signature was made (RFC 3161 over HTTP).</summary>
/// <param name="http">Sends; its handler decides on proxies and redirects.</param>
/// <param name="servers">Addresses of authorities: Apple's is http://timestamp.apple.com/ts01. The next is asked where one can't answer.</param>
public sealed class TimestampClient(HttpClient http, params Uri[] servers) : IDisposable
{
    private const string RetryAfter = "Retry-After";
    private const int LargestAnswer = 64 * 1024, AtOnce = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(30),
        Patience = TimeSpan.FromSeconds(30), LargestDrift = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim free = new(AtOnce);

    // One authority alone is waited for longer.
    private int Attempts => servers.Length == 1 ? 4 : 2;

    /// <summary>Gets a token over a signature. An answer is believed only if it is for this question, signed, and near to the clock.</summary>
    /// <returns>The token as DER.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: no answer, or none that can be believed.</exception>
    public async Task<byte[]> StampAsync(ReadOnlyMemory<byte> signature, TimeProvider clock, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        try
        {
            var refusals = new List<string>();
            foreach (Uri server in servers)
            {
                try
                {
                    return await StampAsync(server, signature, clock, cancellation);
                }
                catch (ReleaseException e)
                {
                    refusals.Add(e.Message);
                }
            }

            throw new ReleaseException(Fault.Environment, refusals);
        }
        finally
        {
            free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    private async Task<byte[]> StampAsync(Uri server, ReadOnlyMemory<byte> signature, TimeProvider clock, CancellationToken cancellation)
    {
        var request = Rfc3161TimestampRequest.CreateFromData(signature.Span, HashAlgorithmName.SHA256,
            nonce: RandomNumberGenerator.GetBytes(8), requestSignerCertificates: true);
        byte[] answer = await AskAsync(server, request.Encode(), clock, cancellation);
        try
        {
            Rfc3161TimestampToken token = request.ProcessResponse(answer, out int read);
            if (read != answer.Length)
                throw Bad(server, $"has {answer.Length - read} bytes behind its answer");
            if (!token.VerifySignatureForData(signature.Span, out _))
                throw Bad(server, "signed its answer wrongly");
            TimeSpan drift = token.TokenInfo.Timestamp - clock.GetUtcNow();
            return drift.Duration() <= LargestDrift ? token.AsSignedCms().Encode()
                : throw Bad(server, $"says that it is {token.TokenInfo.Timestamp.UtcDateTime:yyyy-MM-dd HH:mm:ss}, and the clock here says "
                    + $"{clock.GetUtcNow().UtcDateTime:yyyy-MM-dd HH:mm:ss}");
        }
        catch (CryptographicException e)
        {
            throw Bad(server, $"gave an answer that can't be believed: {e.Message.TrimEnd('.')}", e);
        }
    }

    private async Task<byte[]> AskAsync(Uri server, byte[] request, TimeProvider clock, CancellationToken cancellation)
    {
        TimeSpan pause = FirstPause;
        for (int attempt = 1; ; attempt++, pause *= 2)
        {
            using var patience = new CancellationTokenSource(Patience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            try
            {
                return await PostAsync(server, request, either.Token);
            }
            catch (HttpRequestException e) when (attempt < Attempts && e.StatusCode
                is null or >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
            {
                if (e.Data[RetryAfter] is TimeSpan wanted)
                    pause = wanted < LongestPause ? wanted : LongestPause;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && attempt < Attempts)
            {
                // It was too slow.
            }
            catch (HttpRequestException e)
            {
                throw Bad(server, $"can't be asked: {e.Message.TrimEnd('.')}", e);
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                throw Bad(server, $"did not answer in {Patience.TotalSeconds:0} seconds, {Attempts} times", e);
            }

            await Task.Delay(pause, clock, cancellation);
        }
    }

    private async Task<byte[]> PostAsync(Uri server, byte[] request, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(request);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        using var message = new HttpRequestMessage(HttpMethod.Post, server) { Content = content };
        using HttpResponseMessage response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException($"it answered {(int)response.StatusCode}", null, response.StatusCode)
            {
                Data = { [RetryAfter] = response.Headers.RetryAfter?.Delta },
            };
        }

        if (response.Content.Headers.ContentType?.MediaType is var type && type != "application/timestamp-reply")
            throw Bad(server, $"answered with '{type}' and no time-stamp");
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] answer = new byte[LargestAnswer + 1];
        int length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellation);
        return length <= LargestAnswer ? answer[..length] : throw Bad(server, $"answered with more than {LargestAnswer} bytes");
    }

    private static ReleaseException Bad(Uri server, string problem, Exception? inner = null) =>
        new(Fault.Environment, $"The time-stamp authority {server} {problem}. Run this again, or name another authority.", inner);
}
