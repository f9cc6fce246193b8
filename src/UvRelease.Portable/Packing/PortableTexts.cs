using System.Text;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Portable.Packing;

/// <summary>The texts that travel in a portable archive. Values come in as they are: it is plain text.</summary>
internal static class PortableTexts
{
    /// <summary>README.txt.</summary>
    public static byte[] Readme(PortableRequest request, IEnumerable<string> binaries) => Lines(
    [
        $"{request.App} {request.Version} ({request.KindWord}, {request.Leg})",
        "",
        .. request.Configuration.Install is null ? [] : Installer(request),
        request.Configuration.Install is null ? "Install" : "Run it without installing",
        $"  1. Check the archive:  sha256sum -c {request.Name}.zip.sha256",
        "  2. Unpack it into a new folder. Don't unpack it over an older version.",
        "  3. In that folder, check the files:  sha256sum -c checksums.txt",
        "  4. Start:",
        .. binaries.Select(binary => $"       {binary}"),
        "",
        "Update",
        "  Unpack the new version beside the old one, stop the old one, start the new one. Keep the old folder until you trust the new one.",
        "  RELEASE_NOTES.txt says what changed, MIGRATION_NOTES.txt what you have to do.",
        "",
        "Uninstall",
        "  Stop the program and remove the folder. Your data is not in it.",
        "",
        "Go back",
        "  See ROLLBACK.txt.",
        "",
        $"Built from commit {request.Commit}; {PortableManifest.FileName} lists every file.",
    ]);

    private static string[] Installer(PortableRequest request)
    {
        string run = request.Platform == ReleasePlatform.Win ? "powershell -ExecutionPolicy Bypass -File install.ps1" : "sh install.sh";
        string places = request.Kind == PortableKind.Headless ? " --state DIR --config DIR" : "";
        return
        [
            "Install, update, go back, remove",
            $"  {run} install{places}",
            $"  {run} update        from the folder of the new version",
            $"  {run} rollback      to the version before",
            $"  {run} status        what is installed, and what was changed by hand",
            $"  {run} uninstall     your data stays, unless you add --remove-state",
            "  Each takes --dry-run, and install.sh --help lists the options.",
            "",
        ];
    }

    /// <summary>ROLLBACK.txt.</summary>
    public static byte[] Rollback(PortableRequest request) => Lines(
    [
        $"Going back from {request.App} {request.Version}",
        "",
        "  1. Stop the program.",
        "  2. Make a copy of your data as it is now.",
        "  3. Read MIGRATION_NOTES.txt: it says whether the older version can read data that this one wrote, and what to restore if not.",
        "  4. Start the older version from its own folder. If that is gone, unpack its archive into a new one and check it with",
        "       sha256sum -c checksums.txt",
        "  5. See that it runs before you remove this folder.",
    ]);

    /// <summary>RELEASE_NOTES.txt or MIGRATION_NOTES.txt where nothing was handed over.</summary>
    public static byte[] Nothing(string what, PortableRequest request) => Lines([$"No {what} came with {request.App} {request.Version}."]);

    private static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
}
