using System.Collections.Concurrent;
using UvRelease.Electron.Blockmaps;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>A file that goes to a release beside the packages.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="File">Its path.</param>
internal sealed record DebugFile(ArtifactKind Kind, string File);

/// <summary>What a leg made, as a fragment reports it.</summary>
/// <param name="request">What is built.</param>
/// <param name="arch">Processor of the leg.</param>
/// <param name="adminRights">True where the installer of Windows needs an administrator.</param>
internal sealed class ArtifactList(BuildRequest request, ReleaseArch arch, bool adminRights)
{
    /// <summary>Hashes what is not hashed yet, two files at a time.</summary>
    /// <returns>The artifacts, in the order of their paths.</returns>
    public IReadOnlyList<Artifact> Of(IReadOnlyList<MadePackage> packages, IReadOnlyList<DebugFile> debugFiles, CancellationToken cancellationToken)
    {
        var artifacts = new ConcurrentBag<Artifact>();
        var files = debugFiles.Select(debug => (debug.Kind, debug.File)).ToList();
        foreach ((BuildTarget target, string file, MappedFile? mapped) in packages)
        {
            if (mapped is null)
            {
                files.Add((target.Kind, file));
                continue;
            }

            string beside = file + ".blockmap";
            bool embedded = target.Blockmap == BlockmapForm.Embedded;
            var blockmap = embedded ? ArtifactBlockmap.Embedded(mapped.BlockmapSize) : ArtifactBlockmap.External(Relative(beside), mapped.BlockmapSize);
            artifacts.Add(new Artifact(target.Kind, Relative(file), request.Platform, arch, mapped.Size, mapped.Sha256, mapped.Sha512, blockmap)
            {
                AdminRights = adminRights && target.Name == "nsis",
            });
            if (!embedded)
                files.Add((ArtifactKind.Blockmap, beside));
        }

        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, made =>
        {
            var hash = ArtifactHash.Of(made.File, cancellationToken);
            artifacts.Add(new Artifact(made.Kind, Relative(made.File), request.Platform, arch, hash.Size, hash.Sha256, hash.Sha512, Blockmap: null));
        });
        return [.. artifacts.OrderBy(artifact => artifact.Path, StringComparer.Ordinal)];
    }

    private string Relative(string file)
    {
        string path = Path.GetRelativePath(request.ReleaseFolder, file).Replace('\\', '/');
        return ArtifactPath.Problem(path) is { } problem
            ? throw new ReleaseException(Fault.Input, $"The file '{path}' can't be an artifact: its path {problem}")
            : path;
    }
}
