using System.Globalization;

namespace UvRelease.Runner;

/// <summary>The environment that a step's children get.</summary>
internal static class ChildVariables
{
    // Parts of the names that credentials commonly have: NPM_CONFIG_//registry/:_authToken, AWS_SECRET_ACCESS_KEY, CSC_KEY_PASSWORD …
    private static readonly string[] Credentials =
        ["TOKEN", "SECRET", "PASSWORD", "PASSPHRASE", "CREDENTIAL", "ACCESS_KEY", "API_KEY", "PRIVATE_KEY", "ACCOUNT_KEY", "STORAGE_KEY", "SIGNING_KEY"];

    /// <summary>
    /// Ours without inputs, states and credentials: a git hook or an npm script has no business with them. And with safe.directory for
    /// the caller's folders, because git refuses a repository that belongs to somebody else (the action is root, the workspace is not); it
    /// is in GIT_CONFIG_* of the children alone, so that no configuration file changes.
    /// </summary>
    public static IReadOnlyDictionary<string, string> From(IReadOnlyDictionary<string, string> ours, IReadOnlyList<string> safeDirectories)
    {
        var theirs = new Dictionary<string, string>(ours.Count, StringComparer.Ordinal);
        foreach ((string name, string value) in ours)
        {
            if (!IsPrivate(name))
                theirs.Add(name, value);
        }

        _ = int.TryParse(theirs.GetValueOrDefault("GIT_CONFIG_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        foreach (string folder in safeDirectories)
        {
            theirs[$"GIT_CONFIG_KEY_{count}"] = "safe.directory";
            theirs[$"GIT_CONFIG_VALUE_{count}"] = folder;
            theirs["GIT_CONFIG_COUNT"] = (++count).ToString(CultureInfo.InvariantCulture);
        }

        return theirs;
    }

    private static bool IsCredential(string name)
    {
        foreach (string part in Credentials)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool IsPrivate(string name) =>
        name.StartsWith("INPUT_", StringComparison.Ordinal)
        || name.StartsWith("STATE_", StringComparison.Ordinal)
        || name.StartsWith("ACTIONS_", StringComparison.Ordinal)
        || IsCredential(name)
        || name is "GITHUB_OUTPUT" or "GITHUB_ENV" or "GITHUB_PATH" or "GITHUB_STATE" or "GITHUB_STEP_SUMMARY" or "GITHUB_ARTIFACTS" or "GITHUB_ARTIFACTS_LIST";
}
