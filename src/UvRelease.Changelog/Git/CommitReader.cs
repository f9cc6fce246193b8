using System.Buffers.Text;
using System.Text;

namespace UvRelease.Changelog.Git;

/// <summary>
/// Makes commits of what <c>git log -z</c> prints: six fields, each ended by NUL, which no commit message can hold. Fields are taken from
/// the bytes as they lie; persons are made once, and so is the id of a parent that comes next.
/// </summary>
internal sealed class CommitReader
{
    private const int Fields = 6;
    private const byte Separator = 0;

    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private readonly Dictionary<byte[], Person>.AlternateLookup<ReadOnlySpan<byte>> persons =
        new Dictionary<byte[], Person>(new ByteComparer()).GetAlternateLookup<ReadOnlySpan<byte>>();

    private string expected = "";

    /// <summary>Reads the commit that <paramref name="bytes"/> begin with.</summary>
    /// <param name="bytes">What git printed.</param>
    /// <param name="atEnd">True when nothing follows; git leaves out the NUL of the last commit.</param>
    /// <param name="length">How many bytes the commit took.</param>
    /// <returns>Null when its end is not there yet.</returns>
    public Commit? TryRead(ReadOnlySpan<byte> bytes, bool atEnd, out int length)
    {
        Span<int> ends = stackalloc int[Fields];
        length = 0;
        for (int field = 0; field < Fields; field++)
        {
            int end = bytes[length..].IndexOf(Separator);
            if (end < 0 && !(atEnd && field == Fields - 1))
                return null;
            ends[field] = end < 0 ? bytes.Length : length + end;
            length = ends[field] + 1;
        }

        string id = Id(bytes[..ends[0]]);
        IReadOnlyList<string> parents = Ids(bytes[(ends[0] + 1)..ends[1]]);
        return new Commit(
            id,
            parents,
            PersonOf(bytes[(ends[1] + 1)..ends[3]], ends[2] - ends[1] - 1),
            Time(bytes[(ends[3] + 1)..ends[4]]),
            Encoding.UTF8.GetString(bytes[(ends[4] + 1)..ends[5]]));
    }

    private string Id(ReadOnlySpan<byte> bytes) => Ascii.Equals(bytes, expected) ? expected : Encoding.Latin1.GetString(bytes);

    private string[] Ids(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return [];
        int length = bytes.IndexOf((byte)' ');
        length = length < 0 ? bytes.Length : length;
        string[] ids = new string[(bytes.Length + 1) / (length + 1)];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = Encoding.Latin1.GetString(bytes.Slice(i * (length + 1), length));
        expected = ids[0];
        return ids;
    }

    private Person PersonOf(ReadOnlySpan<byte> nameAndMail, int nameLength)
    {
        if (!persons.TryGetValue(nameAndMail, out Person? person))
            persons[nameAndMail] = person = new Person(Encoding.UTF8.GetString(nameAndMail[..nameLength]),
                Encoding.UTF8.GetString(nameAndMail[(nameLength + 1)..]));
        return person;
    }

    // Git prints what a broken tool wrote into a commit: no number at all, or one that no calendar holds.
    private static DateTimeOffset Time(ReadOnlySpan<byte> bytes) =>
        Utf8Parser.TryParse(bytes, out long seconds, out _) ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, Earliest, Latest))
            : DateTimeOffset.UnixEpoch;

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
