namespace UvRelease.Changelog;

/// <summary>A file or folder of the project; it need not exist.</summary>
/// <param name="FullPath">Absolute path, for this process.</param>
/// <param name="Name">Path from the workspace's root with forward slashes, for messages and results.</param>
public sealed record ProjectPath(string FullPath, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The file's bytes; null where there is no such file.</summary>
    internal byte[]? Bytes() => File.Exists(FullPath) ? File.ReadAllBytes(FullPath) : null;
}
