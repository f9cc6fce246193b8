using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Formats.Pe;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Windows.Authenticode;
using UvRelease.Windows.Verification;

namespace UvRelease.SignWindows;

/// <summary>What becomes of a program.</summary>
/// <param name="Path">Its path from the folder, with forward slashes.</param>
/// <param name="Signer">Who signed it before, soundly; null for nobody.</param>
/// <param name="Note">What is told of it; null for nothing.</param>
internal sealed record FoundProgram(string Path, string? Signer, string? Note)
{
    /// <summary>What is done, as a line.</summary>
    public string Line => Signer is null ? $"sign {Path}{(Note is null ? "" : $" ({Note})")}" : $"keep {Path}, signed by {Signer}";
}

/// <summary>The programs and libraries of a folder, found by what they are and not by their names.</summary>
/// <param name="folder">The folder.</param>
/// <param name="clock">Says what time it is.</param>
/// <param name="signed">Gets each program's path and the digest that was signed.</param>
internal sealed class ProgramFolder(string folder, TimeProvider clock, Action<string, byte[]> signed)
{
    // Enough that a key in a cloud is asked without pause, and few enough that it is not asked too much.
    private const int AtOnce = 8;

    /// <summary>Looks at every file.</summary>
    /// <exception cref="ReleaseException">A file can't be read.</exception>
    public static IReadOnlyList<string> Programs(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.LinkTarget is null && IsProgram(file.FullName))
            .Select(file => System.IO.Path.GetRelativePath(folder, file.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>What is to be done. Sound signatures of others are kept: Microsoft's libraries have them.</summary>
    /// <param name="own">Subject of who signs: what it signed before is signed anew.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<FoundProgram> Plan(string own, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> programs = Programs(folder);
        var verifier = new AuthenticodeVerifier(new SignatureTrust { Clock = clock, AllowsOld = true, NeedsTimestamp = false });
        var plan = new FoundProgram[programs.Count];
        Cores.For(programs.Count, i =>
        {
            ProgramReport report = verifier.Verify(System.IO.Path.Combine(folder, programs[i]), programs[i], cancellationToken);
            string? signer = report.Signer?.Leaf.Subject;
            plan[i] = !report.IsSigned ? new FoundProgram(programs[i], null, null)
                : signer == own ? new FoundProgram(programs[i], null, "its own signature is made anew")
                : report.IsValid ? new FoundProgram(programs[i], signer, null)
                : new FoundProgram(programs[i], null,
                    $"in place of a signature that is not sound: {report.Findings.First(finding => !finding.IsWarning).Reason}");
        }, cancellationToken);
        return plan;
    }

    /// <summary>Signs what is to be signed, several at once.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="who">Who signs.</param>
    /// <param name="told">What signatures tell.</param>
    /// <param name="atomic">True replaces each file whole; false changes it where it is, for folders that are moved into their place.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task SignAsync(IReadOnlyList<FoundProgram> plan, AuthenticodeIdentity who, SignedDescription told, bool atomic,
        CancellationToken cancellationToken)
    {
        var digests = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plan.Where(one => one.Signer is null), parallel, async (one, token) =>
        {
            string file = System.IO.Path.Combine(folder, one.Path);
            SignedDescription description = told with { Description = told.Description ?? System.IO.Path.GetFileNameWithoutExtension(one.Path) };
            digests[one.Path] = atomic ? await AuthenticodeSigner.SignAsync(file, file, who, description, token)
                : await AuthenticodeSigner.SignInPlaceAsync(file, one.Path, who, description, token);
        });
        foreach ((string path, byte[] digest) in digests.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            signed(path, digest);
    }

    private static bool IsProgram(string path)
    {
        using SafeFileHandle handle = RegularFile.Open(path);
        using var file = CheckedReader.Of(handle, path, PeFile.Kind);
        return PeFile.Is(file);
    }
}
