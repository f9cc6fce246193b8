using System.Diagnostics;
using UvRelease.BuildElectron;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;

namespace UvRelease.Tests.Electron.Building;

/// <summary>The sample app in a repository of its own, built by the real electron-builder from stand-in distributions of Electron.</summary>
internal sealed class SampleProject : IDisposable
{
    private readonly StepRun run = new(inActions: false);
    private readonly TemporaryFolder outside = new();
    private string? tools;

    public SampleProject()
    {
        Run("cp", "-a", SourceTree.At("tests", "sample-app", "app") + "/.", Folder);
        Run("git", "init", "-q", Folder);
        Run("git", "-C", Folder, "add", "-A");
        Run("git", "-C", Folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.com",
            "commit", "-q", "-m", "feat: an app", "--date", "2024-01-01T00:00:00Z");
        foreach (string name in (string[])["PATH", "HOME"])
            run.Variables[name] = System.Environment.GetEnvironmentVariable(name) ?? "/";
        // Where registries are reached through a proxy with a certificate of its own.
        if (System.Environment.GetEnvironmentVariable("NODE_EXTRA_CA_CERTS") is { } certificates)
            run.Variables["NODE_EXTRA_CA_CERTS"] = certificates;
        run.Variables["SOURCE_DATE_EPOCH"] = "1704067200";
    }

    public string Folder => run.Workspace;

    public string Log => run.Error;

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Folder of tools (see <see cref="ToolsFolder"/>), outside of the project.</summary>
    public string Tools() => tools ??= ToolsFolder.Make(outside.At("tools"));

    /// <summary>Looks for programs in a folder first.</summary>
    public void Search(string folder) => run.Variables["PATH"] = $"{folder}:{run.Variables["PATH"]}";

    /// <summary>Changes a file of the project.</summary>
    public void Replace(string file, string from, string to)
    {
        string text = File.ReadAllText(At(file));
        Xunit.Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(At(file), text.Replace(from, to, StringComparison.Ordinal));
    }

    public Task<int> BuildAsync(params string[] arguments)
    {
        string[] given = ["--builder-folder", SourceTree.At("tools", "electron-builder"), "--electron-dist",
            SourceTree.At("artifacts", "electron-dist"), .. arguments];
        return Task.Run(() => new StepHost(run.Environment(), () => 143, Xunit.TestContext.Current.CancellationToken).Run<BuildElectronOptions,
            BuildElectronStep>(given));
    }

    /// <summary>Builds, and fails with what was said when the build fails.</summary>
    public async Task SucceedAsync(params string[] arguments)
    {
        if (await BuildAsync(arguments) is not 0 and var code)
            Xunit.Assert.Fail("The build ended with "
                + $"{code}:\n{string.Join('\n', Log.Split('\n').Where(line => line.Trim().Length is > 0 and < 400).TakeLast(60))}");
    }

    /// <summary>Standard output of a program.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }

    public void Dispose()
    {
        outside.Dispose();
        run.Dispose();
    }
}
