using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace UvRelease.Channels.Feeds;

/// <summary>
/// The hundred buckets of clients that have feeds of their own. A client is always in the same one; the order in which they get a release is drawn anew
/// from each release's digest, so that not the same people are first each time. Wider shares hold the narrower ones.
/// </summary>
public static class Buckets
{
    /// <summary>How many there are.</summary>
    public const int Count = 100;

    /// <summary>Folder of a bucket's feeds.</summary>
    public static string Name(int bucket) => bucket.ToString("D2", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Bucket by bucket, whether a release is offered there at a percentage.</summary>
    public static bool[] Offered(string releaseDigest, int percent)
    {
        bool[] offered = new bool[Count];
        foreach (int bucket in Enumerable.Range(0, Count).OrderBy(bucket => Draw(releaseDigest, bucket)).ThenBy(bucket => bucket).Take(percent))
            offered[bucket] = true;
        return offered;
    }

    private static ulong Draw(string releaseDigest, int bucket)
    {
        byte[] ticket = Encoding.ASCII.GetBytes($"{releaseDigest}:{bucket}");
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(ticket));
    }
}
