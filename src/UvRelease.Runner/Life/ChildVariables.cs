namespace UvRelease.Runner;

/// <summary>The environment that a step's children get.</summary>
internal static class ChildVariables
{
    /// <summary>
    /// Ours without inputs, states and credentials: a git hook or an npm script has no business with them. And with safe.directory for
    /// the workspace, because git refuses a repository that belongs to somebody else (the action is root, the workspace is not); it stands in
    /// GIT_CONFIG_* of the children alone, so that no configuration file changes.
    /// </summary>
    public static IReadOnlyDictionary<string, string> From(IReadOnlyDictionary<string, string> ours, string safeDirectory)
    {
        var theirs = ours.Where(variable => !IsPrivate(variable.Key)).ToDictionary(StringComparer.Ordinal);
        _ = int.TryParse(theirs.GetValueOrDefault("GIT_CONFIG_COUNT"), out int count);
        theirs[$"GIT_CONFIG_KEY_{count}"] = "safe.directory";
        theirs[$"GIT_CONFIG_VALUE_{count}"] = safeDirectory;
        theirs["GIT_CONFIG_COUNT"] = (count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return theirs;
    }

    private static bool IsPrivate(string name) =>
        name.StartsWith("INPUT_", StringComparison.Ordinal)
        || name.StartsWith("STATE_", StringComparison.Ordinal)
        || name.StartsWith("ACTIONS_", StringComparison.Ordinal)
        || name.EndsWith("_TOKEN", StringComparison.Ordinal)
        || name.EndsWith("_SECRET", StringComparison.Ordinal)
        || name.EndsWith("_PASSWORD", StringComparison.Ordinal)
        || name is "GITHUB_OUTPUT" or "GITHUB_ENV" or "GITHUB_PATH" or "GITHUB_STATE" or "GITHUB_STEP_SUMMARY";
}
