using System.Text;
using System.Text.RegularExpressions;

namespace UvRelease.Electron.Building;

/// <summary>app-update.yml in the app's resources, by which electron-updater finds its feed (fields: electron-updater's generic provider).</summary>
internal static partial class AppUpdateFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "app-update.yml";

    /// <summary>Writes the file's text. A channel is in it and not in code: a channel set in code lets electron-updater install older versions.</summary>
    public static string Text(Uri feed, string? channel, string cacheDirName)
    {
        var text = new StringBuilder("provider: generic\n");
        text.Append("url: ").Append(Scalar(feed.AbsoluteUri)).Append('\n');
        if (channel is not null)
            text.Append("channel: ").Append(Scalar(channel)).Append('\n');
        return text.Append("updaterCacheDirName: ").Append(Scalar(cacheDirName)).Append('\n').ToString();
    }

    // Plain where every reader of YAML takes it for the same text, else in single quotes.
    private static string Scalar(string text) => Plain().IsMatch(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[a-z][a-z0-9-]*[a-z](?:://[A-Za-z0-9./_-]+(?::[0-9]+)?(?:/[A-Za-z0-9./_-]*)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
