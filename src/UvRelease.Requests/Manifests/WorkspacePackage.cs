using UvRelease.Releases;

namespace UvRelease.Requests.Manifests;

/// <summary>A package.json of the repository (https://docs.npmjs.com/cli/configuring-npm/package-json).</summary>
/// <param name="Folder">Its folder from the repository's root; "" for the root.</param>
/// <param name="Name">Name of the package; null without one.</param>
/// <param name="Version">Its version as written; null without one.</param>
/// <param name="Dependencies">What it depends on: kind (dependencies, …), name and range.</param>
/// <param name="Workspaces">Patterns of the folders that are its workspaces.</param>
public sealed record WorkspacePackage(
    string Folder, string? Name, string? Version, IReadOnlyList<PackageDependency> Dependencies, IReadOnlyList<string> Workspaces)
{
    internal static readonly IReadOnlySet<string> Kinds =
        new HashSet<string>(StringComparer.Ordinal) { "dependencies", "devDependencies", "optionalDependencies", "peerDependencies" };

    /// <summary>Path of the file.</summary>
    public string File => Folder.Length == 0 ? "package.json" : Folder + "/package.json";

    /// <summary>What it is called in messages.</summary>
    public string Title => Name ?? File;

    /// <summary>Reads it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no JSON.</exception>
    public static WorkspacePackage Read(string folder, byte[] file)
    {
        string? name = null, version = null;
        var dependencies = new List<PackageDependency>();
        var workspaces = new List<string>();
        JsonStrings.Change(file, folder.Length == 0 ? "package.json" : folder + "/package.json", (path, text) =>
        {
            if (path is ["name"])
                name = text;
            else if (path is ["version"])
                version = text;
            else if (path is ["workspaces", _] or ["workspaces", "packages", _])
                workspaces.Add(text);
            else if (path is [var kind, var other] && Kinds.Contains(kind))
                dependencies.Add(new PackageDependency(kind, other, text));
            return null;
        });
        return new WorkspacePackage(folder, name, version, dependencies, workspaces);
    }
}

/// <summary>A dependency of a package.</summary>
/// <param name="Kind">dependencies, devDependencies, optionalDependencies or peerDependencies.</param>
/// <param name="Name">Name of the package that is needed.</param>
/// <param name="Range">Range of versions, as written.</param>
public sealed record PackageDependency(string Kind, string Name, string Range)
{
    /// <summary>True where a new version of it changes what the package ships.</summary>
    public bool IsShipped => Kind != "devDependencies";
}
