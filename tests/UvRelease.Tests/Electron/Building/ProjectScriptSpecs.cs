using System.Runtime.Versioning;
using UvRelease.Electron.Building;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Electron.Building;

/// <summary>Scripts of the project and of its dependencies: which of them run, with what, and as whom.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProjectScriptSpecs : IDisposable
{
    private const string Hello = "console.log(`hello from the build of ${process.env.RELEASE_VERSION}`)";
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(null, """{ "build": "node hello.js" }""", "> node hello.js")]
    [InlineData("compile", """{ "compile": "node hello.js", "build": "false" }""", "> node hello.js")]
    [InlineData(null, """{ "prebuild": "node hello.js", "build": "true" }""", "> node hello.js")]
    [InlineData("none", """{ "build": "false" }""", null)]
    [InlineData(null, """{ "bundle": "false" }""", null)]
    [InlineData(null, "{}", null)]
    public void The_build_script_is_the_one_that_is_named_or_build(string? name, string scripts, string? said)
    {
        string log = Run(scripts, name);
        if (said is null)
            Assert.Equal("", log);
        else
            Assert.Contains("hello from the build of 1.2.3", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compile", """{ "build": "true", "test": "true" }""", "'build-script' is 'compile', and package.json has no such script; it has build, test.")]
    [InlineData(null, """{ "build": "exit 3" }""", "npm run build ended with code 3")]
    public void A_script_that_is_missing_or_fails_ends_the_build(string? name, string scripts, string said) =>
        Assert.Contains(said, Assert.Throws<ReleaseException>(() => Run(scripts, name)).Message, StringComparison.Ordinal);

    [Fact]
    public void It_is_run_by_the_project_s_package_manager()
    {
        Node.Needs("pnpm", "tools/electron-builder");
        folder.Write("pnpm-lock.yaml", "lockfileVersion: '9.0'\n");
        string path = $"{SourceTree.At("tools", "electron-builder", "node_modules", ".bin")}:{System.Environment.GetEnvironmentVariable("PATH")}";
        Assert.Contains("hello from the build of 1.2.3", Run("""{ "build": "node hello.js" }""", null, path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token", null, "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n", "token")]
    [InlineData(null, "//r.example/:_authToken=one\n@acme:registry=https://r.example/\n//r.example/:_password = \"two\"",
        "//r.example/:_authToken=${NPMRC_CREDENTIAL_0}\n@acme:registry=https://r.example/\n//r.example/:_password=${NPMRC_CREDENTIAL_1}", "one two")]
    [InlineData("token", "//r.example/:_authToken=${NPM_TOKEN}\r\nalways-auth=true\r\n", "//r.example/:_authToken=${NPM_TOKEN}\nalways-auth=true\n", "token")]
    [InlineData(null, "_auth=abc=\n# _auth=comment\n//r.example/:keyfile=/x\n",
        "_auth=${NPMRC_CREDENTIAL_0}\n# _auth=comment\n//r.example/:keyfile=/x\n", "abc=")]
    public void Credentials_are_in_variables_and_never_in_a_file(string? token, string? npmrc, string text, string credentials)
    {
        RegistryAccess access = RegistryAccess.Of(token, npmrc)!;
        Assert.Equal((text, credentials), (access.Text, string.Join(' ', access.Credentials)));
        IReadOnlyDictionary<string, string> variables = access.In(new Dictionary<string, string>(StringComparer.Ordinal), folder.Path, folder.Path);
        Assert.Equal(text, File.ReadAllText(variables["NPM_CONFIG_USERCONFIG"]));
        Assert.All(credentials.Split(' '), credential => Assert.Contains(credential, variables.Values));
    }

    [Fact]
    public void A_file_of_an_earlier_step_says_what_a_token_is_for()
    {
        var earlier = new Dictionary<string, string>(StringComparer.Ordinal) { ["npm_config_userconfig"] = "/github/runner_temp/.npmrc" };
        Assert.Equal("/github/runner_temp/.npmrc", RegistryAccess.Of("token", null)!.In(earlier, folder.Path, folder.Path)["npm_config_userconfig"]);
        IReadOnlyDictionary<string, string> own = RegistryAccess.Of("token", "a=b")!.In(earlier, folder.Path, folder.Path);
        Assert.False(own.ContainsKey("npm_config_userconfig"));
        Assert.Throws<ReleaseException>(() => RegistryAccess.Of("a\nb", null));
    }

    public void Dispose() => folder.Dispose();

    private string Run(string scripts, string? name, string? path = null)
    {
        folder.Write("package.json", $$"""{ "name": "app", "version": "0.0.0", "scripts": {{scripts}} }""");
        folder.Write("hello.js", Hello);
        var lines = new Lines();
        BuildScript.Run(Request(name, path), folder.Path, new BuildLog(lines, _ => new TemporaryFolder(), _ => { }), TestContext.Current.CancellationToken);
        return string.Join('\n', lines.All);
    }

    private BuildRequest Request(string? script, string? path) => new()
    {
        Project = folder.Path,
        Root = folder.Path,
        ReleaseFolder = folder.At("release"),
        Work = folder.At("work"),
        Platform = UvRelease.Releases.Artifacts.ReleasePlatform.Linux,
        Arches = [],
        Targets = [],
        Commit = new string('1', 40),
        Time = DateTimeOffset.UnixEpoch,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = path ?? System.Environment.GetEnvironmentVariable("PATH")!,
            ["HOME"] = System.Environment.GetEnvironmentVariable("HOME")!,
        },
        Version = "1.2.3",
        BuildScript = script,
        BuilderFolder = "/nowhere",
        ToolsFolder = "/nowhere",
        PackagingFolder = "/nowhere",
        User = ChildUser.For(folder.Path),
    };

    private sealed class Lines : IProgress<string>
    {
        public List<string> All { get; } = [];

        public void Report(string value) => All.Add(value);
    }
}
