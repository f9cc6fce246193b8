using System.Text.Json;
using UvRelease.Electron.AppImage;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>What electron-builder's AppImage target works out of a configuration, written down by appimage-parts.cjs instead of packed.</summary>
/// <param name="Executable">The app's program.</param>
/// <param name="DesktopName">Name of the desktop entry's file, without extension.</param>
/// <param name="DesktopEntry">Its text.</param>
/// <param name="Icons">Icons, copied into the folder of the parts.</param>
/// <param name="MimeTypes">Description of the app's own file types; null for none.</param>
/// <param name="Compression">What the configuration asks for.</param>
internal sealed record AppImageParts(string Executable, string DesktopName, string DesktopEntry,
    IReadOnlyList<AppImageIcon> Icons, string? MimeTypes, AppImageCompression Compression)
{
    private const string Script = "appimage-parts.cjs";
    private const string FolderVariable = "UV_APPIMAGE_PARTS";

    /// <summary>Puts the preload into a folder, and returns the variables that electron-builder needs to write the parts there.</summary>
    public static IReadOnlyDictionary<string, string> Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        string script = Resource.WriteTo(folder, Script);
        return new Dictionary<string, string>(StringComparer.Ordinal) { [NodeOptions.Variable] = NodeOptions.Require(script), [FolderVariable] = folder };
    }

    /// <summary>Reads the parts.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: electron-builder ended well and called nothing that is known here.</exception>
    public static AppImageParts Read(string folder)
    {
        string file = Path.Combine(folder, "parts.json");
        if (!File.Exists(file))
            throw new ReleaseException(Fault.Environment,
                "electron-builder ended well and said nothing of the AppImage, so this version of it works in another way. Install electron-builder 26.17.0.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        JsonElement root = document.RootElement;
        return new AppImageParts(
            Text("executableName"), Text("desktopBaseName"), Text("desktopEntry"),
            [.. root.GetProperty("icons").EnumerateArray()
                .Select(icon => new AppImageIcon(icon.GetProperty("file").GetString()!, icon.GetProperty("size").GetInt32()))],
            root.GetProperty("mimeTypes").GetString(), Text("compression") == "zstd" ? AppImageCompression.Zstd : AppImageCompression.Gzip);

        string Text(string name) => root.GetProperty(name).GetString()!;
    }
}
