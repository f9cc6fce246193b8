using System.Globalization;
using UvRelease.Formats;
using UvRelease.Formats.Archives;
using UvRelease.Formats.Plists;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>Adds to the files of a volume what Finder shows it with: the icon, the picture behind the icons, and the <c>.DS_Store</c>.</summary>
/// <param name="options">How it looks.</param>
internal sealed class FinderLook(DiskImageOptions options)
{
    private const string StoreName = ".DS_Store", PictureFolder = ".background";

    private static readonly (string Extension, byte[] Mark)[] Pictures =
    [
        ("png", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]), ("jpg", [0xff, 0xd8, 0xff]), ("gif", "GIF8"u8.ToArray()),
        ("tiff", "II*\0"u8.ToArray()), ("tiff", "MM\0*"u8.ToArray()),
    ];

    /// <summary>All files of the volume.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a picture is none, a measure can't be, an icon has no file.</exception>
    public IReadOnlyList<ArchiveEntry> Complete(IReadOnlyList<ArchiveEntry> entries)
    {
        List<ArchiveEntry> all = [.. entries];
        if (options.Icon is { } icon)
            all.Add(File(DiskImageOptions.IconName, Checked(icon)));
        if (options.Window is not { } window)
            return all;
        string? picture = null;
        if (window.Background is { } background)
        {
            picture = $"background.{Extension(background.Span)}";
            all.Add(new ArchiveEntry(PictureFolder, ArchiveEntryKind.Directory, FileModes.Executable));
            all.Add(File($"{PictureFolder}/{picture}", background));
        }

        // It says which numbers others have, and has one itself.
        all.Add(File(StoreName, default));
        IReadOnlyList<ArchiveEntry> sorted = ArchiveTree.Sorted(all);
        all[^1] = File(StoreName, FinderStore.Write(Records(window, sorted, picture)));
        return all;
    }

    private IEnumerable<FinderRecord> Records(FinderWindow window, IReadOnlyList<ArchiveEntry> sorted, string? picture)
    {
        FinderAlias? alias = picture is null ? null : new FinderAlias(options.VolumeName, PictureFolder, Id(sorted, PictureFolder), picture,
            Id(sorted, $"{PictureFolder}/{picture}"), HfsVolume.Seconds(options.Time));
        yield return new FinderRecord(".", "bwsp", PropertyList.WriteBinary(WindowState(window)));
        yield return new FinderRecord(".", "icvp", PropertyList.WriteBinary(IconView(window, alias)));
        foreach ((string name, (int x, int y)) in window.Icons)
        {
            if (!sorted.Any(entry => entry.Name == name))
                throw new ReleaseException(Fault.Input, $"The window has a place for '{name}', which is not on the disk image. Take it out, or add the file.");
            if (x is < 0 or > short.MaxValue || y is < 0 or > short.MaxValue)
                throw new ReleaseException(Fault.Input, $"The icon of '{name}' can't be at {x}, {y}. Give it a place from 0 to {short.MaxValue}.");
            byte[] place = new byte[16];
            var fields = new BigEndianWriter(place);
            fields.U32((uint)x);
            fields.U32((uint)y);
            fields.U32(uint.MaxValue);
            fields.U32(0xffff0000);
            yield return new FinderRecord(HfsName.Of(name), "Iloc", place);
        }
    }

    private static uint Id(IReadOnlyList<ArchiveEntry> sorted, string name)
    {
        for (int i = 0; i < sorted.Count; i++)
        {
            if (sorted[i].Name == name)
                return HfsItem.FirstId + (uint)i;
        }

        throw new ArgumentException($"'{name}' is not there.", nameof(name));
    }

    private static PropertyListValue.Dictionary WindowState(FinderWindow window)
    {
        const int title = 22;
        ((int x, int y), (int width, int height)) = (window.Position, window.Size);
        if (width is < 1 or > short.MaxValue || height is < 1 or > short.MaxValue - title)
            throw new ReleaseException(Fault.Input, $"A window can't be {width} wide and {height} high. Give it a size from 1 to {short.MaxValue - title}.");
        string bounds = string.Create(CultureInfo.InvariantCulture, $"{{{{{x}, {y}}}, {{{width}, {height + title}}}}}");
        return new PropertyListValue.Dictionary(
        [
            new("ContainerShowSidebar", new PropertyListValue.Boolean(true)),
            new("ShowPathbar", new PropertyListValue.Boolean(false)),
            new("ShowSidebar", new PropertyListValue.Boolean(true)),
            new("ShowStatusBar", new PropertyListValue.Boolean(false)),
            new("ShowTabView", new PropertyListValue.Boolean(false)),
            new("ShowToolbar", new PropertyListValue.Boolean(false)),
            new("SidebarWidth", new PropertyListValue.Integer(0)),
            new("WindowBounds", new PropertyListValue.Text(bounds)),
        ]);
    }

    private static PropertyListValue.Dictionary IconView(FinderWindow window, FinderAlias? alias)
    {
        (double red, double green, double blue) = window.Color ?? (1, 1, 1);
        if (window.IconSize is < 16 or > 512 || window.TextSize is < 10 or > 16 || new[] { red, green, blue }.Any(part => !(part is >= 0 and <= 1)))
            throw new ReleaseException(Fault.Input,
                $"Icons of {window.IconSize}, texts of {window.TextSize} or the color {red}, {green}, {blue} can't be shown. Finder takes 16 to 512, 10 to "
                    + "16, 0 to 1.");
        List<KeyValuePair<string, PropertyListValue>> items =
        [
            new("backgroundType", new PropertyListValue.Integer(alias is null ? 1 : 2)),
            new("backgroundColorRed", new PropertyListValue.Real(red)),
            new("backgroundColorGreen", new PropertyListValue.Real(green)),
            new("backgroundColorBlue", new PropertyListValue.Real(blue)),
            new("showIconPreview", new PropertyListValue.Boolean(true)),
            new("showItemInfo", new PropertyListValue.Boolean(false)),
            new("textSize", new PropertyListValue.Real(window.TextSize)),
            new("iconSize", new PropertyListValue.Real(window.IconSize)),
            new("viewOptionsVersion", new PropertyListValue.Integer(1)),
            new("gridSpacing", new PropertyListValue.Real(100)),
            new("gridOffsetX", new PropertyListValue.Real(0)),
            new("gridOffsetY", new PropertyListValue.Real(0)),
            new("labelOnBottom", new PropertyListValue.Boolean(true)),
            new("arrangeBy", new PropertyListValue.Text("none")),
        ];
        if (alias is not null)
            items.Add(new("backgroundImageAlias", new PropertyListValue.Data(alias.Write())));
        return new PropertyListValue.Dictionary(items);
    }

    private static ArchiveEntry File(string name, ReadOnlyMemory<byte> content) => new(name, ArchiveEntryKind.File, FileModes.Plain) { Content = content };

    private static string Extension(ReadOnlySpan<byte> picture)
    {
        foreach ((string extension, byte[] mark) in Pictures)
        {
            if (picture.StartsWith(mark))
                return extension;
        }

        throw new ReleaseException(Fault.Input, "The background is no picture that Finder shows: it begins as none. Give it a PNG, JPEG, GIF or TIFF.");
    }

    private static ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> icon) =>
        icon.Length >= 8 && icon.Span.StartsWith("icns"u8) && System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(icon.Span[4..]) == icon.Length
            ? icon : throw new ReleaseException(Fault.Input,
                "The volume's icon is no .icns file: its mark or length is another. Make one with iconutil or icnsutil.");
}
