using System.IO.Compression;
using System.Text;

namespace UvRelease.Fuzz.Crashes;

/// <summary>What Crashpad uploads: a form of fields and a minidump, in the order and the words of the real handler.</summary>
public sealed record MadeUpload
{
    /// <summary>The boundary.</summary>
    public string Boundary { get; init; } = "---MultipartBoundary-0123456789abcdefghijABCDEFGHIJ12---";

    /// <summary>Fields.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } =
        [("consent-collecting", "granted"), ("consent-uploading", "granted"), ("guid", "client-id"), ("prod", "Demo"), ("ver", "1.2.3")];

    /// <summary>Files beside the minidump.</summary>
    public IReadOnlyList<(string Name, byte[] Bytes)> Files { get; init; } = [];

    /// <summary>The minidump; null leaves it out.</summary>
    public byte[]? Dump { get; init; } = new MadeDump().Write();

    /// <summary>Content-Type.</summary>
    public string ContentType => $"multipart/form-data; boundary={Boundary}";

    /// <summary>Writes the body.</summary>
    public byte[] Write()
    {
        var body = new List<byte>();
        foreach ((string name, string value) in Fields)
            Add(body, $"Content-Disposition: form-data; name=\"{name}\"", Encoding.UTF8.GetBytes(value));
        foreach ((string name, byte[] bytes) in Files)
            Add(body, $"Content-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\nContent-Type: text/plain", bytes);
        if (Dump is not null)
            Add(body, "Content-Disposition: form-data; name=\"upload_file_minidump\"; filename=\"x.dmp\"\r\nContent-Type: application/octet-stream", Dump);
        body.AddRange(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"));
        return [.. body];
    }

    /// <summary>Packs a body.</summary>
    public static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(body);
        return packed.ToArray();
    }

    private void Add(List<byte> body, string headers, byte[] content) =>
        body.AddRange([.. Encoding.UTF8.GetBytes($"--{Boundary}\r\n{headers}\r\n\r\n"), .. content, .. "\r\n"u8]);
}
