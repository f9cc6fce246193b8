namespace UvRelease.Crashes.Symbols.Gates;

/// <summary>Who made a file of an app.</summary>
public enum FileOrigin
{
    /// <summary>The project: what is in the resources and in no package of others.</summary>
    Own,

    /// <summary>A package that the project depends on, or electron-builder.</summary>
    Dependency,

    /// <summary>Electron: what is outside of the resources.</summary>
    Electron,
}

/// <summary>Tells it by the path in an unpacked app: <c>resources/</c> of Linux and Windows, <c>Contents/Resources/</c> of macOS.</summary>
public static class FileOrigins
{
    private const string Packages = "node_modules/";

    /// <summary>Tells who made a file.</summary>
    /// <param name="path">Its path in the app's folder, with slashes.</param>
    public static FileOrigin Of(string path)
    {
        string rooted = "/" + path;
        bool isResource = path.StartsWith("resources/", StringComparison.Ordinal) || rooted.Contains("/Contents/Resources/", StringComparison.Ordinal);
        // electron-builder puts it beside the app for its installer.
        return !isResource || rooted.Contains("/Contents/Frameworks/", StringComparison.Ordinal) ? FileOrigin.Electron
            : rooted.Contains("/" + Packages, StringComparison.Ordinal) || path == "resources/elevate.exe" ? FileOrigin.Dependency
            : FileOrigin.Own;
    }
}
