using System.Text.RegularExpressions;
using UvRelease.ReleaseNotes;
using UvRelease.Runner;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Contracts;

public sealed partial class ExampleSpecs : IDisposable
{
    private readonly GitSandbox git = new();
    private readonly StepRun run = new();

    public void Dispose()
    {
        git.Dispose();
        run.Dispose();
    }

    [Fact]
    public async Task The_notes_in_the_docs_are_what_the_step_writes()
    {
        string folder = git.At("sample-app");
        await OutsideProgram.RunAsync(git.Folder, SourceTree.At("tests", "sample-app", "make-history.sh"), folder);
        string log = await OutsideProgram.RunAsync(folder, "git", "log", "--oneline", "v1.1.0..HEAD", "--no-decorate");
        run.Variables["PATH"] = git.Variables["PATH"];
        run.Variables["GITHUB_WORKSPACE"] = folder;
        run.Variables["GITHUB_REPOSITORY"] = "acme/sample-app";
        var host = new StepHost(run.Environment(), () => 143, TestContext.Current.CancellationToken);
        Assert.Equal(0, await Task.Run(() => host.Run<ReleaseNotesOptions, ReleaseNotesStep>([StepHost.FromInputs])));

        string page = Stable(await File.ReadAllTextAsync(SourceTree.At("docs", "release-notes.md")));
        Assert.Contains(Stable(log), page, StringComparison.Ordinal);
        Assert.Contains(Stable(await File.ReadAllTextAsync(Path.Combine(folder, "release/notes.md"))), page, StringComparison.Ordinal);
    }

    // The sample holds a template of this repository, so its ids change with that.
    private static string Stable(string text) => Id().Replace(text, "id");

    [GeneratedRegex(@"\b[0-9a-f]{7,40}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
