using Microsoft.Win32.SafeHandles;
using UvRelease.Apple.Bundles;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Verification;

/// <summary>Says whether an app, or a bare program, is as it was signed: each file that is not, and why.</summary>
public static class AppVerifier
{
    private const int LargestInfoPlist = 4 << 20;

    /// <summary>Verifies an app's folder, or one Mach-O file.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="verification">What it is held against.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public static CodeReport Verify(string path, CodeVerification verification, CancellationToken cancellation)
    {
        var findings = new List<CodeFinding>();
        IReadOnlyList<ProgramVerdict> programs = Directory.Exists(path)
            ? App(AppFolder.Read(path), verification, findings, cancellation)
            : Bare(path, verification, findings, cancellation);
        return new CodeReport([.. findings.Distinct().OrderBy(finding => finding.Path, StringComparer.Ordinal)],
            [.. programs.Select(program => program.Program).OrderBy(program => program.Path, StringComparer.Ordinal)]);
    }

    private static IReadOnlyList<ProgramVerdict> Bare(string path, CodeVerification verification, List<CodeFinding> findings, CancellationToken cancellation)
    {
        using var input = CheckedReader.Open(path, Path.GetFileName(path), MachFile.Kind);
        IReadOnlyList<ProgramVerdict> programs = new ProgramVerifier(verification, findings.Add).Verify(input, ProgramSurroundings.None, cancellation);
        CheckWanted(programs, verification, findings);
        return programs;
    }

    private static List<ProgramVerdict> App(AppFolder app, CodeVerification verification, List<CodeFinding> findings, CancellationToken cancellation)
    {
        findings.AddRange(app.Problems);
        var all = new List<ProgramVerdict>();
        var damaged = new Dictionary<string, CodeFinding>(StringComparer.Ordinal);
        IReadOnlyList<CodeBundle> bundles;
        try
        {
            bundles = CodeBundle.All(app, damaged);
        }
        catch (ReleaseException e)
        {
            findings.Add(new CodeFinding(e.File ?? ".", CodeFindingKind.Structure, e.Message));
            return all;
        }

        findings.AddRange(damaged.Values);
        var verifier = new ProgramVerifier(verification, findings.Add);
        var seals = new SealVerifier(app, damaged.ContainsKey, findings.Add);
        var byPath = new Dictionary<string, IReadOnlyList<ProgramVerdict>>(StringComparer.Ordinal);
        var sealedBy = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (CodeBundle bundle in bundles)
        {
            findings.AddRange(BundleRoot.Loose(app, bundle));
            byte[]? seal = seals.Read(bundle);
            if (seal is not null)
                sealedBy[bundle.Path] = seal;
            Look(bundle.Executable, bundle.Path, ProgramSurroundings.Of(RegularFile.ReadBelow(app.Root, bundle.InfoPlist, LargestInfoPlist), seal));
        }

        HashSet<string> executables = [.. bundles.Select(bundle => bundle.Executable)];
        foreach (AppEntry entry in app.Entries.Where(entry => entry.Type == FileType.File && !executables.Contains(entry.Path)))
        {
            if (!IsOfDamaged(entry.Path) && AppSigner.IsLoaded(app, entry.Path, findings.Add))
                Look(entry.Path, entry.Path, ProgramSurroundings.None);
        }

        foreach (CodeBundle bundle in bundles.Where(bundle => sealedBy.ContainsKey(bundle.Path)))
            seals.Verify(bundle, sealedBy[bundle.Path], byPath, cancellation);
        if (byPath.GetValueOrDefault("") is { } own)
        {
            CheckWanted(own, verification, findings);
            CheckTeams(own, all, findings);
        }

        return all;

        // Which file is the program of a bundle that can't be read, and what belongs to it, nobody knows.
        bool IsOfDamaged(string path) => damaged.Count > 0 && damaged.ContainsKey(damaged.Keys.Concat(bundles.Select(bundle => bundle.Path))
            .Where(folder => folder.Length == 0 || path.StartsWith(folder + "/", StringComparison.Ordinal)).MaxBy(folder => folder.Length)!);

        void Look(string file, string path, ProgramSurroundings surroundings)
        {
            using SafeFileHandle handle = RegularFile.OpenBelow(app.Root, file);
            using var input = CheckedReader.Of(handle, file, MachFile.Kind);
            IReadOnlyList<ProgramVerdict> programs = verifier.Verify(input, surroundings, cancellation);
            byPath[path] = programs;
            all.AddRange(programs);
        }
    }

    private static void CheckWanted(IReadOnlyList<ProgramVerdict> programs, CodeVerification verification, List<CodeFinding> findings)
    {
        foreach (ProgramVerdict program in verification.Requirement is null ? [] : programs)
        {
            ProgramVerifier.CheckRequirement(program.Subject, verification.Requirement!, "the requirement that was asked for",
                (kind, reason) => findings.Add(new CodeFinding(program.Program.Path, kind, reason)));
        }
    }

    // The hardened runtime loads libraries of the same team alone.
    private static void CheckTeams(IReadOnlyList<ProgramVerdict> own, List<ProgramVerdict> all, List<CodeFinding> findings)
    {
        string? team = own.Count > 0 ? own[0].Program.Team : null;
        findings.AddRange(all.Where(program => program.Program.Team != team).Select(program => new CodeFinding(program.Program.Path, CodeFindingKind.Team,
            $"{program.Program.Processor}: It is of the team {program.Program.Team ?? "of nobody"}, and the app of {team ?? "nobody"}. Sign the app anew, "
                + "with all in it.")));
    }
}
