using UvRelease.Crashes.SourceMaps;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.SourceMaps;

public class SourceMapFolderSpecs
{
    private const string Id = "85314830-023f-4cf1-a267-535f4e37bb17";

    private static string? Found(SourceMapFolder maps, string script, string? id = null) =>
        maps.Find(script, id is null ? null : Guid.Parse(id))?.Find(0, 0)?.Source;

    private static string Map(string source, string more = "") =>
        $"{{\"version\":3,{more}\"sources\":[\"{source}\"],\"names\":[],\"mappings\":\"AAAA\"}}";

    [Theory]
    [InlineData("/opt/App/resources/app.asar/dist/main.js", "main")]
    [InlineData("/opt/App/resources/app.asar/dist/renderer/index.js", "renderer")]
    [InlineData("/opt/App/resources/app.asar/dist/settings/index.js", "settings")]
    [InlineData("app:///renderer/index.js", "renderer")]
    [InlineData("app:///index.js", null)]
    [InlineData("/opt/App/resources/app.asar/other/index.js", null)]
    [InlineData("node:dist/main.js", null)]
    [InlineData("/home/x/build/dist/main.js", "main")]
    [InlineData("https://x.example/", null)]
    public void A_script_is_found_by_its_path_unless_two_could_be_it(string script, string? source)
    {
        using var folder = new TemporaryFolder();
        folder.Write("dist/main.js.map", Map("main"));
        folder.Write("dist/renderer/index.js.map", Map("renderer"));
        folder.Write("dist/settings/index.js.map", Map("settings"));
        using var maps = new SourceMapFolder(folder.Path);
        Assert.Equal(source, Found(maps, script));
    }

    [Fact]
    public void A_debug_id_says_more_than_a_path_and_what_is_no_map_disturbs_nobody()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.js.map", Map("path"));
        folder.Write("moved/x.js.map", Map("id", $"\"debugId\":\"{Id}\","));
        folder.Write("broken.js.map", "{");
        using var maps = new SourceMapFolder(folder.Path);
        Assert.Equal("id", Found(maps, "app:///main.js", Id));
        Assert.Equal("path", Found(maps, "app:///main.js", Guid.Empty.ToString()));
        Assert.Equal("path", Found(maps, "app:///main.js"));
        string message = Assert.Throws<ReleaseException>(() => maps.Find("broken.js", null)).Message;
        Assert.Contains("broken.js.map is no source map", message, StringComparison.Ordinal);
    }
}
