namespace UvRelease.Electron.Building;

/// <summary>Scripts for Node that are in this assembly.</summary>
internal static class Resource
{
    /// <summary>Writes one into a folder.</summary>
    /// <returns>Its path.</returns>
    public static string WriteTo(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        using Stream source = typeof(Resource).Assembly.GetManifestResourceStream(name)!;
        using FileStream target = File.Create(path);
        source.CopyTo(target);
        return path;
    }
}

/// <summary>The variable NODE_OPTIONS.</summary>
internal static class NodeOptions
{
    /// <summary>Its name.</summary>
    public const string Variable = "NODE_OPTIONS";

    /// <summary>Loads a script first. Node reads the variable as words; quotes keep a space, a backslash keeps a quote.</summary>
    public static string Require(string script) =>
        $"--require \"{script.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
