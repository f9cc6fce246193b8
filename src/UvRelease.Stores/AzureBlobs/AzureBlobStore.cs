using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using UvRelease.Stores.Credentials;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>A container of Azure Blob Storage, by its REST API.</summary>
public sealed class AzureBlobStore : RemoteStore
{
    private readonly StoreAddress.Azure address;
    private readonly StoreSettings settings;
    private readonly Lazy<AzureClient> client;
    private readonly Retries retries;

    /// <summary>Opens a container; connections are made with the first request.</summary>
    public AzureBlobStore(StoreAddress.Azure address, StoreCredentials credentials, StoreSettings settings)
        : base(address, settings)
    {
        (this.address, this.settings) = (address, settings);
        client = new Lazy<AzureClient>(() => new AzureClient(address, credentials, settings));
        retries = new Retries(settings, address);
    }

    /// <inheritdoc/>
    public override Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken) => TryAsync(
        $"asking for '{key}'",
        async () =>
        {
            try
            {
                using HttpResponseMessage found = await client.Value.SendAsync(HttpMethod.Head, client.Value.Blob(At(key)), _ => { }, cancellationToken);
                return Facts(key, found, found.Content.Headers.ContentLength ?? 0);
            }
            catch (AzureFailure e) when (e.IsAbsent)
            {
                return null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public override Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken) => TryAsync(
        $"reading '{key}'",
        async () =>
        {
            try
            {
                HttpResponseMessage found = await client.Value.SendAsync(HttpMethod.Get, client.Value.Blob(At(key)), request => SetRange(request, range), cancellationToken);
                return new StoreRead(Facts(key, found, found.Content.Headers.ContentRange?.Length ?? found.Content.Headers.ContentLength ?? 0), await found.Content.ReadAsStreamAsync(cancellationToken));
            }
            catch (AzureFailure e) when (e.IsAbsent)
            {
                return null;
            }
            catch (AzureFailure e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return await FindAsync(key, cancellationToken) is { } found ? new StoreRead(found, Stream.Null) : null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ListedObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string begin = Uri.EscapeDataString(address.Prefix + StoreKey.Prefix(prefix));
        string? marker = "";
        while (marker is not null)
        {
            var uri = new Uri($"{client.Value.Container.AbsoluteUri}?restype=container&comp=list&prefix={begin}{(marker.Length > 0 ? "&marker=" + Uri.EscapeDataString(marker) : "")}");
            BlobPage page = await TryAsync(
                "listing",
                async () =>
                {
                    using HttpResponseMessage answer = await client.Value.SendAsync(HttpMethod.Get, uri, _ => { }, cancellationToken);
                    return BlobPage.Read(await answer.Content.ReadAsStreamAsync(cancellationToken));
                },
                cancellationToken);
            foreach ((string name, long size) in page.Blobs)
            {
                if (name.StartsWith(address.Prefix, StringComparison.Ordinal) && StoreKey.TryOf(name[address.Prefix.Length..], out StoreKey? key))
                    yield return new ListedObject(key, size);
            }

            marker = page.Next;
        }
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(StoreKey key, CancellationToken cancellationToken) => TryAsync(
        $"deleting '{key}'",
        async () =>
        {
            try
            {
                using HttpResponseMessage deleted = await client.Value.SendAsync(HttpMethod.Delete, client.Value.Blob(At(key)), _ => { }, cancellationToken);
                return true;
            }
            catch (AzureFailure e) when (e.IsAbsent)
            {
                return false;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public override Uri PublicUrl(StoreKey key) => settings.PublicUrl is { } given ? PublicUrls.Of(given, "", key) : PublicUrls.Of(client.Value.Container, address.Prefix, key);

    // Azure checks MD5 of what is sent; SHA-256 of the whole is kept beside it.
    private protected override SentContent Open(StoreContent content, CancellationToken cancellationToken) =>
        SentContent.Open(content, settings.PartSize, HashAlgorithmName.MD5, cancellationToken);

    private protected override async Task<string?> SendAsync(StoreKey key, SentContent content, Precondition condition, CancellationToken cancellationToken)
    {
        var write = new AzureWrite(client.Value, At(key), content, condition);
        if (!content.InParts)
            return (await ForPartsAsync(content, part => UploadAsync($"writing '{key}'", () => write.WholeAsync(part, cancellationToken), cancellationToken), cancellationToken))[0];
        // Blocks that are never made a blob of are thrown away by Azure after a week; they can't be before.
        string[] blocks = await ForPartsAsync(
            content,
            part => UploadAsync($"writing part {part.Number} of '{key}'", () => write.BlockAsync(part, cancellationToken), cancellationToken),
            cancellationToken);
        return await UploadAsync($"finishing '{key}'", () => write.FinishAsync(blocks, cancellationToken), cancellationToken);
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing && client.IsValueCreated)
            client.Value.Dispose();
        base.Dispose(disposing);
    }

    private string At(StoreKey key) => address.Prefix + key.Text;

    private Task<T> TryAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken) =>
        retries.RunAsync(what, work, AzureFailure.MayPass, e => AzureFailure.Explain(address, what, e), retried: null, cancellationToken);

    private Task<T> UploadAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken) =>
        retries.RunAsync(what, work, AzureFailure.MayPass, e => AzureFailure.Explain(address, what, e), settings.UploadRetries, cancellationToken);

    private static void SetRange(HttpRequestMessage request, ByteRange? range)
    {
        if (range is { } asked)
            request.Headers.Range = new(asked.Offset, asked.Length is { } length ? asked.Offset + length - 1 : null);
    }

    private static StoredObject Facts(StoreKey key, HttpResponseMessage found, long size) => new(key, size, found.Headers.ETag?.ToString() ?? "")
    {
        Sha256 = AzureClient.Header(found.Headers, AzureWrite.HashName),
        Put = AzureClient.Header(found.Headers, AzureWrite.PutName),
        ContentType = found.Content.Headers.ContentType?.ToString(),
        CacheControl = AzureClient.Header(found.Headers, "Cache-Control"),
    };
}
