namespace UvRelease.Crashes.Intake;

/// <summary>Reads whole bodies that are short.</summary>
internal static class SmallBodies
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="RefusedUploadException">It is longer.</exception>
    public static async Task<byte[]> ReadSmallAsync(this Stream body, int most, string what, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await using var limited = new LimitedStream(body, most, what);
        await limited.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}
