namespace UvRelease.Crashes.SourceMaps;

/// <summary>Paths and addresses of scripts, as far as they are the app's own: what is installed around them differs on each device.</summary>
internal static class ScriptPath
{
    /// <summary>
    /// The folders and the name of a script below the app's: <c>dist</c> and <c>main.js</c> of <c>/opt/App/resources/app.asar/dist/main.js</c>.
    /// </summary>
    /// <param name="script">A path of any system, or an address.</param>
    public static string[] Parts(string script)
    {
        string path = script;
        int scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
        {
            int host = path.IndexOf('/', scheme + 3), query = path.IndexOfAny(['?', '#'], scheme);
            path = Uri.UnescapeDataString(path[(host < 0 ? path.Length : host)..(query > host && host >= 0 ? query : path.Length)]);
        }

        string[] parts = path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        int app = Array.FindLastIndex(parts, IsArchive);
        if (app < 0)
            app = Array.FindLastIndex(parts, parts.Length - 1, part => part == "app") is > 0 and var at && parts[at - 1] == "resources" ? at : -1;
        return parts[(app + 1)..];
    }

    private static bool IsArchive(string part) =>
        part.EndsWith(".asar", StringComparison.OrdinalIgnoreCase) || part.EndsWith(".asar.unpacked", StringComparison.OrdinalIgnoreCase);
}
