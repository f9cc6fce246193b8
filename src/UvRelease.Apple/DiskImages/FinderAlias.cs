using System.Text;
using UvRelease.Formats;

namespace UvRelease.Apple.DiskImages;

/// <summary>Writes an alias to a file in a folder of a volume's root (version 2 of Carbon's alias records, as npm's macos-alias has it).</summary>
/// <param name="Volume">Name of the volume.</param>
/// <param name="Folder">Name of the folder.</param>
/// <param name="FolderId">Its number.</param>
/// <param name="File">Name of the file.</param>
/// <param name="FileId">Its number.</param>
/// <param name="Time">When volume and file were made, in seconds since 1904.</param>
internal sealed record FinderAlias(string Volume, string Folder, uint FolderId, string File, uint FileId, uint Time)
{
    private const int HeadSize = 150, LongestVolume = 27, LongestFile = 63, EndOfFields = 0xffff, OtherVolume = 5;

    /// <summary>Writes it.</summary>
    public byte[] Write()
    {
        (int Kind, byte[] Bytes)[] more =
        [
            (0, Encoding.UTF8.GetBytes(Folder)), (1, Number(FolderId)), (14, Unicode(File)), (15, Unicode(Volume)),
            (18, Encoding.UTF8.GetBytes($"/{Folder}/{File}")), (19, Encoding.UTF8.GetBytes($"/Volumes/{Volume}")), (EndOfFields, []),
        ];
        byte[] alias = new byte[HeadSize + more.Sum(field => 4 + field.Bytes.Length + field.Bytes.Length % 2)];
        var fields = new BigEndianWriter(alias);
        fields.U32(0);
        fields.U16(alias.Length);
        fields.U16(2);
        fields.U16(0); // a file
        Short(ref fields, Volume, LongestVolume);
        fields.U32(Time);
        fields.Bytes("H+"u8);
        fields.U16(OtherVolume);
        fields.U32(FolderId);
        Short(ref fields, File, LongestFile);
        fields.U32(FileId);
        fields.U32(Time);
        fields.U64(0); // type and creator
        fields.U32(uint.MaxValue); // no levels from and to
        fields.U32(0xd02);
        fields.Skip(HeadSize - fields.Length);
        foreach ((int kind, byte[] bytes) in more)
        {
            fields.U16(kind);
            fields.U16(bytes.Length);
            fields.Bytes(bytes);
            fields.Skip(bytes.Length % 2);
        }

        return alias;
    }

    private static void Short(ref BigEndianWriter fields, string name, int longest)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        int length = Math.Min(bytes.Length, longest);
        // Not in the middle of a character.
        while (length < bytes.Length && (bytes[length] & 0xc0) == 0x80)
            length--;
        fields.U8((byte)length);
        fields.Bytes(bytes.AsSpan(0, length));
        fields.Skip(longest - length);
    }

    private static byte[] Number(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        new BigEndianWriter(bytes).U32(value);
        return bytes;
    }

    private static byte[] Unicode(string name)
    {
        byte[] bytes = new byte[2 + 2 * name.Length];
        var fields = new BigEndianWriter(bytes);
        fields.U16(name.Length);
        fields.Bytes(Encoding.BigEndianUnicode.GetBytes(name));
        return bytes;
    }
}
