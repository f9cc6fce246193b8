using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Changelog;

/// <summary>A file or folder of the project; it need not exist.</summary>
/// <param name="FullPath">Absolute path, for this process.</param>
/// <param name="Name">Path from the workspace's root with forward slashes, for messages and results.</param>
public sealed record ProjectPath(string FullPath, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The file's bytes; null where there is no such file.</summary>
    /// <param name="longest">Most bytes that it may have.</param>
    /// <param name="mend">What to do about a file that has more: a sentence.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is a link, a pipe or a device, can't be read, or has more bytes.</exception>
    internal byte[]? Bytes(int longest, string mend)
    {
        try
        {
            return RegularFile.Read(FullPath, longest)
                ?? throw new ReleaseException(Fault.Input, $"{Name} has more than the {longest} bytes that it may have. {mend}") { File = Name };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (NoRegularFileException e)
        {
            throw new ReleaseException(Fault.Input, $"'{Name}' is no file but a link, folder, pipe or device. Put the file itself there.", e) { File = Name };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Input, $"{Name} can't be read: {e.Message}", e) { File = Name };
        }
    }
}
