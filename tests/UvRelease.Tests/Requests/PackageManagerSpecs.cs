using System.Diagnostics;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Requests;

/// <summary>Real package managers make the lock files, and take them back unchanged after a release request has changed the versions in them.</summary>
public sealed class PackageManagerSpecs : RequestStage
{
    private static readonly string[] Judges = ["tests", "UvRelease.Tests", "Requests", "judges"];

    private async Task ManageAsync(string program, params string[] arguments)
    {
        string script = program switch
        {
            "pnpm" => SourceTree.At([.. Judges, "node_modules", "pnpm", "bin", "pnpm.cjs"]),
            "yarn" => SourceTree.At([.. Judges, "node_modules", "@yarnpkg", "cli-dist", "bin", "yarn.js"]),
            "yarn-1" => SourceTree.At([.. Judges, "node_modules", "yarn", "bin", "yarn.js"]),
            _ => program,
        };
        var start = new ProcessStartInfo(program == "npm" ? "npm" : "node", program == "npm" ? arguments : [script, .. arguments])
        {
            WorkingDirectory = Git.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Everything that they need is in the repository.
        foreach ((string name, string value) in new[]
        {
            ("HOME", Run.At("home")), ("CI", "1"), ("npm_config_offline", "true"), ("npm_config_audit", "false"), ("YARN_ENABLE_NETWORK", "0"),
            ("YARN_ENABLE_TELEMETRY", "0"), ("YARN_ENABLE_GLOBAL_CACHE", "0"), ("npm_config_manage_package_manager_versions", "false"),
        })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{await error}");
    }

    private void Monorepo(string range)
    {
        Write(".gitignore", "node_modules/\n.yarn/\n.pnp.*\n");
        Write(".github/uv-release.yml",
            "components:\n  core:\n    paths: [packages/core]\n  desktop:\n    paths: [apps/desktop]\n  site:\n    paths: [apps/site]\n");
        Write("package.json", """{"name":"acme","version":"0.0.0","private":true,"workspaces":["packages/*","apps/*"]}""");
        Write("packages/core/package.json", """{"name":"@acme/core","version":"1.0.0"}""");
        Write("apps/desktop/package.json",
            """{"name":"desktop","version":"2.0.0","dependencies":{"@acme/core":"RANGE"}}""".Replace("RANGE", range, StringComparison.Ordinal));
        Write("apps/site/package.json",
            """{"name":"site","version":"3.0.0","devDependencies":{"@acme/core":"RANGE"}}""".Replace("RANGE", range, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("npm", "^1.0.0", "package-lock.json")]
    [InlineData("pnpm", "workspace:^1.0.0", "pnpm-lock.yaml")]
    [InlineData("pnpm", "workspace:*", null)]
    [InlineData("yarn", "^1.0.0", "yarn.lock")]
    [InlineData("yarn", "workspace:^1.0.0", "yarn.lock")]
    [InlineData("yarn-1", "^1.0.0", null)]
    public async Task The_changed_lock_file_is_taken(string program, string range, string? changed)
    {
        Node.Needs("pnpm", string.Join("/", Judges));
        Monorepo(range);
        string[] make = program switch
        {
            "npm" => ["install", "--package-lock-only"],
            "pnpm" => ["install", "--lockfile-only"],
            "yarn" => ["install", "--mode=update-lockfile", "--no-immutable"],
            _ => ["install", "--offline", "--no-progress"],
        };
        if (program == "pnpm")
            Write("pnpm-workspace.yaml", "packages:\n  - packages/*\n  - apps/*\n");
        if (program == "yarn")
            Write("yarn.lock", "");
        await ManageAsync(program, make);
        Save("feat: all of it");
        foreach (string tag in new[] { "core-v1.0.0", "desktop-v2.0.0", "site-v3.0.0" })
            Git.Git("tag", tag);
        Git.Commit("feat!: another search", "packages/core/search.js");
        await DoneAsync();
        Dictionary<string, string?> files = await FilesAsync();
        Assert.Contains("\"version\":\"2.0.0\"", files["packages/core/package.json"]!.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        if (changed is not null)
            Assert.Contains("2.0.0", files[changed], StringComparison.Ordinal);
        await MergeAsync("chore: release packages (#1)");
        await ManageAsync(program, program switch
        {
            "npm" => ["ci"],
            "pnpm" => ["install", "--frozen-lockfile"],
            "yarn" => ["install", "--immutable"],
            _ => ["install", "--frozen-lockfile", "--offline", "--no-progress"],
        });
        // None of them found anything to mend.
        Assert.Equal("", Git.Git("status", "--porcelain"));
        if (program == "npm")
        {
            await ManageAsync("npm", "install", "--package-lock-only");
            Assert.Equal("", Git.Git("status", "--porcelain"));
        }
    }
}
