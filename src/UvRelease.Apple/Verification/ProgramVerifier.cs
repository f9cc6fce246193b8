using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Requirements;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Formats.Plists;
using UvRelease.Keys;
using UvRelease.Releases;

namespace UvRelease.Apple.Verification;

/// <summary>What belongs to a program and is beside it.</summary>
/// <param name="InfoPlist">Bytes of its bundle's Info.plist; null where it has no bundle.</param>
/// <param name="Resources">Bytes of its bundle's CodeResources; null where it has none.</param>
internal sealed record ProgramSurroundings(ReadOnlyMemory<byte>? InfoPlist, ReadOnlyMemory<byte>? Resources)
{
    /// <summary>Of a bare program: nothing.</summary>
    public static ProgramSurroundings None { get; } = new(default(ReadOnlyMemory<byte>?), default(ReadOnlyMemory<byte>?));

    /// <summary>Of the program of a bundle.</summary>
    public static ProgramSurroundings Of(byte[]? infoPlist, byte[]? resources) => new(Known(infoPlist), Known(resources));

    // An array that is null would become empty memory.
    private static ReadOnlyMemory<byte>? Known(byte[]? bytes) => bytes is null ? default(ReadOnlyMemory<byte>?) : bytes;
}

/// <summary>A program that was looked at, and what requirements can ask about it.</summary>
internal sealed record ProgramVerdict(VerifiedProgram Program, RequirementSubject Subject);

/// <summary>Verifies the signature of each slice of a Mach-O file.</summary>
internal sealed class ProgramVerifier(CodeVerification verification, Action<CodeFinding> report)
{
    private const int SmallestPage = 0x1000;
    private readonly CertificateChains chains = new(AppleCertificates.Extensions);
    private static readonly CodeSlot[] InFile =
    [
        CodeSlot.Requirements, CodeSlot.Entitlements, CodeSlot.EntitlementsDer, CodeSlot.LaunchConstraintSelf, CodeSlot.LaunchConstraintParent,
        CodeSlot.LaunchConstraintResponsible, CodeSlot.LibraryConstraint,
    ];

    /// <summary>Verifies a file; what is wrong is reported under its name.</summary>
    public IReadOnlyList<ProgramVerdict> Verify(CheckedReader input, ProgramSurroundings surroundings, CancellationToken cancellation)
    {
        var verdicts = new List<ProgramVerdict>();
        try
        {
            foreach (MachSlice slice in MachFile.Read(input).Slices)
            {
                if (Slice(input.Name, MachCode.Read(slice), surroundings, cancellation) is { } verdict)
                    verdicts.Add(verdict);
            }
        }
        catch (ReleaseException e)
        {
            report(new CodeFinding(input.Name, CodeFindingKind.Damaged, e.Message));
        }

        return verdicts;
    }

    private ProgramVerdict? Slice(string name, MachCode code, ProgramSurroundings surroundings, CancellationToken cancellation)
    {
        string processor = code.Slice.Processor;
        if (EmbeddedSignature.Read(code) is not { } signature)
        {
            Bad(CodeFindingKind.NotSigned, "Its program has no signature. Sign it.");
            return null;
        }

        ReadOnlyMemory<byte>? infoPlist = surroundings.InfoPlist ?? (code.InfoPlist is { } place
            ? code.Slice.Input.Bytes(code.Slice.Offset + place.Offset, (int)place.Size, "the Info.plist") : default(ReadOnlyMemory<byte>?));
        CheckPages(code, signature, Bad, cancellation);
        foreach ((_, CodeDirectory directory) in signature.Directories)
            CheckSlots(signature, directory, infoPlist, surroundings.Resources, Bad);
        CodeDirectory best = signature.Best;
        if (signature.Directories.Any(one => one.Value.Identifier != best.Identifier || one.Value.Team != best.Team || one.Value.Flags != best.Flags))
            Bad(CodeFindingKind.Damaged, "Its code directories name different identifiers, teams or flags. Sign it anew.");
        Entitlements? entitlements = ReadEntitlements(name, signature, Bad);
        CodeSignature signed = Signed(signature, best, Bad);
        var subject = new RequirementSubject(best,
            [.. signature.Directories.Select(one => CodeHash.Of(one.Value.Hash, one.Key.Span)[..CodeHash.DirectoryHashSize])],
            signed.Chain, Dictionary(infoPlist, name), entitlements?.Values, verification.Apple);
        if (signature.Requirements().Designated is { } designated)
            CheckRequirement(subject, designated, "its own designated requirement", Bad);
        return new ProgramVerdict(new VerifiedProgram(name, processor, best.Identifier, best.Team, best.Flags,
            Convert.ToHexStringLower(signature.DirectoryHash),
            signed.Leaf is null ? null : DeveloperCertificate.NameOf(signed.Leaf) ?? signed.Leaf.Subject, signed.SignedAt), subject);

        void Bad(CodeFindingKind kind, string reason) => report(new CodeFinding(name, kind, $"{processor}: {reason}"));
    }

    /// <summary>Says that code does not fulfil a requirement.</summary>
    internal static void CheckRequirement(RequirementSubject subject, Requirement requirement, string whose, Action<CodeFindingKind, string> bad)
    {
        bool? holds = new RequirementEvaluator(subject).Holds(requirement);
        if (holds != true)
            bad(CodeFindingKind.Requirement, $"It does not fulfil {whose}, {(holds is null ? "or only a Mac can say whether it does" : "as it is now")}: "
                + $"{requirement}");
    }

    private static void CheckPages(MachCode code, EmbeddedSignature signature, Action<CodeFindingKind, string> bad, CancellationToken cancellation)
    {
        foreach ((_, CodeDirectory directory) in signature.Directories)
        {
            if (directory.CodeLimit != code.CodeLimit || directory.PageSize < SmallestPage)
            {
                bad(CodeFindingKind.CodeChanged, $"Its signature covers {directory.CodeLimit} bytes in pages of {directory.PageSize}, and {code.CodeLimit} "
                    + "are in front of it. Sign it anew.");
                continue;
            }

            CheckedReader part = code.Slice.Input.Part(code.Slice.Offset, directory.CodeLimit, "the program");
            ReadOnlyMemory<byte> pages = PageHashes.Of(part, default, directory.CodeLimit, directory.PageSize, [directory.Hash], null, cancellation)[0];
            int same = pages.Span.CommonPrefixLength(directory.PageHashes.Span);
            if (same == pages.Length)
                continue;
            long page = same / CodeHash.Size(directory.Hash), start = page * directory.PageSize;
            bad(CodeFindingKind.CodeChanged, $"Page {page}, at offset {code.Slice.Offset + start}, has other bytes than were signed. Take the program that "
                + "was signed, or sign it anew.");
        }
    }

    private static void CheckSlots(EmbeddedSignature signature, CodeDirectory directory, ReadOnlyMemory<byte>? infoPlist, ReadOnlyMemory<byte>? resources,
        Action<CodeFindingKind, string> bad)
    {
        foreach (CodeSlot slot in InFile)
            Check(slot, signature.Blob(slot)?.Bytes, "in its signature");
        Check(CodeSlot.InfoPlist, infoPlist, "of its bundle");
        Check(CodeSlot.Resources, resources, "of its bundle");
        foreach (CodeSlot slot in (CodeSlot[])[CodeSlot.Application, CodeSlot.Representation])
            Check(slot, default(ReadOnlyMemory<byte>?), "of a program");

        void Check(CodeSlot slot, ReadOnlyMemory<byte>? content, string where)
        {
            ReadOnlyMemory<byte>? hash = directory.SlotHash(slot);
            if (hash is null && content is null)
                return;
            string problem = hash is null ? "is not sealed" : content is null ? "was signed and is not there" : "is another than was signed";
            if (hash is null || content is null || !CodeHash.Of(directory.Hash, content.Value.Span).AsSpan().SequenceEqual(hash.Value.Span))
                bad(CodeFindingKind.SlotChanged, $"The {Word(slot)} {where} {problem}. Restore it, or sign the code anew.");
        }
    }

    private static string Word(CodeSlot slot) => slot switch
    {
        CodeSlot.InfoPlist => "Info.plist",
        CodeSlot.Resources => "CodeResources",
        CodeSlot.Requirements => "set of requirements",
        CodeSlot.Entitlements => "list of entitlements",
        CodeSlot.EntitlementsDer => "list of entitlements in DER",
        CodeSlot.Application or CodeSlot.Representation => $"slot {(int)slot}",
        _ => $"constraint in slot {(int)slot}",
    };

    private static Entitlements? ReadEntitlements(string name, EmbeddedSignature signature, Action<CodeFindingKind, string> bad)
    {
        if (signature.Blob(CodeSlot.Entitlements) is not { } xml)
            return null;
        try
        {
            var entitlements = Entitlements.Read(xml.Content, name);
            if (signature.Blob(CodeSlot.EntitlementsDer) is { } der && !der.Content.Span.SequenceEqual(entitlements.Der()))
                bad(CodeFindingKind.SlotChanged, "Its entitlements in DER say something else than those in XML. Sign it anew.");
            return entitlements;
        }
        catch (ReleaseException e)
        {
            bad(CodeFindingKind.Damaged, e.Message);
            return null;
        }
    }

    /// <summary>Who signed what is sealed; what is wrong with that is reported.</summary>
    internal CodeSignature Signed(EmbeddedSignature signature, CodeDirectory directory, Action<CodeFindingKind, string> bad)
    {
        bool isAdhoc = directory.Flags.HasFlag(CodeFlags.Adhoc);
        if (isAdhoc != signature.Cms.IsEmpty)
            bad(CodeFindingKind.Signature, isAdhoc ? "It says that nobody signed it, and has a CMS. Sign it anew."
                : "It has no CMS, so nobody signed it. Sign it anew.");
        else if (isAdhoc && !verification.AllowsAdhoc)
            bad(CodeFindingKind.Signature, "Nobody signed it: other Macs will not run it. Sign it with a Developer ID.");
        if (isAdhoc && directory.Team is not null)
            bad(CodeFindingKind.Team, "Nobody signed it, and it names a team. Sign it anew.");
        if (signature.Cms.IsEmpty)
            return new CodeSignature(null, [], null);
        CodeSignature signed = new CmsVerifier(verification, chains, bad).Verify(signature);
        CheckTeam(directory, signed, bad);
        return signed;
    }

    private void CheckTeam(CodeDirectory directory, CodeSignature signed, Action<CodeFindingKind, string> bad)
    {
        bool isApples = signed.Chain.Count > 0 && verification.Apple.IsRoot(signed.Chain[^1]);
        string? team = isApples ? DeveloperCertificate.TeamOf(signed.Chain[0]) : null;
        if (signed.Chain.Count > 0 && directory.Team != team && directory.Team is not null)
            bad(CodeFindingKind.Team, $"It names the team {directory.Team}, and its certificate {team ?? "none of Apple's"}. Sign it anew.");
        if (verification.Team is { } wanted && directory.Team != wanted)
            bad(CodeFindingKind.Team, $"It is of the team {directory.Team ?? "of nobody"}, and {wanted} is wanted. Sign it with the certificate of that team.");
        if (isApples && DeveloperCertificate.UseOf(signed.Chain[0]) is CertificateUse.DeveloperIdInstaller or CertificateUse.AppStoreInstaller)
            bad(CodeFindingKind.Chain, "It is signed with a certificate for packages. Sign it with one for «Developer ID Application».");
    }

    private static PropertyListValue.Dictionary? Dictionary(ReadOnlyMemory<byte>? infoPlist, string name)
    {
        if (infoPlist is not { } bytes)
            return null;
        using var input = CheckedReader.Of(bytes, $"{name}: Info.plist", PropertyList.Kind);
        return PropertyList.Read(input) as PropertyListValue.Dictionary;
    }
}
