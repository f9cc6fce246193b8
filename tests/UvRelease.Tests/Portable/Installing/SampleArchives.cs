using System.Collections.Concurrent;
using Xunit;
using UvRelease.Tests.Formats.Archives;

namespace UvRelease.Tests.Portable.Installing;

/// <summary>Archives of an app with a command line, a service, a helper, web assets, help and recipes: made by package-portable, unpacked by unzip.</summary>
internal static class SampleArchives
{
    public const string Configuration = """
        portable:
          name: sample-app
          binaries:
            - { path: build/sample, to: bin/sample }
            - { path: build/sampled, to: bin/sampled }
            - { path: build/sample-browser, to: bin/sample-browser, kinds: [desktop] }
          assets:
            - { path: build/web, to: web, role: web, must-have: [index.html] }
            - { path: build/help, to: docs/help_snapshots, role: docs }
            - { path: build/recipes, to: recipes, role: recipe }
            - { path: build/icon.png, to: icons/sample.png }
          install:
            title: Sample & Co
            commands:
              - { name: sample, path: bin/sample }
              - { name: sampled, path: bin/sampled }
              - { name: sample-browser, path: bin/sample-browser, kinds: [desktop] }
            environment:
              - { name: SAMPLE_STATE, value: "{state}" }
            service: { run: [sampled, serve, --state, "{state}", 100%] }
            desktop: { command: sample-browser, icon: icons/sample.png, icon-size: 64, categories: [Utility] }
          setup:
            - { run: [sample, setup, --mode, local], kinds: [desktop] }
          smoke:
            - { run: [sample, gateway, --help], output: "^usage: sample gateway" }
            - { run: [sample, doctor, --json], output: ok }
            - { run: [sample, preflight, single-vm], output: ready }
        """;

    private static int count;
    private static readonly string[] Binaries = ["sample", "sampled", "sample-browser"];
    private static readonly ConcurrentDictionary<(string, string, string), Lazy<Task<string>>> Made = new();
    private static readonly Lazy<TemporaryFolder> Folder = new(() =>
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    });

    /// <summary>The unpacked archive.</summary>
    /// <param name="kind">desktop or headless.</param>
    /// <param name="version">Version of the app.</param>
    /// <param name="probes">More of the configuration; empty takes the default probes.</param>
    /// <param name="isBroken">Whether its programs end with an error.</param>
    public static Task<string> UnpackedAsync(string kind, string version, string probes = "", bool isBroken = false) =>
        Made.GetOrAdd((kind, version, probes + isBroken), key => new Lazy<Task<string>>(() => MakeAsync(kind, version, probes, isBroken))).Value;

    /// <summary>Builds the app into a workspace.</summary>
    public static async Task BuildAsync(PortableStage stage, string version, bool isBroken = false)
    {
        foreach (string name in Binaries)
        {
            Directory.CreateDirectory(stage.At("build"));
            await OutsideProgram.RunAsync(stage.Workspace, "gcc", "-O1", $"-DNAME=\"{name}\"", $"-DVERSION=\"{version}\"", $"-DBROKEN={(isBroken ? 1 : 0)}",
                SourceTree.At("tests", "portable-app", "app.c"), "-o", stage.At("build", name));
        }

        stage.Write("build/web/index.html", $"<p>{version}</p>\n");
        stage.Write("build/web/it's a name.txt", "a name that shells must be told of\n");
        stage.Write("build/help/gateway.txt", "usage: sample gateway\n");
        stage.Write("build/recipes/single-vm.yml", "profile: single-vm\n");
        stage.Write("build/icon.png", [0x89, 0x50, 0x4e, 0x47]);
    }

    private static async Task<string> MakeAsync(string kind, string version, string probes, bool isBroken)
    {
        using var stage = new PortableStage();
        await BuildAsync(stage, version, isBroken);
        stage.Write(".github/uv-release.yml", Configuration + probes);
        Assert.Equal(0, await stage.PackageAsync(("kind", kind), ("version", version)));
        string folder = Folder.Value.At($"{Interlocked.Increment(ref count)}-{kind}-{version}");
        await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-q", stage.At(stage.Outputs["archive"]), "-d", folder);
        return folder;
    }
}
