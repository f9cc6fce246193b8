using UvRelease.ReleaseNotes;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog;

/// <summary>release-notes as a whole, on a repository of git itself.</summary>
internal sealed class ReleaseNotesStage : IDisposable
{
    /// <summary>The repository.</summary>
    public GitSandbox Git { get; } = new();

    /// <summary>What the step is given, and what it says.</summary>
    public StepRun Run { get; } = new();

    public ReleaseNotesStage()
    {
        Run.Variables["PATH"] = Git.Variables["PATH"];
        Run.Variables["GITHUB_WORKSPACE"] = Git.Folder;
    }

    public void Dispose()
    {
        Git.Dispose();
        Run.Dispose();
    }

    public IReadOnlyDictionary<string, string> Outputs => RunnerFile.Read(Run.Outputs);

    public async Task<int> ReleaseAsync(params (string Name, string Value)[] inputs)
    {
        File.WriteAllText(Run.Variables["GITHUB_OUTPUT"], "");
        foreach ((string name, string value) in inputs)
            Run.Variables["INPUT_" + name.ToUpperInvariant()] = value;
        return await Task.Run(() => new StepHost(Run.Environment(), () => 143, TestContext.Current.CancellationToken).Run<ReleaseNotesOptions,
            ReleaseNotesStep>([StepHost.FromInputs]));
    }

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Git.At(name))!);
        File.WriteAllText(Git.At(name), text);
    }

    public string Read(string name) => File.ReadAllText(Git.At(name));
}
