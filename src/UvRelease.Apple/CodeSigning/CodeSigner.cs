using Microsoft.Win32.SafeHandles;
using UvRelease.Apple.Requirements;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.CodeSigning;

/// <summary>Signs programs and libraries: each slice of a Mach-O file, a signature that is there replaced.</summary>
public static class CodeSigner
{
    private const uint FirstWithSha256 = 0x000a0b04; // 10.11.4

    /// <summary>Signs a file. The result appears whole or not at all, also in the place of the file itself.</summary>
    /// <param name="source">A Mach-O file, thin or fat.</param>
    /// <param name="target">Where the signed one goes, with the mode of the source.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="ReleaseException">The file can't be signed, or the key can't be used.</exception>
    public static async Task<SignedProgram> SignFileAsync(string source, string target, CodeSigningOptions options, CancellationToken cancellation)
    {
        using StagingFolder staging = StagingFolder.Beside(target);
        string name = Path.GetFileName(source);
        SignedProgram signed = await SignNewAsync(source, name, staging.At("signed"), options, cancellation);
        staging.MoveFile("signed", target);
        return signed;
    }

    /// <summary>Signs a file into one that is not there yet, which is not flushed: for what is moved into its place with others.</summary>
    /// <param name="source">A Mach-O file, thin or fat.</param>
    /// <param name="name">What errors call it; the identifier comes from its last part.</param>
    /// <param name="target">The new file.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops.</param>
    /// <inheritdoc cref="SignFileAsync"/>
    public static async Task<SignedProgram> SignNewAsync(string source, string name, string target, CodeSigningOptions options, CancellationToken cancellation)
    {
        using var input = CheckedReader.Open(source, name, MachFile.Kind);
        if (input.Length == 0)
            throw new ReleaseException(Fault.Input, $"{name} is empty, and no program. Build it anew.") { File = name };
        if (!MachFile.IsMachO(input))
            throw input.Bad(0, "the magic number", "is none of Mach-O");
        var file = MachFile.Read(input);
        MachCode[] codes = [.. file.Slices.Select(MachCode.Read)];
        MachCode native = codes.FirstOrDefault(code => code.Slice.Processor.StartsWith("arm64", StringComparison.Ordinal)) ?? codes[0];
        string identifier = options.Identifier ?? options.Name ?? CodeIdentifier.Of(native, name);
        if (options.Identifier is null && options.Identity.IsAdhoc)
            identifier = CodeIdentifier.Unique(identifier, native);
        if (identifier.Length == 0 || identifier.Contains('\0', StringComparison.Ordinal))
            throw new ReleaseException(Fault.Input, $"{name} would be called '{identifier}' in its signature. Give it a name.");
        RequirementSet requirements = options.Requirements
            ?? (options.Identity.Designated(identifier) is { } designated ? RequirementSet.Of(designated) : RequirementSet.Empty);
        bool isOld = codes.Any(IsOld);
        CodeSeal[] seals = [.. codes.Select(code => Seal(code, identifier, requirements, isOld, options))];
        long[] sizes = [.. seals.Select(seal => seal.ReservedSize(options.Identity, options.CmsSpace))];
        var layout = FatLayout.Of(file, [.. seals.Select((seal, i) => seal.CodeLimit + sizes[i])], name);
        byte[][] heads = [.. codes.Select((code, i) => MachHead.WithSignature(code, sizes[i]))];
        var slices = new SignedSlice[codes.Length];
        using (SafeFileHandle output = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(output, layout.Length);
            RandomAccess.Write(output, layout.Header, 0);
            for (int i = 0; i < codes.Length; i++)
            {
                long place = layout.Places[i];
                CheckedReader part = input.Part(codes[i].Slice.Offset, Math.Min(codes[i].Slice.Size, seals[i].CodeLimit), "the program");
                ReadOnlyMemory<byte>[] pages = PageHashes.Of(part, heads[i], seals[i].CodeLimit, seals[i].PageSize, seals[i].Hashes,
                    (bytes, at) => RandomAccess.Write(output, bytes.Span, place + at), cancellation);
                SignedCode signed = await seals[i].SignAsync(options.Identity, pages, cancellation);
                if (signed.Blob.Length > sizes[i])
                    throw new ReleaseException(Fault.Input, $"The signature of {name} has {signed.Blob.Length} bytes, and {sizes[i]} were kept for it. "
                        + "Leave certificates out of the key's chain that are not needed.");
                RandomAccess.Write(output, signed.Blob, place + seals[i].CodeLimit);
                slices[i] = new SignedSlice(codes[i].Slice.Processor, signed.DirectoryHash);
            }
        }

        FileStatus.SetMode(target, FileStatus.Of(source).Mode);
        var result = new SignedProgram(identifier, slices, new Requirement.Constant(false));
        return result with { Designated = requirements.Designated ?? ByHash(result) };
    }

    /// <summary>True for a program that runs on systems without SHA-256, whose seals have SHA-1 too.</summary>
    /// <exception cref="ReleaseException">The file can't be signed.</exception>
    public static bool WantsSha1(string path, string name)
    {
        using var input = CheckedReader.Open(path, name, MachFile.Kind);
        return MachFile.Read(input).Slices.Select(MachCode.Read).Any(IsOld);
    }

    private static bool IsOld(MachCode code) => code.MinimumSystem < FirstWithSha256;

    private static CodeSeal Seal(MachCode code, string identifier, RequirementSet requirements, bool isOld, CodeSigningOptions options)
    {
        var blobs = new List<CodeBlob> { new(CodeSlot.Requirements, requirements.Write()) };
        ulong execFlags = 0;
        if (code.IsProgram)
        {
            const ulong mainBinary = 1;
            execFlags = mainBinary | (options.Entitlements?.ExecFlags ?? 0);
            if (options.Entitlements is { } entitlements)
            {
                blobs.Add(CodeBlob.Of(CodeSlot.Entitlements, SuperBlob.EntitlementsMagic, entitlements.Xml.Span));
                blobs.Add(CodeBlob.Of(CodeSlot.EntitlementsDer, SuperBlob.EntitlementsDerMagic, entitlements.Der()));
            }
        }

        blobs.AddRange(options.Constraints);
        var hashed = new Dictionary<CodeSlot, ReadOnlyMemory<byte>>(options.Sealed);
        if (code.InfoPlist is { } place && !hashed.ContainsKey(CodeSlot.InfoPlist))
            hashed[CodeSlot.InfoPlist] = code.Slice.Input.Bytes(code.Slice.Offset + place.Offset, (int)place.Size, "the Info.plist");
        return new CodeSeal
        {
            Identifier = identifier,
            Flags = options.Flags,
            CodeLimit = code.CodeLimit,
            PageSize = options.PageSize ?? UsualPageSize(code.Slice.Processor),
            ExecLimit = code.Text is { } text ? (ulong)text.End : 0,
            ExecFlags = execFlags,
            Runtime = options.Flags.HasFlag(CodeFlags.Runtime) ? options.Runtime ?? (code.Sdk != 0 ? code.Sdk : code.MinimumSystem) : 0,
            Hashes = isOld ? [CodeHashKind.Sha1, CodeHashKind.Sha256] : [CodeHashKind.Sha256],
            Hashed = hashed,
            Blobs = blobs,
        };
    }

    // Pages of the processor's memory, as Apple's signer of today takes them.
    private static int UsualPageSize(string processor) => processor.StartsWith("arm64", StringComparison.Ordinal) ? 0x4000 : 0x1000;

    // What nobody signed is known by its hashes: that of the native program first.
    private static Requirement ByHash(SignedProgram program) => program.Slices.Select(slice => slice.DirectoryHash)
        .OrderBy(hash => ReferenceEquals(hash, program.DirectoryHash) ? 0 : 1)
        .Select(Requirement (hash) => new Requirement.CodeDirectoryHash(Convert.ToHexStringLower(hash)))
        .Aggregate((left, right) => left | right);
}
