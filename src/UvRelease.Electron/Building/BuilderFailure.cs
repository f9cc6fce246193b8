using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>What the output of electron-builder and of package managers means, and how to mend it. The first line of the table that fits is taken.</summary>
internal static partial class BuilderFailure
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase;

    private const string Wrong = "electron-builder's configuration is wrong: {what}. See https://www.electron.build/configuration.";

    // What the output has; the sentence, with the pattern's groups in it; who must act.
    private static readonly (Regex Form, string Sentence, Fault Fault)[] Table =
    [
        (Form(@"electron-packaging \(2\): (?<what>[^\n]+)"), "{what}", Fault.Input),
        (Form(@"electron-packaging \(3\): (?<what>[^\n]+)"), "{what}", Fault.Environment),
        (Form(@"npm error .*`npm ci` can only install|Missing: (?<what>\S+) from lock file"),
            "package.json and package-lock.json do not agree{: what}. Run npm install and commit the lockfile.", Fault.Input),
        (Form(@"ERR_PNPM_OUTDATED_LOCKFILE"), "package.json and pnpm-lock.yaml do not agree. Run pnpm install and commit the lockfile.", Fault.Input),
        (Form(@"YN0028|Your lockfile needs to be updated"), "package.json and yarn.lock do not agree. Run yarn install and commit the lockfile.", Fault.Input),
        (Form(@"npm error code (?<what>EINTEGRITY)"),
            "A package is not what the lockfile says (EINTEGRITY): the registry has other bytes. Look into it before you change the lockfile.", Fault.Input),
        (Form(@"npm error code (?<what>E404|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET)"),
            "npm could not load a package ({what}). Look at the registry's address and at the network.", Fault.Environment),
        (Form(@"icons-bundle\.tar\.gz"),
            "Icons would have to be converted by a tool that is not here. Give them ready: win.icon an .ico, mac.icon an .icns, linux.icon a folder of PNGs "
            + "named by their sizes.", Fault.Input),
        (Form(@"(?<what>7zip-[a-z0-9-]+\.tar\.gz)"),
            "electron-builder wanted to download 7-Zip ({what}). Put 7zz on the PATH (Debian: apt-get install 7zip), or use the image of the actions.",
            Fault.Environment),
        (Form(@"(?<what>fpm-[0-9][^\s/]*\.7z)"),
            "electron-builder wanted to download fpm ({what}) for deb. Put it into 'tools-folder' as fpm/fpm, or use the image of the actions.",
            Fault.Environment),
        (Form(@"(?<what>appimage[a-z0-9.-]*\.(7z|tar\.gz))"),
            "electron-builder wanted to download its AppImage tools ({what}). Put them into 'tools-folder' as appimage/, or use the image of the actions.",
            Fault.Environment),
        (Form(@"(?<what>nsis-[a-z0-9.-]+\.(7z|tar\.gz))"),
            "electron-builder wanted to download NSIS ({what}). Put it into 'tools-folder' as nsis/ and nsis-resources/, or use the image of the actions.",
            Fault.Environment),
        (Form(@"(?<what>winCodeSign[a-z0-9.-]*|win-codesign[a-z0-9.@-]*)"),
            "electron-builder wanted to download signing tools ({what}). Leave signing to a later step: remove certificate and sign from the configuration of "
            + "this build.", Fault.Input),
        (Form(@"cannot call (?<what>\w+::\w+)"),
            "The installer's script calls {what} of an NSIS plugin that is not there. Put the plugin into 'tools-folder' as "
            + "nsis-resources/plugins/x86-unicode/, or use the image of the actions.", Fault.Environment),
        (Form(@"(?<what>(!include: error|Error) in script[^\n]*)"),
            "makensis does not compile the installer: {what}. Look at nsis.include and nsis.script of electron-builder's configuration.", Fault.Input),
        (Form(@"wine is required|cannot access `pwsh` and `wine`|spawn wine ENOENT|__uninstaller\.exe"),
            "electron-builder wanted to start wine for the NSIS uninstaller, and there is none. Use the image of the actions.", Fault.Environment),
        (Form(@"only supported on darwin|sips process failed|hdiutil|pkgbuild process failed"),
            "This part of electron-builder runs on macOS alone. Ask for 'dir' or 'zip' here; dmg and pkg are made by sign-macos.", Fault.Input),
        (Form(@"Cannot compute electron version"),
            "The version of Electron is unknown. Add electron to devDependencies with an exact version, or set electronVersion in electron-builder's "
            + "configuration.", Fault.Input),
        (Form(@"electronDist path does not exist|rename '[^']*unpacked/electron'|rename '[^']*/Electron\.app'|(?<what>electron-v[0-9][^\s/]*\.zip)"),
            "Electron's distribution is not there{: what}. Look at 'electron-dist' and at electronVersion; empty 'electron-dist' downloads it.",
            Fault.Environment),
        (Form(@"getaddrinfo (EAI_AGAIN|ENOTFOUND) (?<what>\S+)|connect E[A-Z]+ (?<what2>\S+)"),
            "electron-builder could not reach {what}{what2}. Give Electron's zips by 'electron-dist', or let the job use the network.", Fault.Environment),
        (Form(@"(?<what>configuration(\.\S+)? has an unknown property '[^']+')"), Wrong, Fault.Input),
        // What it should be may begin on the line below.
        (Form(@"(?<what>configuration(\.\S+)? should be ([^\n]+:\s*\n\s*[^\n]+|[^\n]+))"), Wrong, Fault.Input),
        (Form(@"Application entry file ""(?<what>[^""]+)"""),
            "The app has no entry file '{what}': 'main' of package.json names it. Build the app before this step, or correct 'main' or 'files'.", Fault.Input),
        (Form(@"Cannot find package\.json|package\.json' *$|ENOENT.*(?<what>package\.json)"),
            "There is no package.json in the project's folder. Look at 'project-path'.", Fault.Input),
        (Form(@"Please specify author|author is missed in the package\.json"),
            "package.json lacks 'author', which packages show. Add it, with a mail address for deb.", Fault.Input),
        (Form(@"Please specify project homepage"), "package.json lacks 'homepage', which deb needs. Add it.", Fault.Input),
        (Form(@"description is missed in the package\.json"), "package.json lacks 'description', which packages show. Add it.", Fault.Input),
        (Form(@"icon (?<what>\S+) (not found|does not exist)|cannot find specified resource ""(?<what2>[^""]+)"""),
            "An icon or resource that the configuration names is not there{: what}{: what2}. Correct its path: it is relative to buildResources, then to "
            + "the project.", Fault.Input),
        (Form(@"ENOSPC"), "The disk is full. An Electron app needs about 1 GB for each platform while it is built.", Fault.Environment),
        (Form(@"Cannot find module '(?<what>[^']+)'"),
            "Node does not find the module '{what}'. It is missing from the dependencies, or they were not installed.", Fault.Input),
    ];

    /// <summary>Makes the error of an output.</summary>
    /// <param name="output">Its last lines.</param>
    /// <param name="otherwise">What happened, where no line of the table fits.</param>
    public static ReleaseException Of(string output, string otherwise)
    {
        string plain = Colours().Replace(output, "");
        foreach ((Regex form, string sentence, Fault fault) in Table)
        {
            if (form.Match(plain) is { Success: true } match)
                return new ReleaseException(fault, Fill(sentence, match));
        }

        string said = plain.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(line => line.Contains('⨯', StringComparison.Ordinal) || line.Contains("rror", StringComparison.Ordinal)) ?? "";
        return new ReleaseException(Fault.Environment,
            $"{otherwise}{(said.Length > 0 ? $": {(said.Length > 400 ? said[..400] + "…" : said)}" : "")}. Its whole output is in the log above.");
    }

    private static Regex Form(string pattern) => new(pattern, Options);

    private static string Fill(string sentence, Match match) => Place().Replace(sentence, place =>
        match.Groups[place.Groups["name"].Value].Value is { Length: > 0 } value
            ? (place.Value[1] == ':' ? ": " : "") + Spaces().Replace(value.Trim(), " ") : "");

    [GeneratedRegex(@"\{(?<colon>: )?(?<name>[a-z0-9]+)\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Place();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Colours();
}
