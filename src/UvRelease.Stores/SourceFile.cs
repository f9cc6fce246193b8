using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Stores;

/// <summary>A file that is put into a store.</summary>
internal static class SourceFile
{
    /// <summary>Opens it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it can't be read.</exception>
    public static SafeFileHandle Open(StoreContent.File content)
    {
        try
        {
            return RegularFile.Open(content.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Input, $"The file '{content.Path}' can't be read: {e.Message}", e);
        }
    }

    /// <summary>Holds what was read against what the file is known to be.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: they differ.</exception>
    public static void Check(StoreContent.File content, string hash)
    {
        if (content.Sha256 is { } known && known != hash)
        {
            throw new ReleaseException(
                Fault.Refused,
                $"The file '{content.Path}' has the SHA-256 {hash}, and {known} is on record. It changed after it was recorded, and was not stored. Build the "
                    + "release again.");
        }
    }
}
