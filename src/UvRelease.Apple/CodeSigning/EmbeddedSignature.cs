using UvRelease.Apple.Requirements;
using UvRelease.Formats;
using UvRelease.Formats.MachO;

namespace UvRelease.Apple.CodeSigning;

/// <summary>A signature that is in a file, its forms checked and nothing of it believed yet.</summary>
/// <param name="Name">Name of the file, for errors.</param>
/// <param name="Blobs">What is in it, by slots.</param>
/// <param name="Directories">Its code directories with their bytes, the first one of slot 0.</param>
public sealed record EmbeddedSignature(string Name, IReadOnlyList<CodeBlob> Blobs, IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, CodeDirectory>> Directories)
{
    private const int MostAlternates = 5;

    /// <summary>The code directory that the system takes: the one with the best hash.</summary>
    public CodeDirectory Best => Directories.MaxBy(directory => Rank(directory.Value.Hash)).Value;

    /// <summary>The 20 bytes by which the system knows the code.</summary>
    public byte[] DirectoryHash => Directories.MaxBy(directory => Rank(directory.Value.Hash)) is var (bytes, directory)
        ? CodeHash.Of(directory.Hash, bytes.Span)[..CodeHash.DirectoryHashSize] : [];

    /// <summary>The blob of a slot; null where there is none.</summary>
    public CodeBlob? Blob(CodeSlot slot) => Blobs.FirstOrDefault(blob => blob.Slot == slot);

    /// <summary>What is signed for whom; empty where nobody signed.</summary>
    public ReadOnlyMemory<byte> Cms => Blob(CodeSlot.Cms) is { } cms ? cms.Content : default;

    /// <summary>Its requirements.</summary>
    /// <exception cref="Releases.ReleaseException">They are damaged.</exception>
    public RequirementSet Requirements() => Blob(CodeSlot.Requirements) is { } blob ? RequirementSet.Read(blob.Bytes, Name) : RequirementSet.Empty;

    /// <summary>Reads the signature of a slice; null where there is none.</summary>
    /// <exception cref="Releases.ReleaseException">It is damaged, naming offset and field.</exception>
    public static EmbeddedSignature? Read(MachCode code)
    {
        if (code.Signature is not { } place)
            return null;
        CheckedReader input = code.Slice.Input;
        return Read(input.Part(code.Slice.Offset + place.Offset, place.Size, input.Name, SuperBlob.Kind, "the signature"));
    }

    /// <summary>Reads a signature that fills its place.</summary>
    /// <exception cref="Releases.ReleaseException">It is damaged, naming offset and field.</exception>
    public static EmbeddedSignature Read(CheckedReader input)
    {
        IReadOnlyList<CodeBlob> blobs = SuperBlob.Read(input);
        CodeBlob[] directories = [.. blobs.Where(blob => blob.Slot is CodeSlot.CodeDirectory
            || (blob.Slot >= CodeSlot.AlternateDirectory && blob.Slot < CodeSlot.AlternateDirectory + MostAlternates)).OrderBy(blob => blob.Slot)];
        if (directories.FirstOrDefault()?.Slot != CodeSlot.CodeDirectory)
            throw input.Bad(0, "the code directory", "is not there");
        return new EmbeddedSignature(input.Name, blobs,
            [.. directories.Select(blob => KeyValuePair.Create(blob.Bytes, CodeDirectoryReader.Read(blob.Bytes, input.Name)))]);
    }

    private static int Rank(CodeHashKind hash) =>
        hash switch { CodeHashKind.Sha384 => 4, CodeHashKind.Sha256 => 3, CodeHashKind.Sha256Truncated => 2, _ => 1 };
}
