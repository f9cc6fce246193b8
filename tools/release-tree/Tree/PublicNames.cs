using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>
/// Names under which consumers use the actions: <c>actions/publish-channel</c> is <c>org/uv-release/publish</c>, every other keeps its folder's name.
/// </summary>
public static partial class PublicNames
{
    private static readonly Dictionary<string, string> Standing = new(StringComparer.Ordinal) { ["publish-channel"] = "publish" };

    /// <summary>Reads <c>folder=name</c> entries.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: an entry has another form, or a folder comes twice.</exception>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> entries)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string entry in entries)
        {
            if (entry.Split('=') is not [{ Length: > 0 } folder, { Length: > 0 } name] || !names.TryAdd(folder, name))
                throw new ReleaseException(Fault.Input, $"Input 'public-name' has the entry '{entry}'; each must be folder=name, one for a folder.");
        }

        return names;
    }

    /// <summary>Gives every action its public name.</summary>
    /// <param name="folders">Folder names under actions/.</param>
    /// <param name="given">Names that go before the standing ones.</param>
    /// <param name="taken">First parts of paths that the tree has anyway.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a name can't be one, is taken, or is for a folder that isn't there.</exception>
    public static IReadOnlyDictionary<string,
        string> For(IReadOnlyCollection<string> folders, IReadOnlyDictionary<string, string> given, IEnumerable<string> taken)
    {
        if (given.Keys.FirstOrDefault(folder => !folders.Contains(folder)) is { } missing)
            throw new ReleaseException(Fault.Input, $"Input 'public-name' names the action '{missing}', and there is no actions/{missing}/action.yml.");
        var owners = taken.Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => $"'{name}' of the tree", StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in folders.Order(StringComparer.Ordinal))
        {
            string name = given.GetValueOrDefault(folder) ?? Standing.GetValueOrDefault(folder, folder);
            string manifest = $"actions/{folder}/action.yml";
            if (!Form().IsMatch(name))
                throw new ReleaseException(Fault.Input,
                    $"The action '{folder}' would be published as '{name}'; a name is lower-case letters, digits and hyphens. Rename it, or give it another "
                    + "name with --public-name.")
                { File = manifest };
            if (!owners.TryAdd(name, $"actions/{folder}"))
                throw new ReleaseException(Fault.Input,
                    $"The action '{folder}' would be published as '{name}', which {owners[name]} has already. Give one of them another name with "
                    + "--public-name.")
                { File = manifest };
            names[folder] = name;
        }

        return names;
    }

    [GeneratedRegex(@"^[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
