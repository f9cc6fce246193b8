using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>What GitHub takes as files of a release.</summary>
internal static partial class AssetNames
{
    private const int MostFiles = 1000;

    // "Each file included in a release must be under 2 GiB."
    private const long MostBytes = 2L << 30;

    /// <summary>Refuses files that GitHub would refuse, or keep under another name, before anything is sent.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>.</exception>
    public static void Check(IReadOnlyList<HostedFile> files)
    {
        if (files.Count is 0 or > MostFiles)
            throw Refused($"A GitHub release has 1 to {MostFiles} files, and this one would have {files.Count}.");
        if (files.GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refused($"The name '{twice.Key}' appears {twice.Count()} times, and a GitHub release has no folders. Give each file its own name.");
        foreach (HostedFile file in files)
        {
            if (!NameForm().IsMatch(file.Name) || file.Name.Length > 200)
                throw Refused($"GitHub would keep the file '{file.Name}' as '{Renamed(file.Name)}', and its address would lead nowhere. "
                    + "Name it so in the build.");
            if (file.Size is <= 0 or >= MostBytes)
                throw Refused($"'{file.Name}' has {file.Size} bytes. GitHub takes files from 1 byte to just under 2 GiB.");
        }
    }

    /// <summary>The name that GitHub is likely to make of another one: special characters become dots, those at the ends go.</summary>
    internal static string Renamed(string name) => RunForm().Replace(name, ".").Trim('.');

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);

    [GeneratedRegex(@"^[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();

    [GeneratedRegex("[^A-Za-z0-9._-]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RunForm();
}
