using System.Text;
using UvRelease.Releases;

namespace UvRelease.Changelog.ChangelogFragments;

/// <summary>Reads the changelog fragments of a checkout. Removing them after a release is the caller's pull request.</summary>
public static class ChangelogFragmentFolder
{
    /// <summary>Where changelog fragments are in a repository.</summary>
    public const string Name = ".changes";

    private const int MostFragments = 2000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the folder's <c>*.md</c> files, sorted by name; a README.md is for people.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">The folder, relative to the workspace, for errors and results.</param>
    /// <returns>Nothing when there is no such folder.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a fragment that can't be read, with its line; a link; too many of them.</exception>
    public static IReadOnlyList<ChangelogFragment> Read(string path, string name)
    {
        if (!Directory.Exists(path))
            return [];
        if (new DirectoryInfo(path).LinkTarget is not null)
            throw new ReleaseException(Fault.Input, $"'{name}' is a symbolic link, and what it leads to may be anybody's. Put a folder in its place.");
        FileInfo[] files =
        [
            .. from file in new DirectoryInfo(path).EnumerateFiles("*.md")
               where !file.Name.Equals("README.md", StringComparison.OrdinalIgnoreCase)
               select file,
        ];
        Array.Sort(files, (left, right) => string.CompareOrdinal(left.Name, right.Name));
        if (files.Length > MostFragments)
            throw new ReleaseException(Fault.Input,
                $"'{name}' holds {files.Length} fragments and may hold {MostFragments}. Remove the ones that are released.");
        var fragments = new List<ChangelogFragment>(files.Length);
        foreach (FileInfo file in files)
            fragments.Add(ChangelogFragmentFile.Parse(Text(file, $"{name}/{file.Name}"), $"{name}/{file.Name}"));
        return fragments;
    }

    private static string Text(FileInfo file, string name)
    {
        try
        {
            return StrictUtf8.GetString(new ProjectPath(file.FullName, name).Bytes(4 * ChangelogFragmentFile.LongestFile, "Shorten it.") ?? []);
        }
        catch (DecoderFallbackException e)
        {
            throw new ReleaseException(Fault.Input, $"{name} is no UTF-8 text: byte {e.Index} can't be read. Save it as UTF-8.", e) { File = name };
        }
    }
}
