using UvRelease.Releases;

namespace UvRelease.Electron.Deb;

/// <summary>The call by which electron-builder asks fpm for a package (app-builder-lib 26, targets/FpmTarget). Anything it never says is refused.</summary>
/// <param name="Path">The package to write.</param>
/// <param name="Package">What is in it.</param>
/// <param name="Compression">How it is compressed.</param>
public sealed record FpmCall(string Path, DebPackage Package, DebCompression Compression)
{
    private static readonly HashSet<string> Once = new(StringComparer.Ordinal)
    {
        "-s", "-t", "--deb-compression", "--architecture", "--after-install", "--after-remove",
            "--description", "--version", "--package", "--name", "--maintainer",
        "--vendor", "--url", "--category", "--deb-priority", "--license", "--iteration",
    };

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: electron-builder doesn't call fpm like this.</exception>
    public static FpmCall Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var depends = new List<string>();
        var recommends = new List<string>();
        var contents = new List<DebContent>();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument is "--force" or "--debug")
                continue;
            if (!argument.StartsWith('-'))
            {
                contents.Add(Mapping(argument));
                continue;
            }

            string value = i + 1 < arguments.Count ? arguments[++i] : throw Wrong($"'{argument}' has no value");
            if (argument is "-d" or "--deb-recommends")
                (argument == "-d" ? depends : recommends).Add(value);
            else if (argument == "--log")
                continue;
            else if (!Once.Contains(argument))
                throw Wrong($"'{argument}' is no argument that is understood here; leave it out of deb.fpm");
            else if (!values.TryAdd(argument, value))
                throw Wrong($"'{argument}' is there twice");
        }

        if (values.GetValueOrDefault("-s") != "dir" || values.GetValueOrDefault("-t") != "deb")
            throw Wrong("only '-s dir -t deb' is understood; use another program for rpm and pacman");
        if (contents.Count == 0)
            throw Wrong("nothing is to be installed");
        string Need(string name) => values.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw Wrong($"'{name}' is missing");
        string version = Need("--version"), iteration = values.GetValueOrDefault("--iteration", "");
        var package = new DebPackage
        {
            // What fpm makes of a name for Debian (fpm/package/deb.rb, name).
            Name = Need("--name").ToLowerInvariant().Replace('_', '-').Replace(' ', '-'),
            Version = iteration.Length == 0 ? version : $"{version}-{iteration}",
            Architecture = Need("--architecture"),
            Maintainer = Need("--maintainer"),
            Description = values.GetValueOrDefault("--description", ""),
            Vendor = values.GetValueOrDefault("--vendor"),
            License = values.GetValueOrDefault("--license"),
            Homepage = values.GetValueOrDefault("--url"),
            Section = values.GetValueOrDefault("--category", "default"),
            Priority = values.GetValueOrDefault("--deb-priority", "optional"),
            Depends = depends,
            Recommends = recommends,
            AfterInstall = values.GetValueOrDefault("--after-install"),
            AfterRemove = values.GetValueOrDefault("--after-remove"),
            Contents = contents,
        };
        return new FpmCall(Need("--package"), package, CompressionOf(Need("--deb-compression")));
    }

    // The last '=/' behind something that exists: a product's name may hold one itself.
    private static DebContent Mapping(string argument)
    {
        for (int at = argument.LastIndexOf("=/", StringComparison.Ordinal); at > 0; at = argument.LastIndexOf("=/", at - 1, StringComparison.Ordinal))
        {
            if (System.IO.Path.Exists(argument[..at]))
                return new DebContent(argument[..at], argument[(at + 1)..]);
        }

        throw Wrong($"'{argument}' is no mapping 'source=/destination' of something that exists");
    }

    private static DebCompression CompressionOf(string value) => value switch
    {
        "gz" => DebCompression.Gzip,
        "xz" => DebCompression.Xz,
        "zst" => DebCompression.Zstd,
        "none" => DebCompression.None,
        _ => throw Wrong($"'{value}' is no compression that is made here: set deb.compression to gz, xz or zst"),
    };

    private static ReleaseException Wrong(string what) => new(Fault.Input, $"The .deb can't be made as electron-builder asks for it: {what}.");
}
