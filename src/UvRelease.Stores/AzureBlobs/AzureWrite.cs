using System.Globalization;
using System.Text;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>The requests of one write. The condition is on the one that makes the blob visible.</summary>
internal sealed class AzureWrite(AzureClient client, string name, SentContent content, Precondition condition)
{
    public const string HashName = "x-ms-meta-sha256";
    public const string PutName = "x-ms-meta-uv_put";

    /// <summary>Put Blob; its ETag, or null when the condition isn't met.</summary>
    public Task<string?> WholeAsync(SentPart part, CancellationToken cancellationToken) => WriteAsync(
        client.Blob(name),
        part.Length,
        request =>
        {
            request.Content = Body(part);
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
            Describe(request);
        },
        cancellationToken);

    /// <summary>Put Block; its id. Blocks of all writers of a blob lie in one heap, so the ids are this write's own.</summary>
    public async Task<string> BlockAsync(SentPart part, CancellationToken cancellationToken)
    {
        string id = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{content.Put}-{part.Number.ToString("D6", CultureInfo.InvariantCulture)}"));
        Uri uri = client.Blob(name, $"comp=block&blockid={Uri.EscapeDataString(id)}");
        _ = await WriteAsync(uri, part.Length, request => request.Content = Body(part), cancellationToken, conditional: false);
        return id;
    }

    /// <summary>Put Block List; its ETag, or null when the condition isn't met.</summary>
    public Task<string?> FinishAsync(IEnumerable<string> blocks, CancellationToken cancellationToken) => WriteAsync(
        client.Blob(name, "comp=blocklist"),
        0,
        request =>
        {
            string list = string.Concat(blocks.Select(id => $"<Uncommitted>{id}</Uncommitted>"));
            request.Content = new StringContent($"""<?xml version="1.0" encoding="utf-8"?><BlockList>{list}</BlockList>""", Encoding.UTF8, "text/xml");
            Describe(request);
        },
        cancellationToken);

    private void Describe(HttpRequestMessage request)
    {
        request.Headers.Add("x-ms-blob-content-type", content.Facts.ContentType);
        request.Headers.Add("x-ms-blob-cache-control", content.Facts.CacheControl);
        request.Headers.Add(HashName, content.Sha256);
        request.Headers.Add(PutName, content.Put);
        if (condition is Precondition.Absent)
            request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        if (condition is Precondition.Unchanged { ETag: var etag })
            request.Headers.TryAddWithoutValidation("If-Match", etag);
    }

    private StreamContent Body(SentPart part)
    {
        var body = new StreamContent(content.Read(part), 1 << 16);
        body.Headers.ContentLength = part.Length;
        body.Headers.ContentMD5 = part.Hash;
        return body;
    }

    private async Task<string?> WriteAsync(Uri uri, long length, Action<HttpRequestMessage> fill, CancellationToken cancellationToken, bool conditional = true)
    {
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(HttpMethod.Put, uri, fill, cancellationToken);
            content.Facts.Progress?.Report(length);
            return answer.Headers.ETag?.ToString() ?? "";
        }
        catch (AzureFailure e) when (conditional && e.IsLost)
        {
            return null;
        }
    }
}
