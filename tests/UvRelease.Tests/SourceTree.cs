namespace UvRelease.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>Its root folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>Path of a file or folder in it.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    // The compiler maps paths to /_/ (PathMap), so the root is found from where the tests run.
    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Actions.sln")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("The tests don't run inside a checkout: there is no Actions.sln above them.");
        return folder;
    }
}
