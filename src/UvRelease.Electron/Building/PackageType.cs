namespace UvRelease.Electron.Building;

/// <summary>The file by which electron-updater knows how it was installed, and so which of its updaters it is; in the app while its package is made.</summary>
internal sealed class PackageType : IDisposable
{
    private readonly string file;

    public PackageType(PackedApp app, string type)
    {
        file = Path.Combine(app.Resources, "package-type");
        File.WriteAllText(file, type);
    }

    public void Dispose() => File.Delete(file);
}
