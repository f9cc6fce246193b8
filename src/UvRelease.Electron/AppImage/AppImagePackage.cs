namespace UvRelease.Electron.AppImage;

/// <summary>How the file system of an AppImage is compressed: what its runtime can read decides.</summary>
public enum AppImageCompression
{
    /// <summary>Read by every runtime.</summary>
    Gzip,

    /// <summary>Read by the static runtime alone (AppImage/type2-runtime).</summary>
    Zstd,
}

/// <summary>An icon of the app.</summary>
/// <param name="Path">A PNG or SVG.</param>
/// <param name="Size">Edge in pixels; 0 for an SVG.</param>
public sealed record AppImageIcon(string Path, int Size);

/// <summary>The program at the start of an AppImage that mounts what is behind it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Sha256">What it must be, in lower case hex: it runs on every user's machine.</param>
public sealed record AppImageRuntime(string Path, string Sha256);

/// <summary>What goes into an AppImage.</summary>
public sealed record AppImagePackage
{
    /// <summary>The packaged app, electron-builder's <c>linux-unpacked</c>. It is only read.</summary>
    public required string AppFolder { get; init; }

    /// <summary>The app's program in that folder.</summary>
    public required string Executable { get; init; }

    /// <summary>Text of the desktop entry; its Exec starts with <c>AppRun</c>. </summary>
    public required string DesktopEntry { get; init; }

    /// <summary>Name of the desktop entry's file without extension, by which desktops know the app's windows; null takes <see cref="Executable"/>.</summary>
    public string? DesktopName { get; init; }

    /// <summary>Icons, all PNG or all SVG; the largest is the AppImage's own.</summary>
    public required IReadOnlyList<AppImageIcon> Icons { get; init; }

    /// <summary>Text of the description of the app's own file types (shared-mime-info); null for none.</summary>
    public string? MimeTypes { get; init; }

    /// <summary>The runtime.</summary>
    public required AppImageRuntime Runtime { get; init; }
}

/// <summary>What an AppImage is written with.</summary>
public sealed record AppImageOptions
{
    /// <summary>Time of every entry: SOURCE_DATE_EPOCH, or the time of the commit.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How it is compressed.</summary>
    public AppImageCompression Compression { get; init; } = AppImageCompression.Gzip;

    /// <summary>The environment of <c>mksquashfs</c>; its PATH is where it is looked for.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Appends the embedded blockmap to the finished file at this path; null for none, and then updates are whole downloads.</summary>
    public Func<string, CancellationToken, Task>? AppendBlockmap { get; init; }
}
