using System.Globalization;
using System.Text;

namespace UvRelease.Changelog.Git;

/// <summary>
/// Lets git fetch with a token of GitHub where the checkout kept none: tags, history that was cut off, and contents that a filter left out. The token is
/// in git's environment alone, never in arguments or files.
/// </summary>
public static class FetchToken
{
    /// <summary>Adds it to git's environment, for one server; a header that the checkout configured is not sent beside it.</summary>
    /// <param name="environment">Environment of git.</param>
    /// <param name="serverUrl">Address of the server, https://github.com say.</param>
    /// <param name="token">The token.</param>
    public static IReadOnlyDictionary<string, string> Add(IReadOnlyDictionary<string, string> environment, string serverUrl, string token)
    {
        var all = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        _ = int.TryParse(all.GetValueOrDefault("GIT_CONFIG_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("x-access-token:" + token));
        // The name that actions/checkout uses (git-auth-helper.ts). An empty value takes back what came before (git-config, http.extraHeader).
        foreach (string value in (string[])["", "AUTHORIZATION: basic " + basic])
        {
            all[$"GIT_CONFIG_KEY_{count}"] = $"http.{serverUrl.TrimEnd('/')}/.extraheader";
            all[$"GIT_CONFIG_VALUE_{count}"] = value;
            all["GIT_CONFIG_COUNT"] = (++count).ToString(CultureInfo.InvariantCulture);
        }

        return all;
    }
}
