using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Formats.Archives;

[assembly: Xunit.AssemblyFixture(typeof(UvRelease.Tests.Electron.Building.BuiltApps))]

namespace UvRelease.Tests.Electron.Building;

/// <summary>The sample app, built once for every spec that only looks at what came out. Nobody changes what is in its folders.</summary>
public sealed class BuiltApps : IDisposable
{
    private readonly Lazy<Task<BuiltApp>> linux, mac;

    public BuiltApps()
    {
        linux = new(() => BuiltApp.OfAsync(project =>
        {
            OutsideProgram.Needs("mksquashfs");
            OutsideProgram.Needs("dpkg-deb");
            project.Replace("electron-builder.yml", "linux:\n",
                "deb:\n  compression: gz\n  artifactName: ${productName} for ${arch} ${version}.${ext}\nlinux:\n");
        }, "--platform", "linux", "--targets", "dir\ntar.gz\ndeb\nAppImage", "--verify-reproducible", "--channel", "stable"));
        mac = new(() => BuiltApp.OfAsync(_ => { }, "--platform", "mac", "--arch", "x64\narm64\nuniversal", "--targets", "zip"));
    }

    /// <summary>Folder, tar.gz, deb and AppImage for x64, each built twice.</summary>
    internal Task<BuiltApp> LinuxAsync() => linux.Value;

    /// <summary>A zip for each processor, and one for both.</summary>
    internal Task<BuiltApp> MacAsync() => mac.Value;

    public void Dispose()
    {
        foreach (Lazy<Task<BuiltApp>> app in (Lazy<Task<BuiltApp>>[])[linux, mac])
        {
            if (app is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                app.Value.Result.Dispose();
        }
    }
}

/// <summary>A build that went well: its folder, its log and its fragments.</summary>
internal sealed record BuiltApp(SampleProject Project, IReadOnlyList<ReleaseFragment> Fragments) : IDisposable
{
    public string Log => Project.Log;

    public static async Task<BuiltApp> OfAsync(Action<SampleProject> change, params string[] arguments)
    {
        var project = new SampleProject();
        change(project);
        await project.SucceedAsync([.. arguments, "--feed-url", "https://updates.example.com/app", "--tools-folder", project.Tools()]);
        return new BuiltApp(project, ReleaseFragmentFile.All(project.At("release")));
    }

    /// <summary>The path of the only artifact whose name ends so.</summary>
    public string File(string end) => Project.At("release", Artifact(end).Path);

    /// <summary>The only artifact whose name ends so.</summary>
    public Artifact Artifact(string end) =>
        Xunit.Assert.Single(Fragments.SelectMany(fragment => fragment.Artifacts), artifact => artifact.Path.EndsWith(end, StringComparison.Ordinal));

    public void Dispose() => Project.Dispose();
}
