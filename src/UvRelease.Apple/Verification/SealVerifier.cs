using UvRelease.Apple.Bundles;
using UvRelease.Formats;
using UvRelease.Formats.Plists;
using UvRelease.Posix;
using UvRelease.Apple.Requirements;
using UvRelease.Releases;

namespace UvRelease.Apple.Verification;

/// <summary>Verifies that a bundle holds what was sealed of it, and nothing else.</summary>
/// <param name="app">The app.</param>
/// <param name="isDamaged">True for the path of a nested bundle that was reported and can't be held against anything.</param>
/// <param name="report">Gets what is wrong.</param>
internal sealed class SealVerifier(AppFolder app, Func<string, bool> isDamaged, Action<CodeFinding> report)
{
    private const int LargestSeal = 64 << 20;

    /// <summary>Bytes of a seal; null where there is none.</summary>
    public byte[]? Read(CodeBundle bundle)
    {
        if (!app.IsFile(bundle.Seal))
        {
            Bad(bundle.Seal, CodeFindingKind.FileMissing, "The seal of the bundle is not there. Sign the app anew.");
            return null;
        }

        byte[]? bytes = RegularFile.ReadBelow(app.Root, bundle.Seal, LargestSeal);
        if (bytes is null)
            Bad(bundle.Seal, CodeFindingKind.Damaged, $"The seal has more than {LargestSeal} bytes. Sign the app anew.");
        return bytes;
    }

    /// <summary>Holds a bundle against its seal.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="bytes">Its seal.</param>
    /// <param name="nested">Programs of nested code, by path in the app.</param>
    /// <param name="cancellation">Stops.</param>
    public void Verify(CodeBundle bundle, byte[] bytes, IReadOnlyDictionary<string, IReadOnlyList<ProgramVerdict>> nested, CancellationToken cancellation)
    {
        ResourceRules rules = ResourceRules.Second(bundle.IsFlat);
        PropertyListValue.Dictionary? values;
        try
        {
            using var input = CheckedReader.Of(bytes, bundle.Seal, PropertyList.Kind);
            values = PropertyList.Read(input) as PropertyListValue.Dictionary;
        }
        catch (ReleaseException e)
        {
            Bad(bundle.Seal, CodeFindingKind.Damaged, e.Message);
            return;
        }

        if (values?["files2"] is not PropertyListValue.Dictionary files || values["rules2"] is not { } ownRules)
        {
            Bad(bundle.Seal, CodeFindingKind.Damaged, "The seal has no files2 with rules2. Sign the app anew.");
            return;
        }

        if (!ownRules.Equals(rules.Value))
            Bad(bundle.Seal, CodeFindingKind.Damaged, "The seal has other rules than Apple's signer, which may leave files out. Sign the app anew.");
        SealedPath[] paths = [.. ResourceSeal.Paths(app, bundle, rules)];
        IReadOnlyDictionary<string, (byte[] Sha1, byte[] Sha256)> hashes =
            ResourceSeal.Hashes(app, [.. paths.Where(path => path.Entry.Type == FileType.File && !path.Rule.Nested).Select(path => path.Entry.Path)],
                cancellation);
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (SealedPath path in paths)
        {
            there.Add(path.Path);
            if (files[path.Path] is not { } sealedAs)
                Bad(path.Entry.Path, CodeFindingKind.FileAdded, "It was not there when the app was signed. Take it out, or sign the app anew.");
            else
                Compare(path, sealedAs, hashes, nested);
        }

        foreach ((string path, PropertyListValue sealedAs) in files.Items.Where(item => !there.Contains(item.Key)))
        {
            if ((sealedAs as PropertyListValue.Dictionary)?["optional"] is not PropertyListValue.Boolean { Value: true })
                Bad(AppFolder.Join(bundle.Base, path), CodeFindingKind.FileMissing, "It was there when the app was signed. Restore it, or sign the app anew.");
        }
    }

    private void Compare(SealedPath path, PropertyListValue sealedAs, IReadOnlyDictionary<string, (byte[] Sha1, byte[] Sha256)> hashes,
        IReadOnlyDictionary<string, IReadOnlyList<ProgramVerdict>> nested)
    {
        var seal = sealedAs as PropertyListValue.Dictionary;
        if (path.Entry.Target is { } target)
        {
            if ((seal?["symlink"] as PropertyListValue.Text)?.Value is var wanted && wanted != target)
                Bad(path.Entry.Path, CodeFindingKind.Link, wanted is null ? "A link is where something else was sealed. Restore it."
                    : $"The link leads to '{target}', and was sealed leading to '{wanted}'. Restore it.");
        }
        else if (path.Rule.Nested)
        {
            if (!isDamaged(path.Entry.Path))
                Nested(path, seal, nested);
        }
        else
        {
            (byte[] sha1, byte[] sha256) = hashes[path.Entry.Path];
            bool isSame = seal?["hash2"] is PropertyListValue.Data second ? second.Value.Span.SequenceEqual(sha256)
                : (seal?["hash"] ?? sealedAs) is PropertyListValue.Data first && first.Value.Span.SequenceEqual(sha1);
            if (!isSame || (seal?["hash"] is PropertyListValue.Data old && !old.Value.Span.SequenceEqual(sha1)))
                Bad(path.Entry.Path, CodeFindingKind.FileChanged, "It has other bytes than were sealed. Restore it, or sign the app anew.");
        }
    }

    private void Nested(SealedPath path, PropertyListValue.Dictionary? seal, IReadOnlyDictionary<string, IReadOnlyList<ProgramVerdict>> nested)
    {
        if (!nested.TryGetValue(path.Entry.Path, out IReadOnlyList<ProgramVerdict>? programs) || programs.Count == 0)
        {
            Bad(path.Entry.Path, CodeFindingKind.NestedCode, "It is where code belongs, and has no signature that can be read. Sign the app anew.");
            return;
        }

        if (seal?["cdhash"] is not PropertyListValue.Data hash || seal["requirement"] is not PropertyListValue.Text text)
        {
            Bad(path.Entry.Path, CodeFindingKind.NestedCode, "It is code, and was sealed as something else. Sign the app anew.");
            return;
        }

        if (!programs.Any(program => program.Program.DirectoryHash == Convert.ToHexStringLower(hash.Value.Span)))
            Bad(path.Entry.Path, CodeFindingKind.NestedCode, "It is other code than was sealed. Restore it, or sign the app anew.");
        try
        {
            Requirement requirement = RequirementText.Read(text.Value);
            foreach (ProgramVerdict program in programs)
                ProgramVerifier.CheckRequirement(program.Subject, requirement, "what was sealed for it", (kind, reason) => Bad(path.Entry.Path, kind, reason));
        }
        catch (ReleaseException e)
        {
            Bad(path.Entry.Path, CodeFindingKind.NestedCode, e.Message);
        }
    }

    private void Bad(string path, CodeFindingKind kind, string reason) => report(new CodeFinding(path, kind, reason));
}
