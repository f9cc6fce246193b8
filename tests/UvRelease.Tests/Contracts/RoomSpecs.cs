using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace UvRelease.Tests.Contracts;

public partial class RoomSpecs
{
    private const string Architecture = "ARCHITECTURE.md";

    // Who may know whom, by the table of ARCHITECTURE.md. A room without a row fails the test until somebody decides.
    private static readonly IReadOnlyDictionary<string, string[]> Arrows = ReadArrows();

    private static Dictionary<string, string[]> ReadArrows()
    {
        string table = File.ReadAllText(SourceTree.At(Architecture)).Split("<!-- rooms -->\n")[1].Split("<!-- /rooms -->")[0];
        return table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(row => row.Split('|')).ToDictionary(
            row => RoomName().Match(row[1]).Value,
            row => RoomName().Matches(row[3]).Select(room => room.Value).ToArray(),
            StringComparer.Ordinal);
    }

    public static TheoryData<string> Rooms =>
    [
        .. from project in Directory.GetFiles(SourceTree.At("src"), "*.csproj", SearchOption.AllDirectories)
           orderby project
           select Path.GetFileNameWithoutExtension(project),
    ];

    private static IEnumerable<string> Sources(params string[] folders) =>
        from folder in folders
        where Directory.Exists(SourceTree.At(folder))
        from file in Directory.EnumerateFiles(SourceTree.At(folder), "*", SearchOption.AllDirectories)
        where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
            && !file.Contains("/node_modules/", StringComparison.Ordinal)
        select file;

    [Fact]
    public void Arrows_between_rooms_go_one_way()
    {
        foreach (string project in Directory.GetFiles(SourceTree.At("src"), "*.csproj", SearchOption.AllDirectories))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            Assert.True(Arrows.ContainsKey(name), $"{name} is a new room: give it a row in {Architecture}.");
            Assert.Empty(References(project).Except(Arrows[name]));
        }
    }

    [Fact]
    public void The_table_of_rooms_has_no_circle()
    {
        var open = Arrows.ToDictionary(room => room.Key, room => room.Value.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(open.Values.SelectMany(known => known), known => Assert.Contains(known, open.Keys));
        while (open.FirstOrDefault(room => room.Value.Count == 0).Key is { } free)
        {
            open.Remove(free);
            foreach (HashSet<string> known in open.Values)
                known.Remove(free);
        }

        Assert.Empty(open.Keys);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Arrows_between_the_folders_of_a_room_go_one_way(string room) =>
        Assert.Empty(FolderArrows.Rings(new FolderArrows(SourceTree.At("src", room)).All));

    [Fact]
    public void A_type_in_the_wrong_folder_closes_a_ring()
    {
        var elsewhere = new Dictionary<string, string> { ["UvRelease.Changelog.Git.Commit"] = "Notes" };
        string ring = Assert.Single(FolderArrows.Rings(new FolderArrows(SourceTree.At("src", "UvRelease.Changelog"), elsewhere).All));
        Assert.Subset(ring.Split(", ").ToHashSet(StringComparer.Ordinal), new HashSet<string> { "Commits", "Git", "Notes" });
    }

    [Fact]
    public void Constants_close_a_ring_too_though_no_assembly_names_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Low/One.cs", "using Made.Up.High;\nnamespace Made.Up.Low;\nstatic class One { const int Size = Two.Size; } // not Third.Size\n");
        folder.Write("High/Two.cs", "namespace Made.Up.High;\nstatic class Two { const int Size = 1, Other = Low.One.Size; }\n");
        folder.Write("Third.cs", "namespace Made.Up;\nstatic class Third { const int Size = Low.One.Size; }\n");
        Assert.Equal(["High, Low"], FolderArrows.Rings(new FolderArrows(folder.Path).All));
    }

    [Fact]
    public void A_name_belongs_to_one_type()
    {
        IEnumerable<string> shared =
            from file in Sources("src", "actions", "tools")
            where file.EndsWith(".cs", StringComparison.Ordinal)
            from name in FolderArrows.Declared(File.ReadAllText(file))
            group name by name.Split('.')[^1] into same
            where same.Distinct(StringComparer.Ordinal).Count() > 1
            select same.Key;
        Assert.Empty(shared);
    }

    [Fact]
    public void An_action_knows_Runner_and_libraries_but_no_other_action()
    {
        foreach (string project in Directory.GetFiles(SourceTree.At("actions"), "*.csproj", SearchOption.AllDirectories))
            Assert.All(References(project), reference => Assert.Contains(reference, Arrows.Keys));
    }

    // It works by reflection, which native code has none of.
    [Fact]
    public void Octokit_is_known_to_its_client_alone_and_that_to_no_native_console()
    {
        string[] Naming(string word, params string[] folders) => [.. Sources(folders).Where(file => IsCode(file) && Has(file, word))];
        bool IsCode(string file) => Path.GetExtension(file) == ".cs";
        bool Has(string file, string word) => File.ReadAllText(file).Contains(word, StringComparison.Ordinal);
        IEnumerable<string?> known = Naming("using Octokit", "src", "actions", "tools").Select(Path.GetFileName);
        Assert.Equal(["GuardedHttp.cs", "OctokitClient.cs"], known.Order(StringComparer.Ordinal));
        Assert.Empty(Naming("OctokitClient", "src/UvRelease.Changelog", "actions/release-notes", "actions/check-changelog"));
    }

    [Fact]
    public void Libraries_read_no_environment_variable_and_write_to_no_console()
    {
        IEnumerable<string> guilty =
            from file in Sources("src")
            where file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/UvRelease.Runner/", StringComparison.Ordinal)
            let text = File.ReadAllText(file)
            where text.Contains("Environment.GetEnvironmentVariable", StringComparison.Ordinal) || ConsoleUse().IsMatch(text)
            select file;
        Assert.Empty(guilty);
    }

    [Fact]
    public void No_room_and_no_file_has_a_name_that_says_nothing()
    {
        string[] nothing = ["core", "common", "shared", "util", "utils", "utilities", "helper", "helpers", "misc", "manager"];
        IEnumerable<string> guilty =
            from file in Sources("src", "actions", "tools", "tests", "bench")
            from part in Path.GetRelativePath(SourceTree.Root, file).Split('/', '.')
            where nothing.Contains(part.ToLowerInvariant()) || part.EndsWith("Helper", StringComparison.Ordinal)
                || part.EndsWith("Utils", StringComparison.Ordinal) || part.EndsWith("Manager", StringComparison.Ordinal)
            select file;
        Assert.Empty(guilty);
    }

    [Fact]
    public void No_file_of_code_is_longer_than_300_lines()
    {
        IEnumerable<string> guilty =
            from file in Sources("src", "actions", "tools", "tests", "bench")
            where Path.GetExtension(file) is ".cs" or ".mjs" or ".sh"
            let lines = File.ReadLines(file).Count()
            where lines > 300
            select $"{file}: {lines}";
        Assert.Empty(guilty);
    }

    [Fact]
    public void No_line_of_code_is_wider_than_160_columns()
    {
        IEnumerable<string> guilty =
            from file in Sources("src", "actions", "tools", "tests", "bench")
            where Path.GetExtension(file) == ".cs"
            from line in File.ReadLines(file).Index()
            where line.Item.Length > 160
            select $"{file}:{line.Index + 1}: {line.Item.Length}";
        Assert.Empty(guilty);
    }

    [Fact]
    public void Every_room_of_the_architecture_has_a_folder() =>
        Assert.All(Arrows.Keys, room => Assert.True(Directory.Exists(SourceTree.At("src", room)), room));

    [Fact]
    public void The_solution_holds_every_project()
    {
        string solution = File.ReadAllText(SourceTree.At("Actions.sln"));
        foreach (string project in Sources("src", "actions", "tools", "tests").Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)))
            Assert.Contains(Path.GetRelativePath(SourceTree.Root, project).Replace('/', '\\'), solution, StringComparison.Ordinal);
    }

    private static IEnumerable<string> References(string project) =>
        from reference in XDocument.Load(project).Descendants("ProjectReference")
        select Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'));

    [GeneratedRegex(@"UvRelease(?:\.[A-Za-z]+)+", RegexOptions.NonBacktracking)]
    private static partial Regex RoomName();

    [GeneratedRegex(@"\bConsole\.", RegexOptions.NonBacktracking)]
    private static partial Regex ConsoleUse();
}
