using UvRelease.InjectDebugIds;
using UvRelease.Tests.Crashes.SourceMaps;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Crashes.Injection;

public sealed class InjectDebugIdsStepSpecs : IDisposable
{
    private readonly StepRun run = new();

    public void Dispose() => run.Dispose();

    private Task<int> StepAsync(string folder = "dist") => run.StepAsync<InjectDebugIdsOptions, InjectDebugIdsStep>([("folder", folder)]);

    private void Write(string file, string text)
    {
        string path = Path.Combine(run.Workspace, "dist", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    [Fact]
    public async Task Scripts_with_maps_get_ids_once_and_others_are_told_of()
    {
        Write("main.js", "foo()");
        Write("main.js.map", MapText.Map("AAAA"));
        Write("none.js", "foo()");
        Write("inside.js", "foo()\n//# sourceMappingURL=data:application/json;base64,e30=");
        Assert.Equal(0, await StepAsync());
        Assert.Matches("injected<<(.*)\n1\n", run.Outputs);
        Assert.Matches("scripts<<(.*)\n1\n", run.Outputs);
        Assert.Contains("::warning::dist/inside.js holds its source map", run.Output, StringComparison.Ordinal);
        Assert.Contains("| `main.js` | `", run.Summary, StringComparison.Ordinal);
        Assert.Contains("2 scripts without a source map.", run.Summary, StringComparison.Ordinal);
        string script = File.ReadAllText(Path.Combine(run.Workspace, "dist/main.js"));
        Assert.Equal(0, await StepAsync());
        Assert.Contains("0 scripts got a debug id, 1 had one, 2 have none", run.Output, StringComparison.Ordinal);
        Assert.Equal(script, File.ReadAllText(Path.Combine(run.Workspace, "dist/main.js")));
    }

    [Fact]
    public async Task No_map_at_all_is_nothing_to_do_and_a_wrong_folder_or_map_an_error()
    {
        Write("none.js", "foo()");
        Assert.Equal(0, await StepAsync());
        Assert.Matches("result<<(.*)\nskipped\n", run.Outputs);
        Assert.Equal(2, await StepAsync("build"));
        Assert.Contains("There is no folder 'build'", run.Output, StringComparison.Ordinal);
        Write("none.js.map", "{}");
        Assert.Equal(2, await StepAsync());
        Assert.Contains("none.js.map is no source map to be trusted: at offset 0, 'mappings' is missing", run.Output, StringComparison.Ordinal);
    }
}
