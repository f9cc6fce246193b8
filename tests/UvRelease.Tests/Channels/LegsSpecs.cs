using System.Text.Json;
using UvRelease.Releases.Artifacts;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>What is published is exactly what legs.json names: each artifact in a folder of its own, and in it what its fragments name.</summary>
public sealed class LegsSpecs : IDisposable
{
    private const string Linux = "release/release-linux-x64", Win = "release/release-win-x64", Notes = "release/release-notes";

    private static readonly Dictionary<string, Action<LegsSpecs>> Accidents = new(StringComparer.Ordinal)
    {
        ["no list"] = run => File.Delete(run.At(Notes, "legs.json")),
        ["a list that is a pipe"] = run => { File.Delete(run.At(Notes, "legs.json")); PublishAccidents.Pipe(run.At(Notes, "legs.json")); },
        ["a list that is a link"] = run => { File.Delete(run.At(Notes, "legs.json")); File.CreateSymbolicLink(run.At(Notes, "legs.json"), "/etc/passwd"); },
        ["a list of another form"] = run => run.List(schema: "uv-release/legs/2"),
        ["a list without artifacts"] = run => run.List(artifacts: []),
        ["a list that names one twice"] = run => run.List(artifacts: ["release-linux-x64", "Release-Linux-x64"]),
        ["a list that leads elsewhere"] = run => run.List(artifacts: ["../release-linux-x64"]),
        ["a list with a pattern"] = run => run.List(artifacts: ["release-*"]),
        ["a missing leg"] = run => Directory.Delete(run.At(Win), recursive: true),
        ["the artifact of another job"] = run => run.Put("release/release-screenshots/release.mac-x64.json", "{}"),
        ["a file beside the artifacts"] = run => run.Put("release/release.mac-x64.json", "{}"),
        ["a folder that is a link"] = run => Directory.CreateSymbolicLink(run.At("release/release-mac-x64"), run.At(Linux)),
        ["a file that no fragment names"] = run => run.Put($"{Linux}/linux-x64/evil.AppImage", "evil"),
        ["a hidden file"] = run => run.Put($"{Linux}/.npmrc", "//registry:_authToken=x"),
        ["a file in the notes"] = run => run.Put($"{Notes}/release.mac-x64.json", "{}"),
        ["a link in an artifact"] = run => File.CreateSymbolicLink(run.At(Linux, "notes.txt"), "/etc/passwd"),
        ["other bytes"] = run => File.AppendAllText(run.At(Linux, "linux-x64/sample-app-1.0.0-linux-x64.AppImage"), "!"),
        ["no fragment"] = run => File.Delete(run.At(Win, "release.win-x64.json")),
        ["a fragment of another commit"] = run => run.Rewrite(fragment => fragment with { Commit = new string('b', 40) }),
        ["a fragment of another version"] = run => run.Rewrite(fragment => fragment with { Version = "1.0.1" }),
        ["a leg in two artifacts"] = run => File.Copy(run.At(Linux, "release.linux-x64.json"), run.At(Win, "release.linux-x64.json")),
        ["a list elsewhere"] = run => run.Put("legs.json", "{}"),
    };

    private readonly PublishRun run = new();

    public LegsSpecs()
    {
        Leg(ReleasePlatform.Linux);
        Leg(ReleasePlatform.Win);
        List();
        Put($"{Notes}/notes.txt", "* it works\n");
    }

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task The_artifacts_of_the_list_are_published_with_their_notes()
    {
        Assert.True(await PublishAsync() == 0, run.Run.Output);
        Assert.True(File.Exists(run.Stage.At("store/artifacts/1.0.0/linux-x64/sample-app-1.0.0-linux-x64.AppImage")));
        Assert.True(File.Exists(run.Stage.At("store/artifacts/1.0.0/win-x64/sample-app-1.0.0-win-x64.exe")));
        Assert.Contains("it works", File.ReadAllText(run.Stage.At("store/feeds/canary/latest-linux.yml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no list", 2, "legs.json is missing")]
    [InlineData("a list that is a pipe", 2, "is a pipe, socket or device")]
    [InlineData("a list that is a link", 2, "leads out of the workspace")]
    [InlineData("a list of another form", 2, "this version reads uv-release/legs/1")]
    [InlineData("a list without artifacts", 2, "names no artifact")]
    [InlineData("a list that names one twice", 2, "twice")]
    [InlineData("a list that leads elsewhere", 2, "is no name of an artifact")]
    [InlineData("a list with a pattern", 2, "is no name of an artifact")]
    [InlineData("a missing leg", 1, "The artifact release-win-x64 is missing")]
    [InlineData("the artifact of another job", 1, "'release-screenshots' is in the release folder")]
    [InlineData("a file beside the artifacts", 1, "'release.mac-x64.json (no folder)' is in the release folder")]
    [InlineData("a folder that is a link", 1, "'release-mac-x64 (no folder)'")]
    [InlineData("a file that no fragment names", 1, "'linux-x64/evil.AppImage' is in the artifact release-linux-x64, and nothing names it")]
    [InlineData("a hidden file", 1, "'.npmrc' is in the artifact release-linux-x64")]
    [InlineData("a file in the notes", 1, "'release.mac-x64.json' is in the artifact release-notes")]
    [InlineData("a link in an artifact", 1, "'notes.txt' in the artifact release-linux-x64 is a link")]
    [InlineData("other bytes", 1, "has other bytes")]
    [InlineData("no fragment", 1, "The artifact release-win-x64 has no fragment")]
    [InlineData("a fragment of another commit", 1, "is of version 1.0.0 and commit bbbb")]
    [InlineData("a fragment of another version", 1, "is of version 1.0.1 and commit")]
    [InlineData("a leg in two artifacts", 1, "The leg linux-x64 is in release-win-x64 and in release-linux-x64")]
    [InlineData("a list elsewhere", 2, "must be in a folder of 'release-folder'", "legs.json")]
    public async Task Anything_else_is_refused_and_nothing_is_published(string accident, int code, string words, string list = Notes + "/legs.json")
    {
        Accidents[accident](this);
        Assert.Equal(code, await PublishAsync(list));
        string error = Assert.Single(run.Run.Output.Split('\n'), line => line.StartsWith("::error", StringComparison.Ordinal));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Empty(run.Stage.Snapshot());
    }

    private Task<int> PublishAsync(string list = Notes + "/legs.json") => run.PublishAsync("1.0.0", ("release-folder", "release"), ("legs-file", list),
        ("events-file", "event/events.ndjson"), ("plan-file", "plan/plan.json"));

    private string At(params string[] parts) => run.Stage.At(parts);

    private void Leg(ReleasePlatform platform)
    {
        string built = run.Stage.Build("1.0.0", "", (platform, ReleaseArch.X64));
        Directory.CreateDirectory(At("release"));
        Directory.Move(built, At("release", $"release-{platform.Word()}-x64"));
    }

    private void List(string schema = ReleaseLegs.Format, string[]? artifacts = null)
    {
        artifacts ??= ["release-win-x64", "release-linux-x64"];
        Put($"{Notes}/legs.json", JsonSerializer.Serialize(new { schema, version = "1.0.0", commit = PublishStage.Commit, artifacts }));
    }

    private void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private void Rewrite(Func<ReleaseFragment, ReleaseFragment> change)
    {
        ReleaseFragment fragment = ReleaseFragmentFile.Find(At(Linux), new Leg(ReleasePlatform.Linux, ReleaseArch.X64))!;
        ReleaseFragmentFile.Write(At(Linux), change(fragment), CancellationToken.None);
    }
}
