using System.Globalization;
using System.Text.RegularExpressions;
using UvRelease.Apple.DiskImages;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.SignMacos;

/// <summary>Inputs that say how disk images and packages look.</summary>
public sealed partial record PackageInputs
{
    private const int LargestPicture = 64 << 20;

    /// <summary>Name of the volume.</summary>
    [Input("dmg-title", "Name of the disk image's volume. Empty takes the app's name.")]
    public string? Title { get; init; }

    /// <summary>A picture.</summary>
    [Input("dmg-background", "Picture behind the icons of the disk image (PNG, JPEG, GIF or TIFF), relative to the workspace.")]
    public WorkspacePath? Background { get; init; }

    /// <summary>Size of the window.</summary>
    [Input("dmg-window", "Width and height of the disk image's window in points.", Default = "540x380")]
    public string Window { get; init; } = "540x380";

    /// <summary>An icon.</summary>
    [Input("dmg-icon", "Icon of the disk image's volume (.icns), relative to the workspace.")]
    public WorkspacePath? Icon { get; init; }

    /// <summary>Scripts of the package.</summary>
    [Input("pkg-scripts", "Folder with the scripts preinstall and postinstall of the package, relative to the workspace.")]
    public WorkspacePath? Scripts { get; init; }

    /// <summary>How a disk image with an app looks: the app on the left, the folder of apps on the right.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: an input is wrong.</exception>
    internal DiskImageOptions DiskImage(string appName, DateTimeOffset time)
    {
        if (WindowForm().Match(Window) is not { Success: true } match)
            throw new ReleaseException(Fault.Input, $"'dmg-window' is '{Window}' and must be width and height from 200 to 9999, such as 540x380.");
        (int width, int height) = (Number(match, "width"), Number(match, "height"));
        return new DiskImageOptions
        {
            VolumeName = Title ?? Path.GetFileNameWithoutExtension(appName),
            Time = time,
            Icon = Icon is { } icon ? EntitlementInputs.Bytes(icon, LargestPicture) : default(ReadOnlyMemory<byte>?),
            Window = new FinderWindow
            {
                Size = (width, height),
                Icons = new Dictionary<string, (int, int)> { [appName] = (width / 4, height * 11 / 19), ["Applications"] = (width * 3 / 4, height * 11 / 19) },
                Background = Background is { } picture ? EntitlementInputs.Bytes(picture, LargestPicture) : default(ReadOnlyMemory<byte>?),
            },
        };
    }

    /// <summary>Finds what is wrong before an hour is spent on signing.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: an input is wrong.</exception>
    internal void Check()
    {
        _ = DiskImage("Sample.app", DateTimeOffset.UnixEpoch);
        if (Scripts is { } scripts && !Directory.Exists(scripts.FullPath))
            throw new ReleaseException(Fault.Input, $"'pkg-scripts' is '{scripts}', and there is no such folder. Correct its path, or leave it out.");
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<width>[2-9][0-9]{2}|[1-9][0-9]{3})x(?<height>[2-9][0-9]{2}|[1-9][0-9]{3})\\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WindowForm();
}
