using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>
/// What opens a registry of private packages. Only the package manager gets it, and only while it installs without scripts; credentials are in its environment,
/// never in a file.
/// </summary>
public sealed partial record RegistryAccess
{
    private const string UserConfiguration = "NPM_CONFIG_USERCONFIG";

    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);

    /// <summary>Takes what there is.</summary>
    /// <param name="token">Token of the registry; a project's .npmrc names it as ${NPM_TOKEN} or ${NODE_AUTH_TOKEN}.</param>
    /// <param name="npmrc">Lines for the user's .npmrc.</param>
    private RegistryAccess(string? token, string? npmrc)
    {
        if (token is not null)
        {
            foreach (string name in TokenVariables)
                variables[name] = token;
        }

        Text = npmrc is null ? "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n" : Credential().Replace(npmrc.ReplaceLineEndings("\n"), Place);
        IsWhole = npmrc is not null;
    }

    /// <summary>Names of the variables that a token is looked for in: by npm's own documentation, by actions/setup-node's, and by Yarn 2 and later.</summary>
    public static IReadOnlyList<string> TokenVariables { get; } = ["NPM_TOKEN", "NODE_AUTH_TOKEN", "YARN_NPM_AUTH_TOKEN"];

    /// <summary>Every credential, for masks.</summary>
    public IEnumerable<string> Credentials => variables.Values.Distinct(StringComparer.Ordinal);

    /// <summary>The user's .npmrc, which names its credentials as variables.</summary>
    public string Text { get; }

    private bool IsWhole { get; }

    /// <summary>Takes what there is; null for nothing.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a token of several lines.</exception>
    public static RegistryAccess? Of(string? token, string? npmrc)
    {
        if (token?.AsSpan().Trim().ContainsAny('\r', '\n') == true)
            throw new ReleaseException(Fault.Input, "'npm-token' has several lines, and a token has one. Give lines of an .npmrc to 'npmrc'.");
        return token is null && npmrc is null ? null : new RegistryAccess(token?.Trim(), npmrc);
    }

    /// <summary>The environment of a package manager that installs.</summary>
    /// <param name="environment">Its environment otherwise.</param>
    /// <param name="folder">Where the user's .npmrc may lie.</param>
    /// <param name="project">Folder that the package manager installs in.</param>
    public IReadOnlyDictionary<string, string> In(IReadOnlyDictionary<string, string> environment, string folder, string project)
    {
        var all = environment.ToDictionary(StringComparer.Ordinal);
        foreach ((string name, string value) in variables)
            all[name] = value;
        // A file that an earlier step names, such as actions/setup-node, already says which registry the token is for.
        if (IsWhole || !all.Keys.Any(name => name.Equals(UserConfiguration, StringComparison.OrdinalIgnoreCase)))
        {
            string file = Path.Combine(folder, "npmrc");
            File.WriteAllText(file, Text + Named(Path.Combine(project, ".npmrc")));
            foreach (string name in all.Keys.Where(name => name.Equals(UserConfiguration, StringComparison.OrdinalIgnoreCase)).ToArray())
                all.Remove(name);
            all[UserConfiguration] = file;
        }

        return all;
    }

    // pnpm expands no variables in credentials of a project's .npmrc (pnpm.io/npmrc), as npm and Yarn do: it needs them in the user's.
    private string Named(string file) => variables.ContainsKey(TokenVariables[0]) && File.Exists(file)
        ? string.Concat(Credential().Matches(File.ReadAllText(file).ReplaceLineEndings("\n"))
            .Where(line => TokenVariables.Any(name => line.Groups["value"].Value == $"${{{name}}}")).Select(line => line.Value + "\n"))
        : "";

    private string Place(Match line)
    {
        string value = line.Groups["value"].Value;
        if (value is ['"', .. var inner, '"'])
            value = inner;
        if (value.Contains("${", StringComparison.Ordinal))
            return line.Value;
        string name = $"NPMRC_CREDENTIAL_{variables.Count}";
        variables[name] = value;
        return $"{line.Groups["key"].Value}=${{{name}}}";
    }

    // Keys that hold credentials: https://docs.npmjs.com/cli/v11/configuring-npm/npmrc#auth-related-configuration
    [GeneratedRegex(@"^(?<key>[^=\n#;]*(?:_authToken|_auth|_password|\bkey))[ \t]*=[ \t]*(?<value>[^\n]*?)[ \t]*$",
        RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Credential();
}
