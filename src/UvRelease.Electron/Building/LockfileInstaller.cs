using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>A package manager, and the command that installs exactly what its lockfile says.</summary>
/// <param name="Name">Its program.</param>
/// <param name="Lockfile">Name of its lockfile.</param>
/// <param name="Arguments">Installs from the lockfile, or fails where package.json says something else.</param>
/// <param name="WithoutScripts">The option that installs without running scripts of packages.</param>
/// <param name="Scripts">Commands that run these scripts afterwards.</param>
public sealed record LockfileInstaller(string Name, string Lockfile, IReadOnlyList<string> Arguments, string WithoutScripts,
    IReadOnlyList<IReadOnlyList<string>> Scripts)
{
    private const string BerryMark = "__metadata:";

    private const string NoScripts = "--ignore-scripts";

    // `npm rebuild` knows what Yarn 1 installed too, and runs all of the project's own scripts but this last one.
    private static readonly string[][] Rebuild = [["npm", "rebuild"], ["npm", "run", "--if-present", "prepare"]];

    // How lockfiles say that a package is for some systems or processors alone; that of Yarn 1 doesn't.
    private static readonly string[] Conditions = ["\"os\": [", "\"cpu\": [", "os: [", "cpu: [", "conditions: os=", "conditions: cpu=", "conditions: (os="];

    private static readonly LockfileInstaller[] All =
    [
        new("npm", "package-lock.json", ["ci", "--no-audit", "--no-fund"], NoScripts, Rebuild),
        new("npm", "npm-shrinkwrap.json", ["ci", "--no-audit", "--no-fund"], NoScripts, Rebuild),
        new("pnpm", "pnpm-lock.yaml", ["install", "--frozen-lockfile"], NoScripts, [["pnpm", "rebuild"]]),
        new("yarn", "yarn.lock", ["install", "--frozen-lockfile"], NoScripts, Rebuild),
    ];

    /// <summary>True for Yarn 2 and later.</summary>
    public bool IsBerry { get; private init; }

    /// <summary>True where some packages are for some systems or processors alone, so that other ones are installed for each target.</summary>
    /// <param name="folder">Folder with the lockfile.</param>
    public bool HasVariants(string folder) => this is { Name: "yarn", IsBerry: false }
        || File.ReadLines(Path.Combine(folder, Lockfile)).Any(line => Conditions.Any(sign => line.Contains(sign, StringComparison.Ordinal)));

    /// <summary>Finds the package manager of a project by its lockfile, looked for from the project's folder up to the workspace's root.</summary>
    /// <param name="project">Folder of the app.</param>
    /// <param name="root">Folder where looking ends.</param>
    /// <returns>The manager, and the folder that its lockfile is in.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no lockfile, or several in one folder.</exception>
    public static (LockfileInstaller Manager, string Folder) Of(string project, string root) => TryOf(project, root) ?? throw new ReleaseException(Fault.Input,
        "There is no lockfile, so each build could get other packages. Commit package-lock.json (npm install), pnpm-lock.yaml (pnpm install) or yarn.lock "
        + "(yarn install).");

    /// <summary>The same; null without a lockfile.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: several in one folder.</exception>
    public static (LockfileInstaller Manager, string Folder)? TryOf(string project, string root)
    {
        for (string? folder = project; folder is not null; folder = folder == root ? null : Path.GetDirectoryName(folder))
        {
            LockfileInstaller[] found = [.. All.Where(manager => File.Exists(Path.Combine(folder, manager.Lockfile)))];
            if (found.Length > 1)
                throw new ReleaseException(Fault.Input,
                    $"There are several lockfiles: {string.Join(", ", found.Select(manager => manager.Lockfile))}. Only one can be what was tested: keep that "
                    + "of your package manager and delete the rest.");
            if (found.Length == 1)
                return (found[0] is { Name: "yarn" } yarn && IsOfBerry(Path.Combine(folder, yarn.Lockfile))
                    ? yarn with
                    {
                        IsBerry = true,
                        Arguments = ["install", "--immutable"],
                        WithoutScripts = "--mode=skip-build",
                        Scripts = [["yarn", "rebuild"]],
                    }
                    : found[0], folder);
        }

        return null;
    }

    // Yarn 2 and later write YAML with this key near the beginning; Yarn 1 has a format of its own.
    private static bool IsOfBerry(string lockfile) => File.ReadLines(lockfile).Take(20).Any(line => line.StartsWith(BerryMark, StringComparison.Ordinal));
}
