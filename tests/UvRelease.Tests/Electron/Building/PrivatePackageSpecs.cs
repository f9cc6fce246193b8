using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using UvRelease.Electron.Building;
using UvRelease.Posix;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Electron.Building;

/// <summary>
/// A private package and a hostile one, installed by each package manager itself out of a registry that wants a token (tests/registry-double): the manager
/// has the token while it installs, and no script of a package ever does.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class PrivatePackageSpecs : IAsyncLifetime
{
    private const string Token = "npm_0123456789abcdefghijklmnopqrstuvwxyz";
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();
    private Process registry = null!;
    private string address = "";

    public async ValueTask InitializeAsync()
    {
        Node.Needs("yarn", "tools/electron-builder");
        Node.Needs("@yarnpkg/cli-dist", "tests/UvRelease.Tests/Electron/judges");
        string doubles = SourceTree.At("tests", "registry-double");
        registry = Process.Start(new ProcessStartInfo(
            Node.Program!, [Path.Combine(doubles, "registry.mjs"), .. new[] { "private", "hostile" }.Select(name => Path.Combine(doubles, "packages", name))])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["REGISTRY_TOKEN"] = Token },
        })!;
        address = JsonNode.Parse((await registry.StandardOutput.ReadLineAsync(Cancel))!)!["url"]!.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        folder.Dispose();
        if (registry is null)
            return;
        registry.StandardInput.Close();
        await registry.WaitForExitAsync(CancellationToken.None);
        registry.Dispose();
    }

    [Theory]
    [InlineData("npm", "package-lock.json", "install --package-lock-only --ignore-scripts")]
    [InlineData("pnpm", "pnpm-lock.yaml", "install --lockfile-only")]
    [InlineData("yarn", "yarn.lock", "install --ignore-scripts")]
    [InlineData("berry", "yarn.lock", "install --mode=update-lockfile")]
    public async Task The_manager_has_the_token_while_it_installs_and_no_script_ever_does(string manager, string lockfile, string lockCommand)
    {
        string program = manager == "berry" ? "yarn" : manager, path = Programs(manager);
        folder.Write(
            "app/package.json",
            """
            { "name": "app", "version": "1.0.0", "license": "MIT", "dependencies": { "@acme/private": "1.0.0", "@acme/hostile": "1.0.0" },
              "pnpm": { "onlyBuiltDependencies": ["@acme/hostile"] } }
            """);
        folder.Write("app/.npmrc", $"@acme:registry={address}/\n//{new Uri(address).Authority}/:_authToken=${{NPM_TOKEN}}\n");
        if (manager == "berry")
            folder.Write("app/.yarnrc.yml", Berry());
        // As a developer makes it, who is logged in.
        if (manager == "pnpm")
            folder.Write("home/.npmrc", $"//{new Uri(address).Authority}/:_authToken=${{NPM_TOKEN}}\n");
        await MakeLockAsync([program, .. lockCommand.Split(' ')], path);
        Assert.True(File.Exists(folder.At("app", lockfile)), lockfile);
        string nodeModules = folder.At("app", "node_modules");
        if (Directory.Exists(nodeModules))
            Directory.Delete(nodeModules, recursive: true);
        // Where it builds, nobody is logged in, and nothing is in a cache.
        Directory.Delete(folder.At("home"), recursive: true);
        int before = (await AskedAsync()).Length;

        var lines = new Lines();
        Dependencies.Install(Request(path), new BuildLog(lines, _ => new TemporaryFolder(), _ => { }), Cancel);

        string log = string.Join('\n', lines.All);
        Assert.True(File.Exists(Path.Combine(nodeModules, "@acme", "private", "package.json")), log);
        string[] asked = (await AskedAsync())[before..];
        Assert.NotEmpty(asked);
        Assert.All(asked, one => Assert.EndsWith(" with the token", one, StringComparison.Ordinal));
        string attack = folder.At("app", "attack-postinstall.json");
        JsonNode got = JsonNode.Parse(await File.ReadAllTextAsync(attack, Cancel))!;
        // The registry itself, which runs as whoever runs the specs, has it.
        string texts = got["texts"]!.ToString().Replace($"REGISTRY_TOKEN={Token}", "", StringComparison.Ordinal);
        Assert.Contains("INIT_CWD=", texts, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, texts, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, log, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }),
            file => Assert.True(
                Path.GetFileName(file) == Path.GetFileName(attack) || !File.ReadAllText(file).Contains(Token, StringComparison.Ordinal), file));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Berry() => $$"""
        nodeLinker: node-modules
        enableTelemetry: false
        enableScripts: true
        unsafeHttpWhitelist: ["127.0.0.1"]
        npmScopes:
          acme:
            npmRegistryServer: "{{address}}"
            npmAuthToken: "${YARN_NPM_AUTH_TOKEN-}"

        """;

    private async Task MakeLockAsync(string[] command, string path)
    {
        var child = new ChildCommand(command[0], command[1..])
        {
            Environment = new Dictionary<string, string>(Variables(path), StringComparer.Ordinal) { ["NPM_TOKEN"] = Token, ["YARN_NPM_AUTH_TOKEN"] = Token },
            WorkingDirectory = folder.At("app"),
        };
        ChildResult result = await GuardedProgram.RunAsync(child, Cancel);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    // Yarn 2 and later is a file beside the others, and is called yarn too.
    private string Programs(string manager)
    {
        string others = SourceTree.At("tools", "electron-builder", "node_modules", ".bin");
        if (manager == "berry")
        {
            others = folder.At("programs");
            string yarn = folder.Write("programs/yarn", "#!/bin/sh\nexec node '"
                + SourceTree.At("tests", "UvRelease.Tests", "Electron", "judges", "node_modules", "@yarnpkg", "cli-dist", "bin", "yarn.js") + "' \"$@\"\n");
            File.SetUnixFileMode(yarn, (UnixFileMode)0b111_101_101);
        }

        return $"{others}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    private Dictionary<string, string> Variables(string path) => new(StringComparer.Ordinal)
    {
        ["PATH"] = path,
        ["HOME"] = Directory.CreateDirectory(folder.At("home")).FullName,
        // Yarn 1 run by root keeps it elsewhere.
        ["YARN_CACHE_FOLDER"] = folder.At("home", "yarn"),
        // Where CI is set, Yarn keeps to the lockfile, which is to be made.
        ["YARN_ENABLE_IMMUTABLE_INSTALLS"] = "false",
    };

    private BuildRequest Request(string path) => new()
    {
        Project = folder.At("app"),
        Root = folder.At("app"),
        ReleaseFolder = folder.At("release"),
        Work = Directory.CreateDirectory(folder.At("work")).FullName,
        Platform = UvRelease.Releases.Artifacts.ReleasePlatform.Linux,
        Arches = [],
        Targets = [],
        Commit = new string('1', 40),
        Time = DateTimeOffset.UnixEpoch,
        Environment = Variables(path),
        BuilderFolder = "/nowhere",
        ToolsFolder = "/nowhere",
        PackagingFolder = "/nowhere",
        Registry = RegistryAccess.Of(Token, null),
    };

    private async Task<string[]> AskedAsync() => JsonSerializer.Deserialize<string[]>(await http.GetStringAsync(new Uri($"{address}/-/asked"), Cancel))!;

    private sealed class Lines : IProgress<string>
    {
        public List<string> All { get; } = [];

        public void Report(string value) => All.Add(value);
    }
}
