using UvRelease.Apple.Bundles;
using UvRelease.Releases;

namespace UvRelease.SignMacos;

/// <summary>One thing that is done, and how a dry run says it.</summary>
/// <param name="Lines">What it does, in that order.</param>
/// <param name="DoAsync">Does it, and says each line when it is at it.</param>
internal sealed record SigningAct(IReadOnlyList<string> Lines, Func<Action<string>, CancellationToken, Task> DoAsync)
{
    /// <summary>An act of one line.</summary>
    public static SigningAct Of(string line, Func<CancellationToken, Task> doAsync) => new([line], (say, token) =>
    {
        say(line);
        return doAsync(token);
    });
}

/// <summary>What becomes of an app: signed, verified, packed, the packages signed. The app that is given is only read.</summary>
internal sealed class AppSigning
{
    /// <summary>The app.</summary>
    public required string App { get; init; }

    /// <summary>Where the signed app comes.</summary>
    public required string Signed { get; init; }

    /// <summary>Folder of the files that are made.</summary>
    public required string Target { get; init; }

    /// <summary>Files that are made, relative to it: tar, zip, dmg, pkg.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>How it is signed.</summary>
    public required AppSigningOptions Options { get; init; }

    /// <summary>Makes the files.</summary>
    public required AppPackages Packages { get; init; }

    /// <summary>Judges the signed app.</summary>
    public required MacVerifier Verifier { get; init; }

    /// <summary>Has it notarized; null where nobody does.</summary>
    public Notary? Notary { get; init; }

    /// <summary>What is done, in this order: what is in something comes before it.</summary>
    /// <exception cref="ReleaseException">The app can't be signed; each reason on a line.</exception>
    public IEnumerable<SigningAct> Acts()
    {
        string name = Path.GetFileName(App);
        string[] paths = [.. AppSigner.Plan(App).Select(path => Shown(name, path))];
        yield return new SigningAct([.. paths.Select(Line)], async (say, token) =>
            await AppSigner.SignAsync(App, Signed, Options, new Listener(program => say(Line(Shown(name, program.Path)))), token));
        yield return SigningAct.Of($"verify {name}", token => Task.Run(() => Check(Verifier.App(Signed, name, token)), token));
        foreach (SigningAct act in Notarized(name, Signed))
            yield return act;
        foreach (string file in Files)
        {
            string path = Path.Combine(Target, file);
            bool isSigned = Path.GetExtension(file) is ".dmg" or ".pkg" && !Options.Identity.IsAdhoc;
            yield return SigningAct.Of($"{(isSigned ? "pack and sign" : "pack")} {file}", token => PackAsync(path, token));
            foreach (SigningAct act in isSigned ? Notarized(file, path) : [])
                yield return act;
        }
    }

    // What users get out of an archive must have its ticket before it is packed; the archive of updates itself can't have one.
    private IEnumerable<SigningAct> Notarized(string name, string path) => Notary is not { } notary ? [] :
    [
        SigningAct.Of($"notarize {name}", token => notary.SubmitAsync(path, token)),
        SigningAct.Of($"staple {name}", token => notary.StapleAsync(path, token)),
    ];

    /// <summary>Fails where something is wrong.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: each finding on a line.</exception>
    public static void Check(IReadOnlyList<CodeFinding> findings)
    {
        if (findings.Count > 0)
            throw new ReleaseException(Fault.Refused, findings.Select(finding => $"{finding}"));
    }

    private Task PackAsync(string file, CancellationToken cancellationToken) => Path.GetExtension(file) switch
    {
        ".dmg" => Packages.DiskImageAsync(Signed, file, cancellationToken),
        ".pkg" => Packages.PackageAsync(Signed, file, cancellationToken),
        _ => Packages.ArchiveAsync(Signed, file, cancellationToken),
    };

    private static string Line(string path) => $"sign {path}";

    private static string Shown(string app, string path) => path.Length == 0 ? app : $"{app}/{path}";

    // Not the framework's, which reports later and from another thread.
    private sealed class Listener(Action<SignedPath> heard) : IProgress<SignedPath>
    {
        public void Report(SignedPath value) => heard(value);
    }
}
