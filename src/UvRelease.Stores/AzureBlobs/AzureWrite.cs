using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>The requests of one write. The MD5 known beforehand goes with each body; the condition is on the request that makes the blob visible.</summary>
internal sealed class AzureWrite(BlockBlobClient blob, SentContent content, Precondition condition)
{
    public const string HashName = "sha256";
    public const string PutName = "uv_put";

    /// <summary>The SDK sends longer content in blocks of its own, whose hashes and ids are not ours.</summary>
    public const long LongestWhole = 128 << 20;

    /// <summary>Put Blob; its ETag, or null when the condition isn't met.</summary>
    public Task<string?> WholeAsync(SentPart part, CancellationToken cancellationToken) => ConditionalAsync(async () =>
    {
        await using Stream body = content.Read(part);
        // "x-ms-blob-content-md5", Put Blob: the service compares it with what arrives, as it does Content-MD5, which the SDK would compute once more.
        var options = new BlobUploadOptions { HttpHeaders = Headers(part.Hash), Metadata = Metadata, Conditions = Conditions };
        BlobContentInfo written = await blob.UploadAsync(body, options, cancellationToken);
        content.Facts.Progress?.Report(part.Length);
        return written;
    });

    /// <summary>Put Block; its id. Blocks of all writers of a blob lie in one heap, so the ids are this write's own.</summary>
    public async Task<string> BlockAsync(SentPart part, CancellationToken cancellationToken)
    {
        string id = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{content.Put}-{part.Number.ToString("D6", CultureInfo.InvariantCulture)}"));
        await using Stream body = content.Read(part);
        var known = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5, PrecalculatedChecksum = part.Hash };
        await blob.StageBlockAsync(id, body, new BlockBlobStageBlockOptions { TransferValidation = known }, cancellationToken);
        content.Facts.Progress?.Report(part.Length);
        return id;
    }

    /// <summary>Put Block List; its ETag, or null when the condition isn't met.</summary>
    public Task<string?> FinishAsync(IEnumerable<string> blocks, CancellationToken cancellationToken) => ConditionalAsync(async () =>
    {
        var options = new CommitBlockListOptions { HttpHeaders = Headers(md5: null), Metadata = Metadata, Conditions = Conditions };
        return await blob.CommitBlockListAsync(blocks, options, cancellationToken);
    });

    private Dictionary<string, string> Metadata => new(StringComparer.Ordinal) { [HashName] = content.Sha256, [PutName] = content.Put };

    private BlobRequestConditions? Conditions => condition switch
    {
        Precondition.Absent => new BlobRequestConditions { IfNoneMatch = ETag.All },
        Precondition.Unchanged { ETag: var etag } => new BlobRequestConditions { IfMatch = new ETag(etag) },
        _ => null,
    };

    private BlobHttpHeaders Headers(byte[]? md5) =>
        new() { ContentType = content.Facts.ContentType, CacheControl = content.Facts.CacheControl, ContentHash = md5 };

    private static async Task<string?> ConditionalAsync(Func<Task<BlobContentInfo>> write)
    {
        try
        {
            return (await write()).ETag.ToString("H");
        }
        catch (RequestFailedException e) when (AzureFailure.Of(e) is AzureFailure { IsLost: true })
        {
            return null;
        }
    }
}
