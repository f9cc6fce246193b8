using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>A package manager, and the command that installs exactly what its lockfile says.</summary>
/// <param name="Name">Its program.</param>
/// <param name="Lockfile">Name of its lockfile.</param>
/// <param name="Arguments">Installs from the lockfile, or fails where package.json says something else.</param>
public sealed record LockfileInstaller(string Name, string Lockfile, IReadOnlyList<string> Arguments)
{
    private const string BerryMark = "__metadata:";

    // How lockfiles say that a package is for some systems or processors alone; that of Yarn 1 doesn't.
    private static readonly string[] Conditions = ["\"os\": [", "\"cpu\": [", "os: [", "cpu: [", "conditions: os=", "conditions: cpu=", "conditions: (os="];

    private static readonly LockfileInstaller[] All =
    [
        new("npm", "package-lock.json", ["ci", "--no-audit", "--no-fund"]),
        new("npm", "npm-shrinkwrap.json", ["ci", "--no-audit", "--no-fund"]),
        new("pnpm", "pnpm-lock.yaml", ["install", "--frozen-lockfile"]),
        new("yarn", "yarn.lock", ["install", "--frozen-lockfile"]),
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
    public static (LockfileInstaller Manager, string Folder) Of(string project, string root)
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
                    ? yarn with { Arguments = ["install", "--immutable"], IsBerry = true } : found[0], folder);
        }

        throw new ReleaseException(Fault.Input,
            "There is no lockfile, so each build could get other packages. Commit package-lock.json (npm install), pnpm-lock.yaml (pnpm install) or yarn.lock "
            + "(yarn install).");
    }

    // Yarn 2 and later write YAML with this key near the beginning; Yarn 1 has a format of its own.
    private static bool IsOfBerry(string lockfile) => File.ReadLines(lockfile).Take(20).Any(line => line.StartsWith(BerryMark, StringComparison.Ordinal));
}
