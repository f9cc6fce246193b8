using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>
/// A file as the body of an upload. It is hashed while it is sent, and its last bytes are kept back until the hash is right, so that a file which changed after
/// the build never becomes a whole asset.
/// </summary>
internal sealed class SendingFile : MovingContent
{
    private const int Block = 1 << 17;
    private readonly HostedFile file;

    public SendingFile(HostedFile file)
    {
        this.file = file;
        Headers.ContentType = MediaTypeHeaderValue.Parse(file.ContentType);
        Headers.ContentLength = file.Size;
    }

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using SafeFileHandle handle = SourceFile.Open(new StoreContent.File(file.Path) { ContentType = file.ContentType, CacheControl = "" });
        if (RandomAccess.GetLength(handle) != file.Size)
            throw Changed();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[(int)Math.Min(Block, file.Size)];
        for (long at = 0; at < file.Size;)
        {
            int read = RandomAccess.Read(handle, block, at);
            if (read == 0)
                throw Changed();
            hash.AppendData(block, 0, read);
            at += read;
            if (at >= file.Size && (at > file.Size || Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256))
                throw Changed();
            await stream.WriteAsync(block.AsMemory(0, read), cancellationToken);
            Moved();
        }
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = file.Size;
        return true;
    }

    private ReleaseException Changed() => new(
        Fault.Refused,
        $"'{file.Path}' is not the file that was built ({file.Size} bytes, sha256 {file.Sha256}). Something changed it: build the release again.");
}
