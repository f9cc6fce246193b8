namespace UvRelease.Tests;

/// <summary>A folder of its own for one test, removed afterwards.</summary>
/// <param name="above">Where it is made; null for the system's place.</param>
internal sealed class TemporaryFolder(string? above = null) : IDisposable
{
    /// <summary>Absolute path.</summary>
    public string Path { get; } = above is null
        ? Directory.CreateTempSubdirectory("uv-release-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(above, $"uv-release-{Guid.NewGuid():N}")).FullName;

    /// <summary>Path of a file or folder in it.</summary>
    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a text file, its folders included.</summary>
    public string Write(string name, string text)
    {
        string path = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
