namespace UvRelease.Formats.Archives;

/// <summary>Kinds of files whose bytes are compressed already, and are stored: deflate finds next to nothing in them and takes its time.</summary>
public static class CompressedKinds
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".7z", ".aac", ".apk", ".appimage", ".avif", ".br", ".bz2", ".cab", ".crx", ".deb", ".dmg", ".docx", ".flac", ".gif", ".gz", ".jar", ".jpeg", ".jpg",
        ".lz4", ".m4a", ".mkv", ".mov", ".mp3", ".mp4", ".msix", ".nupkg", ".ogg", ".opus", ".pkg", ".png", ".pptx", ".rpm", ".tgz", ".vsix", ".webm", ".webp",
        ".whl", ".woff", ".woff2", ".xlsx", ".xz", ".zip", ".zst",
    };

    /// <summary>True when a name says that its file is compressed.</summary>
    public static bool Include(string name) => Extensions.Contains(Path.GetExtension(name));
}
