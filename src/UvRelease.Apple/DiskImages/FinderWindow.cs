namespace UvRelease.Apple.DiskImages;

/// <summary>How Finder shows a volume. Measures are points, from the upper left.</summary>
public sealed record FinderWindow
{
    /// <summary>Where the window is on the screen.</summary>
    public (int X, int Y) Position { get; init; } = (100, 100);

    /// <summary>Width and height of what is in the window, without its title.</summary>
    public (int Width, int Height) Size { get; init; } = (540, 380);

    /// <summary>Width and height of an icon.</summary>
    public int IconSize { get; init; } = 80;

    /// <summary>Size of the names below icons.</summary>
    public int TextSize { get; init; } = 12;

    /// <summary>Where the middles of icons are, by name.</summary>
    public IReadOnlyDictionary<string, (int X, int Y)> Icons { get; init; } = new Dictionary<string, (int, int)>();

    /// <summary>A picture behind the icons (PNG, JPEG, GIF or TIFF); null for none.</summary>
    public ReadOnlyMemory<byte>? Background { get; init; }

    /// <summary>Red, green and blue of what is behind the icons where there is no picture, from 0 to 1; null for white.</summary>
    public (double Red, double Green, double Blue)? Color { get; init; }
}
