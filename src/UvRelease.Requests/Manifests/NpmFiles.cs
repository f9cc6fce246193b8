using UvRelease.Releases;

namespace UvRelease.Requests.Manifests;

/// <summary>package.json, and the lock files of npm (package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3).</summary>
internal static class NpmFiles
{
    /// <summary>A manifest with its new version, and with the new versions of what it depends on.</summary>
    public static byte[] Manifest(WorkspacePackage package, byte[] file, VersionChanges changes) => JsonStrings.Change(file, package.File, (path, text) =>
        path is ["version"] && changes.ByFolder.TryGetValue(package.Folder, out SemanticVersion? version) ? version.ToString()
        : path is [var kind, var name] && WorkspacePackage.Kinds.Contains(kind) ? changes.Range(name, text)
        : null);

    /// <summary>A lock file, which repeats versions and ranges of the packages it was made for.</summary>
    /// <param name="folder">Folder of the lock file, from the repository's root; "" for the root.</param>
    /// <param name="file">The lock file.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="changes">The versions.</param>
    public static byte[] Lock(string folder, byte[] file, string name, VersionChanges changes) => JsonStrings.Change(file, name, (path, text) => path switch
    {
        ["version"] or ["packages", "", "version"] => changes.ByFolder.GetValueOrDefault(folder)?.ToString(),
        ["packages", var at, "version"] => changes.ByFolder.GetValueOrDefault(Below(folder, at))?.ToString(),
        ["packages", var at, var kind, var of] when WorkspacePackage.Kinds.Contains(kind) && IsOwn(Below(folder, at), changes) => changes.Range(of, text),
        _ => null,
    });

    private static bool IsOwn(string folder, VersionChanges changes) => changes.Packages.Any(package => package.Folder == folder);

    private static string Below(string folder, string at) => folder.Length == 0 ? at : at.Length == 0 ? folder : $"{folder}/{at}";
}
