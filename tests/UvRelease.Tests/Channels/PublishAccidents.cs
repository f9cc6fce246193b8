using UvRelease.Channels.Logs;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Json;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>What can be wrong with a release, its settings or its store before it is published.</summary>
internal static class PublishAccidents
{
    /// <summary>Each by its name; it happens between a publish of 1.0.0 and one of 1.1.0.</summary>
    public static IReadOnlyDictionary<string, Action<PublishRun>> All { get; } = new Dictionary<string, Action<PublishRun>>(StringComparer.Ordinal)
    {
        ["nothing"] = _ => { },
        ["a version with a suffix"] = run => Rewrite(run, fragment => fragment with { Version = "1.1.0-beta.1" }),
        ["a file that changed after the build"] = run => File.AppendAllText(Linux(run), "!"),
        ["a file that is missing"] = run => File.Delete(Linux(run)),
        ["another release sealed under the version"] = run => Put(run, "releases/1.1.0/release.json", "{}\n"),
        ["notes that are a link"] = run => Link(run, "notes.txt", "/proc/self/environ"),
        ["notes.json that is a link"] = run => Link(run, "notes.json", "/proc/self/environ"),
        ["notes that are a pipe"] = run => Pipe(run, "notes.txt"),
        ["notes that never end"] = run => Link(run, "notes.txt", "/dev/zero"),
        ["notes that are no UTF-8"] = run => File.WriteAllBytes(run.Stage.At("release-1.1.0", "notes.txt"), [0x41, 0xff, 0x42]),
        ["notes.json with half a character"] = run => File.WriteAllText(run.Stage.At("release-1.1.0", "notes.json"), "{\"version\":\"\\ud800\"}"),
        ["a file that is a link"] = run => Moved(run, file => File.CreateSymbolicLink(file, file + ".real")),
        ["a file that is a pipe"] = run => Moved(run, file => Pipe(file)),
        ["a folder that is a link"] = run => Redirect(run),
        ["a fragment that is a link"] = run => LinkFragment(run),
        ["a configuration that is a pipe"] = run => { File.Delete(Configuration(run)); Pipe(Configuration(run)); },
        ["two files of one name"] = run => Twice(run),
        ["a number that clients can't read"] = run => Rewrite(run, fragment => fragment with { Version = "1.1.9007199254740992" }),
        ["a block map as long as its file"] = run => Rewrite(run, Lie, onlyLinux: true),
        ["a channel named like a feed"] = run => run.Configure("changelog: { channels: [latest-linux] }\npublish: { app: sample-app }"),
        ["a plan file that is a folder"] = run => Folder(run.Stage.At("release", "publish-plan.json")),
        ["an events file that is a folder"] = run => Folder(run.Stage.At("release", "events.ndjson")),
        ["an events file that is a pipe"] = run => { File.Delete(run.Stage.At("release", "events.ndjson")); Pipe(run.Stage.At("release", "events.ndjson")); },
        ["an old entry of the log that was changed"] = run => Old(run, key => Edit(run, key, "\"local\"", "\"eve\"")),
        ["an old entry of the log that is gone"] = run => Old(run, key => File.Delete(run.Stage.At("store", key))),
        ["a name with a space"] = run => Rename(run, "sample-app-1.1.0-linux-x64.AppImage", "Sample App 1.1.0.AppImage"),
        ["an installer without its version"] = run => RenameWin(run, "setup.exe"),
        ["legs of two commits"] = run => Rewrite(run, fragment => fragment with { Commit = new string('a', 40) }),
        ["legs of two versions"] = run => Rewrite(run, fragment => fragment with { Version = "1.1.1" }, onlyLinux: true),
        ["a leg that is missing"] = run => run.Configure("publish: { app: sample-app, legs: [linux-x64, win-x64, mac-universal] }"),
        ["a leg that nobody expects"] = run => run.Configure("publish: { app: sample-app, legs: [linux-x64] }"),
        ["a platform that is dropped"] = run => File.Delete(run.Stage.At("release-1.1.0", "release.win-x64.json")),
        ["another app's store"] = run => run.Configure("publish: { app: other-app }"),
        ["no app"] = run => run.Configure("publish: {}"),
        ["notes of another version"] = run => File.WriteAllText(run.Stage.At("release-1.1.0", "notes.json"), "{\"version\":\"1.0.0\"}"),
        ["an entry of the log that was changed"] = run => Edit(run, "channels/canary/log/00000001.json", "\"local\"", "\"eve\""),
        ["a log that lost its newest entry"] = run => File.Delete(run.Stage.At("store", "channels/canary/log/00000001.json")),
        ["a log that is gone"] = run => Directory.Delete(run.Stage.At("store", "channels"), recursive: true),
        ["a release that was changed"] = run => Edit(run, "releases/1.0.0/release.json", PublishStage.Commit, new string('b', 40)),
        ["an entry of tomorrow"] = run => Tomorrow(run),
    };

    private static string Linux(PublishRun run) => run.Stage.At("release-1.1.0", "linux-x64", "sample-app-1.1.0-linux-x64.AppImage");

    private static void Put(PublishRun run, string key, string text)
    {
        string path = run.Stage.At("store", key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string Configuration(PublishRun run) => run.Stage.At(".github", "uv-release.yml");

    private static void Link(PublishRun run, string name, string to) => File.CreateSymbolicLink(run.Stage.At("release-1.1.0", name), to);

    private static void Pipe(PublishRun run, string name) => Pipe(run.Stage.At("release-1.1.0", name));

    internal static void Pipe(string path)
    {
        using var make = System.Diagnostics.Process.Start("mkfifo", [path]);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
    }

    private static void Folder(string path)
    {
        File.Delete(path);
        Directory.CreateDirectory(path);
    }

    private static void Moved(PublishRun run, Action<string> put)
    {
        File.Move(Linux(run), Linux(run) + ".real");
        put(Linux(run));
    }

    private static void Redirect(PublishRun run)
    {
        string folder = Path.GetDirectoryName(Linux(run))!;
        Directory.Move(folder, folder + ".real");
        Directory.CreateSymbolicLink(folder, folder + ".real");
    }

    private static void LinkFragment(PublishRun run)
    {
        string fragment = run.Stage.At("release-1.1.0", "release.linux-x64.json");
        File.Move(fragment, fragment + ".real");
        File.CreateSymbolicLink(fragment, fragment + ".real");
    }

    private static void Twice(PublishRun run)
    {
        string other = run.Stage.At("release-1.1.0", "linux-x64", "again");
        Directory.CreateDirectory(other);
        File.Copy(Linux(run), Path.Combine(other, Path.GetFileName(Linux(run))));
        Rewrite(run, fragment => fragment with
        {
            Artifacts =
            [
                .. fragment.Artifacts,
                .. fragment.Artifacts.Select(one => one with { Path = one.Path.Replace("x64/", "x64/again/", StringComparison.Ordinal) }),
            ],
        }, onlyLinux: true);
    }

    private static ReleaseFragment Lie(ReleaseFragment fragment) => fragment with
    {
        Artifacts = [.. fragment.Artifacts.Select(one => one with { Blockmap = ArtifactBlockmap.Embedded(one.Size - 3) })],
    };

    // A channel with three generations, of which the first is another one.
    private static void Old(PublishRun run, Action<string> change)
    {
        foreach (string version in (string[])["1.0.1", "1.0.2"])
        {
            run.Stage.Build(version);
            Assert.Equal(0, run.PublishAsync(version).GetAwaiter().GetResult());
        }

        change("channels/canary/log/00000001.json");
    }

    private static void Edit(PublishRun run, string key, string from, string to)
    {
        string path = run.Stage.At("store", key);
        File.WriteAllText(path, File.ReadAllText(path).Replace(from, to, StringComparison.Ordinal));
    }

    private static void Rewrite(PublishRun run, Func<ReleaseFragment, ReleaseFragment> change, bool onlyLinux = false)
    {
        string folder = run.Stage.At("release-1.1.0");
        foreach (ReleaseFragment fragment in ReleaseFragmentFile.All(folder).Where(fragment => !onlyLinux || fragment.Platform == ReleasePlatform.Linux))
        {
            ReleaseFragmentFile.Write(folder, change(fragment), CancellationToken.None);
            // Of two commits, one leg's is changed.
            if (fragment.Platform == ReleasePlatform.Linux && change(fragment).Commit != fragment.Commit)
                return;
        }
    }

    private static void Rename(PublishRun run, string from, string to)
    {
        string leg = run.Stage.At("release-1.1.0", "linux-x64");
        File.Move(Path.Combine(leg, from), Path.Combine(leg, to));
        Artifact Renamed(Artifact artifact) => artifact with { Path = artifact.Path.Replace(from, to, StringComparison.Ordinal) };
        Rewrite(run, fragment => fragment with { Artifacts = [.. fragment.Artifacts.Select(Renamed)] }, onlyLinux: true);
    }

    private static void RenameWin(PublishRun run, string to)
    {
        const string from = "sample-app-1.1.0-win-x64.exe";
        string leg = run.Stage.At("release-1.1.0", "win-x64");
        File.Move(Path.Combine(leg, from), Path.Combine(leg, to));
        File.Move(Path.Combine(leg, from + ".blockmap"), Path.Combine(leg, to + ".blockmap"));
        string Renamed(string path) => path.Replace(from, to, StringComparison.Ordinal);
        Rewrite(run, fragment => fragment with
        {
            Artifacts = [.. fragment.Artifacts.Select(artifact => artifact with
            {
                Path = Renamed(artifact.Path),
                Blockmap = artifact.Blockmap is { Path: { } path } map ? map with { Path = Renamed(path) } : artifact.Blockmap,
            })],
        });
    }

    // The whole channel as a machine would leave it whose clock is a day ahead.
    private static void Tomorrow(PublishRun run)
    {
        string path = run.Stage.At("store", "channels/canary/log/00000001.json");
        LogEntry entry = LogJson.ReadEntry(File.ReadAllBytes(path), "entry");
        string tomorrow = Times.Text(Times.Read(entry.At).AddDays(1));
        byte[] bytes = LogJson.WriteEntry(entry with { At = tomorrow });
        File.WriteAllBytes(path, bytes);
        var state = ChannelState.Of(new LogHead(entry, StoreChecker.Hash(bytes)));
        File.WriteAllBytes(run.Stage.At("store", "channels/canary/state.json"), LogJson.WriteState(state));
    }
}
