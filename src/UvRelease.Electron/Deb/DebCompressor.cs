using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Deb;

/// <summary>Compresses the members of one package.</summary>
/// <param name="package">Path of the package; a member is kept beside it while a program compresses it.</param>
/// <param name="options">How.</param>
/// <param name="cancellationToken">Ends the program too.</param>
internal sealed class DebCompressor(string package, DebOptions options, CancellationToken cancellationToken)
{
    /// <summary>What the names of the members end with.</summary>
    public static string Extension(DebCompression compression) => compression switch
    {
        DebCompression.Gzip => ".gz",
        DebCompression.Xz => ".xz",
        DebCompression.Zstd => ".zst",
        _ => "",
    };

    /// <summary>Writes what <paramref name="write"/> writes to the output, compressed.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the program is missing or failed.</exception>
    public void Compress(Stream output, Action<Stream> write)
    {
        switch (options.Compression)
        {
            case DebCompression.None:
                write(output);
                break;
            case DebCompression.Gzip:
                using (var gzip = new GzipBlockStream(output, new ArchiveOptions { Time = DateTimeOffset.UnixEpoch }, cancellationToken))
                {
                    write(gzip);
                    gzip.Finish();
                }

                break;
            default:
                ByProgram(output, write);
                break;
        }
    }

    // Both programs give the same bytes for every number of threads above one, and others for one: so it is two, wherever they run.
    private void ByProgram(Stream output, Action<Stream> write)
    {
        using var stage = StagingFolder.Beside(package);
        string tar = stage.At("tar");
        string[] arguments = options.Compression == DebCompression.Xz ? ["--compress", "--stdout", "--threads=2", "-6", "--", tar]
            : ["--compress", "--stdout", "--quiet", "--threads=2", "-19", "--", tar];
        string program = options.Compression == DebCompression.Xz ? "xz" : "zstd";
        try
        {
            using (FileStream file = File.Create(tar))
                write(file);
            var command = new ChildCommand(program, arguments) { Environment = options.Environment, WorkingDirectory = stage.Path };
            ChildResult result = GuardedProgram.StreamAsync(command, (compressed, token) => compressed.CopyToAsync(output, token), cancellationToken)
                .GetAwaiter().GetResult();
            if (result.ExitCode != 0)
                throw new ReleaseException(Fault.Environment,
                    $"'{program}' could not compress the package (exit code {result.ExitCode}): {result.Error.Trim()}");
        }
        catch (ChildStartException e)
        {
            throw new ReleaseException(Fault.Environment,
                $"A .deb compressed with {program} needs the program '{program}', which could not be started. Install it, or set deb.compression to gz in the "
                + "configuration of electron-builder.", e);
        }
    }
}
