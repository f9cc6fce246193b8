using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>What is wrong before a publish ends as a sentence and an exit code, and no byte of the store changes.</summary>
public sealed class BadInputSpecs : IDisposable
{
    private readonly PublishRun run = new();

    [Theory]
    [InlineData("nothing", 2, "'rollout' is '0.5' and must be a whole number", "rollout=0.5")]
    [InlineData("nothing", 2, "'rollout' is '10%25' and must be a whole number", "rollout=10%")]
    [InlineData("nothing", 2, "'rollout' is 101 and must be a whole number from 0 to 100", "rollout=101")]
    [InlineData("nothing", 2, "'rollout' is -1 and must be a whole number from 0 to 100", "rollout=-1")]
    [InlineData("nothing", 2, "Did you mean 'canary'?", "channel=cannary")]
    [InlineData("nothing", 1, "Releases reach stable by 'promote' alone", "channel=stable")]
    [InlineData("nothing", 2, "The cohort 'Staff!'", "cohorts=Staff!")]
    [InlineData("nothing", 2, "'approved-plan'", "approved-plan=yes")]
    [InlineData("nothing", 1, "The approved plan is 0000", "approved-plan=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("nothing", 2, "publish.artifacts-url", "hosted=true")]
    [InlineData("nothing", 2, "which leads out of the workspace", "store=../elsewhere")]
    [InlineData("nothing", 2, "which leads out of the workspace", "store=../elsewhere", "dry-run=true")]
    [InlineData("nothing", 2, "name a bucket of S3 or a container of Azure", "store=file:///var/releases", "dry-run=true")]
    [InlineData("nothing", 2, "has a credential in it", "store=s3://bucket/x?region=eu-central-1&secret=abc")]
    [InlineData("nothing", 2, "'public-url' must be an address of https", "public-url=ftp://x.example")]
    [InlineData("nothing", 2, "The release folder does not exist", "release-folder=nowhere")]
    [InlineData("a version with a suffix", 2, "has a suffix")]
    [InlineData("a file that changed after the build", 1, "has other bytes")]
    [InlineData("a file that is missing", 2, "is missing in the release folder")]
    [InlineData("another release sealed under the version", 1, "is sealed already as another release")]
    [InlineData("notes that are a link", 2, "notes.txt' is a link and no file")]
    [InlineData("notes.json that is a link", 2, "notes.json' is a link and no file")]
    [InlineData("notes that are a pipe", 2, "notes.txt' is a pipe, socket or device")]
    [InlineData("notes that never end", 2, "notes.txt' is a link and no file")]
    [InlineData("notes that are no UTF-8", 2, "notes.txt is no UTF-8 text")]
    [InlineData("notes.json with half a character", 2, "notes.json in the release folder is no JSON")]
    [InlineData("a file that is a link", 2, "AppImage' is a link and no file")]
    [InlineData("a file that is a pipe", 2, "AppImage' is a pipe, socket or device")]
    [InlineData("a folder that is a link", 2, "linux-x64' is a link and no folder")]
    [InlineData("a fragment that is a link", 2, "release.linux-x64.json' is a link and no file")]
    [InlineData("a configuration that is a pipe", 2, "is a pipe, socket or device")]
    [InlineData("two files of one name", 1, "appears 2 times in one leg")]
    [InlineData("a number that clients can't read", 1, "has a number above 9007199254740991")]
    [InlineData("a block map as long as its file", 1, "ends with a block map of")]
    [InlineData("a channel named like a feed", 2, "must be another channel name")]
    [InlineData("a plan file that is a folder", 2, "'release/publish-plan.json' can't be written")]
    [InlineData("an events file that is a folder", 2, "'release/events.ndjson' can't be written")]
    [InlineData("an events file that is a pipe", 2, "'release/events.ndjson' can't be written")]
    [InlineData("an old entry of the log that was changed", 1, "00000001.json has the hash")]
    [InlineData("an old entry of the log that is gone", 1, "00000001.json is missing, and entries that came after it are there")]
    [InlineData("a name with a space", 1, "would be renamed by GitHub ('Sample.App.1.1.0.AppImage')")]
    [InlineData("an installer without its version", 1, "lacks the version 1.1.0")]
    [InlineData("legs of two commits", 1, "A release has one")]
    [InlineData("legs of two versions", 1, "A release has one")]
    [InlineData("a leg that is missing", 1, "The release lacks mac-universal")]
    [InlineData("a leg that nobody expects", 1, "The release has win-x64, which publish.legs")]
    [InlineData("a platform that is dropped", 1, "has nothing for clients of win, which 1.0.0 serves")]
    [InlineData("another app's store", 1, "of the app 'sample-app', and this is 'other-app'")]
    [InlineData("no app", 2, "which app the store is of")]
    [InlineData("notes of another version", 1, "notes.json is of version 1.0.0")]
    [InlineData("an entry of the log that was changed", 1, "The log of canary is not whole")]
    [InlineData("a log that lost its newest entry", 1, "The log of canary is not whole")]
    [InlineData("a log that is gone", 1, "and no log: the log was lost")]
    [InlineData("a release that was changed", 1, "Somebody changed the store by hand")]
    [InlineData("an entry of tomorrow", 3, "Set the clock, then run again")]
    public async Task It_is_refused_and_no_byte_that_readers_see_changes(string accident, int code, string words, params string[] inputs)
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        run.Stage.Build("1.1.0");
        PublishAccidents.All[accident](run);
        var before = run.Stage.Snapshot();
        IEnumerable<string[]> given = inputs.DefaultIfEmpty("rollout=10").Select(input => input.Split('=', 2));
        Assert.Equal(code, await run.PublishAsync("1.1.0", [.. given.Select(pair => (pair[0], pair[1]))]));
        string error = Assert.Single(run.Run.Output.Split('\n'), line => line.StartsWith("::error", StringComparison.Ordinal));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        // A file that came before the one that is refused may be in the store: nothing names it.
        Assert.Equal(Visible(before), Visible(run.Stage.Snapshot()));
    }

    [Theory]
    [InlineData("1.0.0", "20", 1, "1.0.0 is on canary already, offered to 100 %")]
    [InlineData("0.9.0", "100", 1, "canary served 1.0.0 already, and 0.9.0 is lower")]
    public async Task A_version_that_is_not_higher_is_refused(string version, string rollout, int code, string words)
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        if (version != "1.0.0")
            run.Stage.Build(version);
        var before = run.Stage.Snapshot();
        Assert.Equal(code, await run.PublishAsync(version, ("rollout", rollout)));
        Assert.Contains(words, run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
    }

    [Theory]
    [InlineData("canary: 1", 0)]
    [InlineData("canary: 2", 3)]
    [InlineData("beta: 1", 3)]
    public async Task An_entry_of_tomorrow_stops_nobody_once_the_configuration_says_that_its_time_is_wrong(string named, int code)
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        PublishAccidents.All["an entry of tomorrow"](run);
        run.Configure($"publish: {{ app: sample-app, wrong-times: {{ {named} }} }}");
        run.Stage.Build("1.1.0");
        Assert.Equal(code, await run.PublishAsync("1.1.0"));
        Assert.Equal(code == 3, run.Run.Output.Contains("name it in publish.wrong-times", StringComparison.Ordinal));
        if (code == 0)
            Assert.Equal(["00000002.json is earlier than the one before it"], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "canary"));
    }

    [Theory]
    [InlineData(ReleaseArch.X64, "sample-app-1.0.0-arm64ish.zip", "holds 'arm64' and is for x64")]
    [InlineData(ReleaseArch.Universal, "sample-app-1.0.0-x64-arm64.zip", "holds 'arm64' and is for universal")]
    [InlineData(ReleaseArch.Arm64, "sample-app-1.0.0-apple.zip", "lacks 'arm64'")]
    public void A_mac_name_that_clients_would_take_for_another_processor_is_refused(ReleaseArch arch, string name, string words)
    {
        run.Stage.Build("1.0.0", "", (ReleasePlatform.Mac, arch));
        string folder = run.Stage.At("release-1.0.0");
        ReleaseFragment fragment = ReleaseFragmentFile.Find(folder, new Leg(ReleasePlatform.Mac, arch))!;
        Artifact update = fragment.Artifacts.Single(artifact => artifact.Kind == ArtifactKind.Update) with { Path = name, Blockmap = null };
        ReleaseFragmentFile.Write(folder, fragment with { Artifacts = [update] }, CancellationToken.None);
        var refused = Assert.Throws<ReleaseException>(() => ReleaseSeal.Of(new SealRequest { ReleaseFolder = folder, App = "sample-app" }));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => run.Dispose();

    private static SortedDictionary<string, string> Visible(SortedDictionary<string, string> files) =>
        new(files.Where(file => !file.Key.StartsWith("artifacts/1.1.0", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);
}
