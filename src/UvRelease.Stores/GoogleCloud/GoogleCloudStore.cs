using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Google;
using Google.Apis.Storage.v1.Data;
using Google.Cloud.Storage.V1;
using UvRelease.Credentials;
using UvRelease.Stores.Credentials;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace UvRelease.Stores.GoogleCloud;

/// <summary>
/// A bucket of Google Cloud Storage, by its JSON API. Its generation number is the name of an object's state: 0 where there is none, another with each write.
/// </summary>
public sealed class GoogleCloudStore : RemoteStore
{
    private const string HashName = "sha256", PutName = "uv-put";
    private const int Rounds = 8, ChunkSize = 32 * UploadObjectOptions.MinimumChunkSize;

    private readonly StoreAddress.Google address;
    private readonly StoreSettings settings;
    private readonly Lazy<GoogleClient> client;
    private readonly Retries retries;

    /// <summary>Opens a bucket; connections are made with the first request.</summary>
    public GoogleCloudStore(StoreAddress.Google address, StoreCredentials credentials, StoreSettings settings)
        : this(address, credentials, settings, null)
    {
    }

    /// <summary>Opens a bucket over a network of its own.</summary>
    internal GoogleCloudStore(StoreAddress.Google address, StoreCredentials credentials, StoreSettings settings, HttpMessageHandler? network)
        : base(address, settings)
    {
        (this.address, this.settings) = (address, settings);
        client = new Lazy<GoogleClient>(() => new GoogleClient(address, credentials, settings, network));
        retries = new Retries($"{address}", settings);
    }

    /// <inheritdoc/>
    public override Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken) =>
        OrNullAsync($"asking for '{key}'", async () => Facts(key, await GetAsync(key, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public override Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken) => OrNullAsync(
        $"reading '{key}'",
        async () =>
        {
            // One state is asked for by its number, so that facts and bytes belong together. It may be gone by then, and another in its place.
            for (int round = 0; round < Rounds; round++)
            {
                Object found = await GetAsync(key, cancellationToken);
                if (await client.Value.ReadAsync(found, range, cancellationToken) is { } content)
                    return new StoreRead(Facts(key, found), content);
            }

            throw new IOException("It is written by somebody else all the time.");
        },
        cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ListedObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            Objects page = await TryAsync("listing", () => client.Value.PageAsync(address.Prefix + StoreKey.Prefix(prefix), next, cancellationToken),
                cancellationToken);
            foreach (Object found in page.Items ?? [])
            {
                if (!found.Name.StartsWith(address.Prefix, StringComparison.Ordinal) || !StoreKey.TryOf(found.Name[address.Prefix.Length..], out StoreKey? key))
                    continue;
                yield return new ListedObject(key, (long)(found.Size ?? 0), found.UpdatedDateTimeOffset ?? DateTimeOffset.MaxValue)
                {
                    ETag = StateOf(found),
                    Md5 = found.Md5Hash is { } hash ? Convert.ToHexStringLower(Convert.FromBase64String(hash)) : null,
                };
            }

            next = page.NextPageToken;
        }
        while (next is { Length: > 0 });
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(StoreKey key, CancellationToken cancellationToken) => OrNullAsync(
        $"deleting '{key}'",
        async () =>
        {
            await client.Value.Storage.DeleteObjectAsync(address.Bucket, NameOf(key), new DeleteObjectOptions { RetryOptions = RetryOptions.Never },
                cancellationToken);
            return key;
        },
        cancellationToken);

    /// <summary>Nothing to do: Google throws uploads that are never finished away after a week, and lists them to nobody.</summary>
    public override Task<IReadOnlyList<string>> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public override Uri PublicUrl(StoreKey key) => settings.PublicUrl is { } given ? PublicUrls.Of(given, "", key)
        : PublicUrls.Of(new Uri($"{(address.Endpoint ?? GoogleClient.Public).AbsoluteUri.TrimEnd('/')}/{address.Bucket}"), address.Prefix, key);

    // Google checks MD5 of what is sent, its client CRC-32C of what arrived; SHA-256 is kept beside it.
    private protected override SentContent Open(StoreContent content, CancellationToken cancellationToken) =>
        SentContent.Open(content, long.MaxValue, HashAlgorithmName.MD5, cancellationToken);

    private protected override async Task<string?> SendAsync(StoreKey key, SentContent content, Precondition condition, CancellationToken cancellationToken)
    {
        string?[] states = await ForPartsAsync(content, part => TryAsync($"writing '{key}'", () => WriteAsync(key, content, part, condition, cancellationToken),
            cancellationToken, settings.UploadRetries), cancellationToken);
        return states[0];
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing && client.IsValueCreated)
            client.Value.Dispose();
        base.Dispose(disposing);
    }

    private async Task<string?> WriteAsync(StoreKey key, SentContent content, SentPart part, Precondition condition, CancellationToken cancellationToken)
    {
        var written = new Object
        {
            Bucket = address.Bucket,
            Name = NameOf(key),
            ContentType = content.Facts.ContentType,
            CacheControl = content.Facts.CacheControl,
            Md5Hash = Convert.ToBase64String(part.Hash),
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [HashName] = content.Sha256, [PutName] = content.Put },
        };
        var options = new UploadObjectOptions
        {
            ChunkSize = ChunkSize,
            IfGenerationMatch = condition switch
            {
                Precondition.Absent => 0,
                Precondition.Unchanged { ETag: var state } => long.TryParse(state, CultureInfo.InvariantCulture, out long generation) ? generation : -1,
                _ => null,
            },
            // The server compares CRC-32C at the end, before anything is visible.
            UploadValidationMode = UploadValidationMode.RejectAndThrow,
        };
        if (options.IfGenerationMatch == -1)
            return null;
        try
        {
            await using Stream body = content.Read(part);
            Object stored = await client.Value.Storage.UploadObjectAsync(written, body, options, cancellationToken);
            content.Facts.Progress?.Report(part.Length);
            return StateOf(stored);
        }
        catch (GoogleApiException e) when (e.HttpStatusCode == HttpStatusCode.PreconditionFailed)
        {
            return null;
        }
    }

    private Task<Object> GetAsync(StoreKey key, CancellationToken cancellationToken) => client.Value.Storage.GetObjectAsync(address.Bucket, NameOf(key),
        new GetObjectOptions { RetryOptions = RetryOptions.Never }, cancellationToken);

    private string NameOf(StoreKey key) => address.Prefix + key.Text;

    private Task<T?> OrNullAsync<T>(string what, Func<Task<T?>> work, CancellationToken cancellationToken)
        where T : class => TryAsync(
        what,
        async () =>
        {
            try
            {
                return await work();
            }
            catch (GoogleApiException e) when (GoogleFaults.IsAbsent(e))
            {
                return null;
            }
        },
        cancellationToken);

    private Task<T> TryAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken, IProgress<long>? retried = null) =>
        retries.RunAsync(what, work, GoogleFaults.MayPass, e => GoogleFaults.Explain(address, what, e), retried, cancellationToken);

    private static string StateOf(Object found) => found.Generation?.ToString(CultureInfo.InvariantCulture)
        ?? throw new IOException("The answer has no generation, which Google documents.");

    private static StoredObject Facts(StoreKey key, Object found)
    {
        string? hash = null, put = null;
        found.Metadata?.TryGetValue(HashName, out hash);
        found.Metadata?.TryGetValue(PutName, out put);
        return new StoredObject(key, (long)(found.Size ?? throw new IOException("The answer has no size, which Google documents.")), StateOf(found))
        {
            Sha256 = hash,
            Put = put,
            ContentType = found.ContentType,
            CacheControl = found.CacheControl,
        };
    }
}
