using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace UvRelease.Tests.Contracts;

public partial class NoticeSpecs
{
    private static readonly string Notices = File.ReadAllText(SourceTree.At("THIRD-PARTY-NOTICES.md"));

    [Fact]
    public void Every_package_of_a_published_console_is_named()
    {
        const string name = "packages.lock.json";
        string[] actions = Directory.GetFiles(SourceTree.At("actions"), name, SearchOption.AllDirectories);
        string[] locks = [.. actions, SourceTree.At("tools", "electron-packaging", name)];
        IEnumerable<string> cells = PackageCells().Matches(Notices).Select(row => row.Groups["names"].Value);
        IEnumerable<string> named = cells.SelectMany(cell => cell.Split([',', ':'], StringSplitOptions.TrimEntries));
        Assert.True(locks.Length > 1);
        Assert.Empty(locks.SelectMany(Packages).Except(named, StringComparer.OrdinalIgnoreCase));
    }

    [Theory, InlineData("electron-builder"), InlineData("crash-tools")]
    public void Every_licence_of_npm_packages_in_the_image_is_named(string folder)
    {
        using JsonDocument tree = JsonDocument.Parse(File.ReadAllText(SourceTree.At("tools", folder, "package-lock.json")));
        IEnumerable<string> licences =
            from package in tree.RootElement.GetProperty("packages").EnumerateObject()
            where package.Name.Length > 0
            from licence in package.Value.GetProperty("license").GetString()!.Split(['(', ')', ' '], StringSplitOptions.RemoveEmptyEntries)
            where licence != "OR"
            select licence;
        Assert.All(licences.Distinct(StringComparer.Ordinal), licence => Assert.Contains(licence, Notices, StringComparison.Ordinal));
    }

    [Fact]
    public void The_image_gets_the_licence_and_the_notices()
    {
        string build = File.ReadAllText(SourceTree.At("Dockerfile"));
        string[] context = File.ReadAllLines(SourceTree.At(".dockerignore"));
        foreach (string file in new[] { "LICENSE", "THIRD-PARTY-NOTICES.md" })
        {
            Assert.Contains(file, build, StringComparison.Ordinal);
            Assert.True(Array.LastIndexOf(context, "!" + file) > Array.IndexOf(context, "**/*.md"), $".dockerignore keeps {file} out of the image.");
        }
    }

    private static IEnumerable<string> Packages(string file)
    {
        using JsonDocument lockFile = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. from target in lockFile.RootElement.GetProperty("dependencies").EnumerateObject()
               from package in target.Value.EnumerateObject()
               where package.Value.GetProperty("type").GetString() != "Project"
               select package.Name,
        ];
    }

    [GeneratedRegex(@"^\| (?<names>[^|]+?) \|", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex PackageCells();
}
