using System.Text;
using UvRelease.Formats;

namespace UvRelease.Apple.CodeSigning;

/// <summary>Reads a code directory of others.</summary>
public static class CodeDirectoryReader
{
    private const int MostSlots = 64, LargestPage = 16;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads one.</summary>
    /// <param name="blob">The whole blob.</param>
    /// <param name="name">Name of the file, for errors.</param>
    /// <exception cref="Releases.ReleaseException">It is damaged, or newer than what is known here.</exception>
    public static CodeDirectory Read(ReadOnlyMemory<byte> blob, string name)
    {
        using var input = CheckedReader.Of(blob, name, SuperBlob.Kind);
        if (input.U32BigEndian(0, "the magic number of the code directory") != SuperBlob.DirectoryMagic)
            throw input.Bad(0, "the magic number of the code directory", $"is no 0x{SuperBlob.DirectoryMagic:x8}");
        uint version = input.U32BigEndian(8, "the version of the code directory");
        if (version is < CodeDirectory.Earliest or >= CodeDirectory.Incompatible)
            throw input.Bad(8, "the version of the code directory", $"is 0x{version:x}, which is not known here");
        input.At(0, CodeDirectory.HeadSize(version), "the head of the code directory");
        byte[] form = input.Bytes(36, 4, "the form of the hashes");
        var hash = (CodeHashKind)form[1];
        int size = CodeHash.Size(hash);
        if (size == 0 || size != form[0])
            throw input.Bad(36, "the form of the hashes", $"is {form[1]} of {form[0]} bytes, which is not known here");
        if (form[3] > LargestPage)
            throw input.Bad(39, "the size of a page", $"is 2^{form[3]}");
        int pageSize = form[3] == 0 ? 0 : 1 << form[3];
        uint slots = input.U32BigEndian(24, "the number of slots"), pages = input.U32BigEndian(28, "the number of pages");
        long limit = input.U32BigEndian(32, "the end of the code"), at = input.U32BigEndian(16, "the place of the hashes");
        if (version >= CodeDirectory.WithLimit64 && input.U63BigEndian(56, 8, "the end of the code") is > 0 and var limit64)
            limit = limit64;
        if (version >= CodeDirectory.WithScatter && input.U32BigEndian(44, "the scatter vector") != 0)
            throw input.Bad(44, "the scatter vector", "is there, which no macOS takes");
        if (slots > MostSlots || at < (long)slots * size || at > blob.Length || (blob.Length - at) / size < pages)
            throw input.Bad(16, "the place of the hashes", $"is {at} with {slots} slots and {pages} pages, and {blob.Length} bytes are there");
        if (pages != CodeDirectory.Pages(limit, pageSize))
            throw input.Bad(28, "the number of pages", $"is {pages}, and {limit} bytes have {CodeDirectory.Pages(limit, pageSize)} of {pageSize}");
        uint team = version >= CodeDirectory.WithTeam ? input.U32BigEndian(48, "the place of the team") : 0;
        bool hasSegment = version >= CodeDirectory.WithExecSegment;
        return new CodeDirectory
        {
            Version = version,
            Flags = (CodeFlags)input.U32BigEndian(12, "the flags"),
            Identifier = Text(input, input.U32BigEndian(20, "the place of the identifier"), "the identifier"),
            Team = team == 0 ? null : Text(input, team, "the team"),
            Hash = hash,
            Platform = form[2],
            PageSize = pageSize,
            CodeLimit = limit,
            ExecBase = hasSegment ? (ulong)input.U63BigEndian(64, 8, "the place of the code") : 0,
            ExecLimit = hasSegment ? (ulong)input.U63BigEndian(72, 8, "the size of the code") : 0,
            ExecFlags = hasSegment ? (ulong)input.U63BigEndian(80, 8, "the kind of program") : 0,
            Runtime = version >= CodeDirectory.WithRuntime ? input.U32BigEndian(88, "the runtime") : 0,
            SlotHashes = [.. Enumerable.Range(1, (int)slots).Select(slot => blob.Slice((int)at - slot * size, size))],
            PageHashes = blob.Slice((int)at, (int)pages * size),
        };
    }

    private static string Text(CheckedReader input, uint at, string field)
    {
        if (at >= input.Length)
            throw input.Bad(at, field, $"is not there: {input.Length} bytes are");
        ReadOnlySpan<byte> rest = input.At(at, (int)(input.Length - at), field);
        int end = rest.IndexOf((byte)0);
        try
        {
            return end >= 0 ? StrictUtf8.GetString(rest[..end]) : throw input.Bad(at, field, "has no end");
        }
        catch (DecoderFallbackException e)
        {
            throw input.Bad(at, field, "is no UTF-8", e);
        }
    }
}
