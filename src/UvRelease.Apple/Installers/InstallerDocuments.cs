using System.Globalization;
using System.Xml.Linq;
using UvRelease.Formats.Archives;

namespace UvRelease.Apple.Installers;

/// <summary>What a package says of itself, in the shape of pkgbuild's and productbuild's documents.</summary>
/// <param name="App">Name of the bundle: "Sample.app".</param>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Version">Version of the package.</param>
internal sealed record InstallerDocuments(string App, string Identifier, string Version)
{
    /// <summary>CFBundleShortVersionString; null where there is none.</summary>
    public string? ShortVersion { get; init; }

    /// <summary>CFBundleVersion; null where there is none.</summary>
    public string? BundleVersion { get; init; }

    /// <summary>What Installer shows; null where the app has no name.</summary>
    public string? Title { get; init; }

    /// <summary>The earliest macOS; null for any.</summary>
    public string? MinimumSystem { get; init; }

    /// <summary>Processors of the app's program.</summary>
    public required IReadOnlyList<string> Architectures { get; init; }

    /// <summary>Where it is installed.</summary>
    public required string InstallLocation { get; init; }

    /// <summary>Files, folders and links.</summary>
    public required int Files { get; init; }

    /// <summary>Thousands of bytes that are installed.</summary>
    public required long Kilobytes { get; init; }

    /// <summary>Names of the scripts that are run: preinstall, postinstall.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Name of the component package in the product archive.</summary>
    public string ComponentName => $"{Identifier}.pkg";

    /// <summary>PackageInfo of the component.</summary>
    public byte[] PackageInfo()
    {
        var info = new XElement("pkg-info", At("overwrite-permissions", "true"), At("relocatable", "false"), At("identifier", Identifier),
            At("postinstall-action", "none"), At("version", Version), At("format-version", "2"), At("generator-version", "uv-release"),
            At("install-location", InstallLocation), At("auth", "root"), At("preserve-xattr", "true"),
            new XElement("payload", At("numberOfFiles", Text(Files)), At("installKBytes", Text(Kilobytes))),
            new XElement("bundle", At("path", $"./{App}"), At("id", Identifier), Bundle()),
            Named("bundle-version"), Named("upgrade-bundle"), new XElement("update-bundle"), new XElement("atomic-update-bundle"),
            Named("strict-identifier"), Named("relocate"));
        if (Scripts.Count > 0)
            info.Add(new XElement("scripts", Scripts.Select(script => new XElement(script, At("file", $"./{script}"), At("timeout", "600")))));
        return Written(info);

        XElement Named(string name) => new(name, new XElement("bundle", At("id", Identifier)));
    }

    /// <summary>Distribution of the product archive.</summary>
    public byte[] Distribution()
    {
        var script = new XElement("installer-gui-script", At("minSpecVersion", MinimumSystem is null ? "1" : "2"),
            new XElement("pkg-ref", At("id", Identifier),
                new XElement("bundle-version", new XElement("bundle", Bundle(), At("id", Identifier), At("path", App)))),
            new XElement("product", At("id", Identifier), ShortVersion is null ? null : At("version", ShortVersion)),
            Title is null ? null : new XElement("title", Title),
            new XElement("options", At("customize", "never"), At("require-scripts", "false"), At("hostArchitectures", string.Join(',', Architectures))),
            MinimumSystem is null ? null
                : new XElement("volume-check", new XElement("allowed-os-versions", new XElement("os-version", At("min", MinimumSystem)))),
            new XElement("choices-outline", new XElement("line", At("choice", "default"), new XElement("line", At("choice", Identifier)))),
            new XElement("choice", At("id", "default"), Titled(), ShortVersion is null ? null : At("versStr", ShortVersion)),
            new XElement("choice", At("id", Identifier), Titled(), At("visible", "false"),
                At("customLocation", InstallLocation), new XElement("pkg-ref", At("id", Identifier))),
            new XElement("pkg-ref", At("id", Identifier), At("version", Version), At("onConclusion", "none"),
                At("installKBytes", Text(Kilobytes)), At("updateKBytes", "0"),
                "#" + Uri.EscapeDataString(ComponentName)));
        return Written(script);

        XAttribute? Titled() => Title is null ? null : At("title", Title);
    }

    /// <summary>Thousands of bytes of items.</summary>
    public static long KilobytesOf(InstallerItem root) => root.All().Where(item => !item.IsRoot).Sum(item => item.Size) / 1024;

    /// <summary>The version of a package: pkgbuild fills numbers up to three.</summary>
    public static string PackageVersion(string version)
    {
        string[] parts = version.Split('.');
        return parts.Length < 3 && Array.TrueForAll(parts, part => part.Length > 0 && part.All(char.IsAsciiDigit))
            ? string.Join('.', parts.Concat(Enumerable.Repeat("0", 3 - parts.Length))) : version;
    }

    private IEnumerable<XAttribute> Bundle()
    {
        if (ShortVersion is not null)
            yield return At("CFBundleShortVersionString", ShortVersion);
        if (BundleVersion is not null)
            yield return At("CFBundleVersion", BundleVersion);
    }

    private static XAttribute At(string name, string value) => new(name, value);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static byte[] Written(XElement root) => ArchiveTree.Bytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}");
}
