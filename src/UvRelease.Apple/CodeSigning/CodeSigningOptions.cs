using UvRelease.Apple.Requirements;

namespace UvRelease.Apple.CodeSigning;

/// <summary>How a program is signed. What is null is chosen as Apple's codesign chooses it.</summary>
public sealed record CodeSigningOptions
{
    /// <summary>Who signs.</summary>
    public CodeIdentity Identity { get; init; } = CodeIdentity.Adhoc;

    /// <summary>What the code is called.</summary>
    public string? Identifier { get; init; }

    /// <summary>A name that is taken where <see cref="Identifier"/> is null, in place of the file's: that of a bundle.</summary>
    public string? Name { get; init; }

    /// <summary>What the system shall do with it; <see cref="CodeFlags.Runtime"/> is the hardened runtime that notarization wants.</summary>
    public CodeFlags Flags { get; init; } = CodeFlags.Runtime;

    /// <summary>What it may do; libraries get none.</summary>
    public Entitlements? Entitlements { get; init; }

    /// <summary>Its requirements.</summary>
    public RequirementSet? Requirements { get; init; }

    /// <summary>Version of the hardened runtime, as 0xXXXXYYZZ.</summary>
    public uint? Runtime { get; init; }

    /// <summary>Bytes of a page.</summary>
    public int? PageSize { get; init; }

    /// <summary>Room that is kept for the CMS.</summary>
    public int CmsSpace { get; init; } = CodeSeal.UsualCmsSpace;

    /// <summary>Launch and library constraints, as blobs of their slots.</summary>
    public IReadOnlyList<CodeBlob> Constraints { get; init; } = [];

    /// <summary>What is sealed with it and kept elsewhere: Info.plist, CodeResources.</summary>
    public IReadOnlyDictionary<CodeSlot, ReadOnlyMemory<byte>> Sealed { get; init; } = new Dictionary<CodeSlot, ReadOnlyMemory<byte>>();
}

/// <summary>One processor's program after it was signed.</summary>
/// <param name="Processor">The processor, as lipo has it.</param>
/// <param name="DirectoryHash">The 20 bytes by which the system knows it.</param>
public sealed record SignedSlice(string Processor, byte[] DirectoryHash);

/// <summary>A program after it was signed.</summary>
/// <param name="Identifier">What it is called.</param>
/// <param name="Slices">Its processors' programs, in the order of the file.</param>
/// <param name="Designated">What later versions must be to be taken for the same.</param>
public sealed record SignedProgram(string Identifier, IReadOnlyList<SignedSlice> Slices, Requirement Designated)
{
    /// <summary>The hash of the program that Macs of today run: ARM before Intel.</summary>
    public byte[] DirectoryHash => Slices.OrderBy(slice => slice.Processor.StartsWith("arm64", StringComparison.Ordinal) ? 0 : 1).First().DirectoryHash;
}
