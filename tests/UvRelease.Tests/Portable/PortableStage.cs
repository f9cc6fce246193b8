using UvRelease.PackagePortable;
using UvRelease.Tests.Doubles;
using UvRelease.VerifyPortable;

namespace UvRelease.Tests.Portable;

/// <summary>A workspace with what a build left, and the two steps.</summary>
internal sealed class PortableStage : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    public const string Name = "sample-app-headless-1.4.0-linux-x64";

    public PortableStage()
    {
        Write(".github/uv-release.yml", """
            portable:
              name: sample-app
              binaries:
                - { path: "build/{platform}-{arch}/daemon{exe}", to: "bin/daemon{exe}" }
                - { path: "build/{platform}-{arch}/desktop{exe}", to: "bin/desktop{exe}", kinds: [desktop] }
              assets:
                - { path: build/web, to: web, role: web, must-have: [index.html] }
                - { path: build/recipes, to: recipes, role: recipe, kinds: [headless] }
                - { path: LICENSE, to: LICENSE.txt, role: docs }
              forbidden: ["*.secret"]
            """);
        Write("build/linux-x64/daemon", Programs.Elf(62));
        Write("build/linux-x64/desktop", Programs.Elf(62));
        Write("build/win-arm64/daemon.exe", Programs.Pe(0xaa64));
        Write("build/mac-universal/daemon", Programs.Fat(0x01000007, 0x0100000c));
        Write("build/web/index.html", "<!doctype html>\n");
        Write("build/web/assets/app.js", new string('j', 4000));
        Write("build/recipes/sample-app.service", "[Unit]\n");
        Write("LICENSE", "license\n");
        Write("release/notes.txt", "Sample 1.4.0\n\nFaster.\n");
        Write("release/upgrade.txt", "Move settings.\n");
    }

    public StepRun Run { get; private set; } = new();

    public string Workspace => Run.Workspace;

    public string Zip => At("release", Name + ".zip");

    public IReadOnlyDictionary<string, string> Outputs => RunnerFile.Read(Run.Outputs);

    public string At(params string[] parts) => Path.Combine([Workspace, .. parts]);

    public void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), bytes);
    }

    public Task<int> PackageAsync(params (string Name, string Value)[] inputs) =>
        Run.StepAsync<PackagePortableOptions,
            PackagePortableStep>(
            [("kind", "headless"), ("version", "1.4.0"), ("platform", "linux"), ("arch", "x64"),
            ("commit", Commit), ("migration-file", "release/upgrade.txt"), .. inputs]);

    public Task<int> VerifyAsync(params (string Name, string Value)[] inputs) =>
        Run.StepAsync<VerifyPortableOptions, VerifyPortableStep>([("path", $"release/{Name}.zip"), .. inputs]);

    public void Dispose() => Run.Dispose();
}
