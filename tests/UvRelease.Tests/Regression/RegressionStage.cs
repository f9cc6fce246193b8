using System.Diagnostics;
using System.Text;
using UvRelease.Regression.Matrices;
using UvRelease.Regression.Reports;
using Xunit;

namespace UvRelease.Tests.Regression;

/// <summary>A repository with a matrix and the catalogue of its build, in which the real program runs.</summary>
internal sealed class RegressionStage : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    public const string Repository = "acme/sample-app";
    public const string Version = "1.2.0";
    public const string Catalogue = """
        {"schema":"uv-release/regression-catalogue/1","fixtures":["empty-folder","large-file"],
         "acceptance":[{"id":"opens","capability":"editor","fixtures":["empty-folder","large-file"]},
                       {"id":"syncs","capability":"sync","fixtures":["empty-folder"]}]}
        """;

    public const string Yaml = """
        app: sample-app
        catalogue: artifacts/catalogue.json
        profiles:
          - { id: fast, summary: Each push., subsystems: [editor], chaos: 0 }
          - { id: full, summary: Nightly and before a release., subsystems: [editor, sync], chaos: 1 }
        subsystems:
          - { id: editor, summary: What people write in. }
          - { id: sync, summary: What copies it elsewhere. }
        fixtures:
          - { id: empty-folder, summary: Nothing yet. }
          - { id: large-file, summary: More than memory holds. }
        acceptance:
          - { id: opens, summary: A file opens., capability: editor, profiles: [fast, full], fixtures: [empty-folder, large-file] }
          - { id: syncs, summary: A change arrives., capability: sync, profiles: [full], fixtures: [empty-folder] }
        devices:
          - { id: linux-swiftshader, os: linux, arch: x64, driver: SwiftShader, profiles: [full] }
          - { id: win-nvidia, os: win, arch: x64, driver: NVIDIA, profiles: [full] }
        setup:
          - { id: install, profiles: [full], run: ["true"], timeout-seconds: 10 }
        scenarios:
          - id: starts
            summary: It starts.
            category: runtime
            profiles: [fast, full]
            subsystems: [editor]
            acceptance: [opens]
            run: ["true"]
            timeout-seconds: 10
            retries: 1
            numbers:
              - { id: cold-start, unit: ms, expected: 400, absolute: 50, relative: 20%, side: above }
          - id: draws
            summary: It draws.
            category: contract
            profiles: [full]
            subsystems: [editor]
            devices: [linux-swiftshader]
            run: ["true"]
            timeout-seconds: 10
            snapshots:
              - { id: scene, golden: goldens/scene.png, threshold: 0.1, share: 0.5% }
          - id: disk-full
            summary: Nothing is lost.
            category: chaos
            profiles: [full]
            subsystems: [sync]
            acceptance: [syncs]
            run: ["true"]
            timeout-seconds: 10

        """;

    /// <summary>A matrix of one profile that this machine runs.</summary>
    public static string Own(string scenarios) => $"""
        app: sample-app
        catalogue: artifacts/catalogue.json
        profiles: [{"{"} id: fast, summary: Each push., subsystems: [editor], chaos: 0 {"}"}]
        subsystems: [{"{"} id: editor, summary: What people write in. {"}"}]
        scenarios:
        {scenarios}
        """;

    public const string NoCatalogue = """{"schema":"uv-release/regression-catalogue/1","fixtures":[],"acceptance":[]}""";

    private readonly TemporaryFolder folder = new();

    public static string Digest { get; } = new('b', 64);

    public string At(params string[] parts) => folder.At(parts);

    public string Write(string name, string text) => folder.Write(name, text);

    public static RegressionMatrix Matrix(string? yaml = null) => RegressionMatrix.Read(Encoding.UTF8.GetBytes(yaml ?? Yaml), "matrix.yml");

    public RunReport Report(string place = "regression/fast") =>
        RunReport.Read(File.ReadAllBytes(At(place, RunReport.FileName)), RunReport.FileName);

    /// <summary>Starts the program.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "regression"), ["--commit", Commit, "--repository", Repository, .. arguments])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "";
        start.Environment["HOME"] = folder.Path;
        start.Environment["NPM_TOKEN"] = "a-secret";
        return Process.Start(start)!;
    }

    /// <summary>Runs the program to its end.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, error);
    }

    public void Dispose() => folder.Dispose();
}
