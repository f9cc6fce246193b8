using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Universal;

/// <summary>
/// Makes one app of macOS for both processors of two for one each, by the rules of @electron/universal 2.0.3, on any system. Signatures of the apps don't
/// survive: the result is to be signed.
/// </summary>
public static class UniversalApp
{
    /// <summary>Joins two apps. Nothing is loaded whole; both cores copy and compare.</summary>
    /// <param name="x64App">The <c>.app</c> for Intel processors.</param>
    /// <param name="arm64App">The <c>.app</c> for Apple's processors.</param>
    /// <param name="output">The new <c>.app</c>: it appears whole or not at all.</param>
    /// <param name="options">Rules.</param>
    /// <param name="progress">Gets the number of bytes that were written since the last report; null for nobody.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the apps can't be joined, with the files and how to mend it.</exception>
    public static UniversalReport Merge(string x64App, string arm64App, string output, UniversalOptions options,
        IProgress<long>? progress, CancellationToken cancellationToken)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        if (!options.Overwrite && (Directory.Exists(target) || File.Exists(target)))
            throw new ReleaseException(Fault.Input, $"{output} is there already. Remove it, or let it be overwritten.");
        var pair = new BundlePair(Path.GetFullPath(x64App), Path.GetFullPath(arm64App), options);
        pair.Check(cancellationToken);
        using var stage = StagingFolder.Beside(target);
        string name = Path.GetFileName(target), bundle = stage.At(name);
        var merge = new BundleMerge(pair, bundle, options, progress, cancellationToken);
        merge.Write();
        UniversalAppCode code = new AppCodeMerge(pair, bundle, options, cancellationToken).Write();
        IReadOnlyDictionary<string, string> archives = AsarIntegrityKeys.Write(pair, bundle, options);
        cancellationToken.ThrowIfCancellationRequested();
        stage.MoveFolder(name, target, options.Overwrite);
        return new UniversalReport(merge.Joined, merge.Kept, code, archives);
    }
}
