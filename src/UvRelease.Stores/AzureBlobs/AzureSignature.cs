using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using UvRelease.Releases;
using UvRelease.Stores.Credentials;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>Puts a credential on a request.</summary>
internal abstract class AzureSignature
{
    /// <summary>The signature for some credentials.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: they are none of Azure's.</exception>
    public static AzureSignature Of(StoreAddress.Azure address, StoreCredentials credentials, TimeProvider time) => credentials switch
    {
        StoreCredentials.None => new Nothing(),
        StoreCredentials.AzureSas sas => new Sas(sas.Query.TrimStart('?')),
        StoreCredentials.AzureSharedKey key => new SharedKey(address.Account, KeyBytes(key.Key), time),
        StoreCredentials.AzureWebIdentity identity => new Bearer(EntraToken(identity)),
        _ => throw new ReleaseException(Fault.Input, $"{address} can't be opened with {credentials}. Give the account's key, a shared access signature, or an application and an identity token."),
    };

    /// <summary>Adds to the request what proves who sends it; its other headers are complete.</summary>
    public abstract ValueTask SignAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>Tokens of Entra for an application that trusts an identity provider.</summary>
    /// <param name="identity">The application, and the provider's tokens.</param>
    /// <param name="transport">Sends what Entra is asked; null for the network.</param>
    internal static TokenCredential EntraToken(StoreCredentials.AzureWebIdentity identity, HttpPipelineTransport? transport = null)
    {
        var options = new ClientAssertionCredentialOptions();
        if (identity.Authority is not null)
            options.AuthorityHost = identity.Authority;
        if (transport is not null)
            options.Transport = transport;
        return new ClientAssertionCredential(identity.Tenant, identity.Client, identity.Token.GetAsync, options);
    }

    private static byte[] KeyBytes(string key)
    {
        byte[] bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key.Trim(), bytes, out int length)
            ? bytes[..length]
            : throw new ReleaseException(Fault.Input, "The key of the Azure storage account is no base64. Copy it again from 'Access keys' of the account.");
    }

    private sealed class Nothing : AzureSignature
    {
        public override ValueTask SignAsync(HttpRequestMessage request, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class Sas(string query) : AzureSignature
    {
        public override ValueTask SignAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string text = request.RequestUri!.AbsoluteUri;
            request.RequestUri = new Uri(text + (text.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Any credential of Azure.Core; its tokens are kept until they are about to expire.</summary>
    internal sealed class Bearer(TokenCredential credential) : AzureSignature
    {
        private static readonly TokenRequestContext Storage = new(["https://storage.azure.com/.default"]);

        public override async ValueTask SignAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                AccessToken token = await credential.GetTokenAsync(Storage, cancellationToken);
                request.Headers.Authorization = new("Bearer", token.Token);
            }
            catch (AuthenticationFailedException e)
            {
                throw new ReleaseException(
                    Fault.Environment,
                    MarkdownText.Visible($"Microsoft Entra gives no token: {e.Message} Check tenant, client, and the federated credential's issuer, subject and audience."),
                    e);
            }
        }
    }

    /// <summary>"Authorize with Shared Key", Azure Storage REST API: an HMAC over verb, headers and resource.</summary>
    private sealed class SharedKey(string account, byte[] key, TimeProvider time) : AzureSignature
    {
        public override ValueTask SignAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("x-ms-date", time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
            string hash = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(TextOf(request))));
            request.Headers.Authorization = new("SharedKey", $"{account}:{hash}");
            return ValueTask.CompletedTask;
        }

        private string TextOf(HttpRequestMessage request)
        {
            long length = request.Content?.Headers.ContentLength ?? 0;
            string[] lines =
            [
                request.Method.Method, "", "", length == 0 ? "" : length.ToString(CultureInfo.InvariantCulture),
                Header(request, "Content-MD5"), Header(request, "Content-Type"), "", "",
                Header(request, "If-Match"), Header(request, "If-None-Match"), "", Header(request, "Range"),
            ];
            IEnumerable<string> own = request.Headers.Where(header => header.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
                .Select(header => $"{header.Key.ToLowerInvariant()}:{string.Join(',', header.Value)}")
                .Order(StringComparer.Ordinal);
            return string.Join('\n', [.. lines, .. own, Resource(request.RequestUri!)]);
        }

        private string Resource(Uri uri)
        {
            IEnumerable<string> query = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=', 2))
                .Select(pair => $"\n{Uri.UnescapeDataString(pair[0]).ToLowerInvariant()}:{Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? "")}")
                .Order(StringComparer.Ordinal);
            return $"/{account}{uri.AbsolutePath}{string.Concat(query)}";
        }

        private static string Header(HttpRequestMessage request, string name)
        {
            IEnumerable<string>? values = null;
            bool has = request.Content?.Headers.TryGetValues(name, out values) == true || request.Headers.TryGetValues(name, out values);
            return has ? string.Join(',', values!) : "";
        }
    }
}
