using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Components;
using UvRelease.Changelog.Configuration;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;
using UvRelease.Requests.Settings;
using Xunit;

namespace UvRelease.Tests.Requests;

/// <summary>Settings of release-please and changesets, and what becomes of them.</summary>
public sealed class ConversionSpecs : RequestStage
{
    private YamlMapping Converted() => ConfigurationFile.Parse(File.ReadAllText(Git.At(".github", "uv-release.yml")), "uv-release.yml");

    [Fact]
    public async Task Release_please_with_packages_becomes_components()
    {
        Write("release-please-config.json", """
            {
              "separate-pull-requests": true, "include-v-in-tag": true, "bootstrap-sha": "abc",
              "changelog-sections": [{ "type": "feat", "section": "New" }, { "type": "chore", "section": "Chores", "hidden": true }],
              "packages": {
                "apps/desktop": { "release-type": "node", "component": "desktop", "exclude-paths": ["docs"] },
                "libs/core": { "release-type": "node", "package-name": "@acme/core", "extra-files": ["version.txt"] }
              }
            }
            """);
        Save("chore: settings");
        int code = await StepAsync(("convert", "true"));
        Assert.True(code == 0, Run.Output);
        YamlMapping project = Converted();
        IReadOnlyList<Component> components = Component.ReadAll(project);
        Assert.Equal(["desktop", "core"], components.Select(one => one.Name));
        Assert.Equal(["desktop-v*", "core-v*"], components.Select(one => one.TagPattern));
        Assert.Equal(["apps/desktop/docs"], components[0].ExcludePaths);
        Assert.True(RequestConfiguration.Read(project.Mapping("request")).IsEach);
        Assert.Equal(["chore"], ChangelogConfiguration.Read(project.Mapping("changelog")).HiddenTypes);
        Assert.Contains("Not taken over: extra-files of core", Run.Output, StringComparison.Ordinal);
        Assert.Contains("Not taken over: bootstrap-sha", Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changesets_become_components_and_fragments()
    {
        Write("package.json", """{"name":"root","private":true,"workspaces":["packages/*"]}""");
        Write("packages/a/package.json", """{"name":"@acme/a","version":"1.0.0"}""");
        Write("packages/b/package.json", """{"name":"@acme/b","version":"2.0.0","dependencies":{"@acme/a":"^1.0.0"}}""");
        Write(".changeset/config.json", """{"changelog":"@changesets/cli/changelog","commit":false,"fixed":[],"linked":[],"access":"public","ignore":[]}""");
        Write(".changeset/README.md", "# Changesets");
        Write(".changeset/brave-dogs-run.md", "---\n\"@acme/a\": minor\n'@acme/b': patch\n---\n\nOpen several windows\n\nEach has its own menu.\n");
        Write(".changeset/calm-cats.md", "---\n\"@acme/gone\": major\n---\n\nGone\n");
        Save("chore: settings");
        int code = await StepAsync(("convert", "true"));
        Assert.True(code == 0, Run.Output);
        Assert.Equal([("a", "packages/a", "@acme/a@*"), ("b", "packages/b", "@acme/b@*")],
            Component.ReadAll(Converted()).Select(one => (one.Name, one.Package, one.TagPattern)));
        ChangelogFragment fragment = Assert.Single(ChangelogFragmentFolder.Read(Git.At("packages", "a", ".changes"), "packages/a/.changes"));
        Assert.Equal(("Open several windows", "Minor"), (fragment.Title, $"{fragment.Bump}"));
        Assert.Single(ChangelogFragmentFolder.Read(Git.At("packages", "b", ".changes"), "packages/b/.changes"));
        Assert.Contains("There is no such package", Run.Output, StringComparison.Ordinal);
        Assert.Contains("Not taken over: access", Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "neither release-please-config.json nor")]
    [InlineData("[]", "is no JSON that can be converted")]
    [InlineData("{", "is no JSON that can be converted")]
    public async Task What_can_not_be_converted_is_refused(string? text, string words)
    {
        Write("README.md", "An app");
        if (text is not null)
            Write("release-please-config.json", text);
        Save("chore: settings");
        Assert.NotEqual(0, await StepAsync(("convert", "true")));
        Assert.Contains(words, Run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Git.At(".github", "uv-release.yml")));
    }

    [Fact]
    public async Task A_configuration_that_is_there_is_kept()
    {
        Write("release-please-config.json", "{}");
        Write(".github/uv-release.yml", "changelog: {}\n");
        Save("chore: settings");
        Assert.NotEqual(0, await StepAsync(("convert", "true")));
        Assert.Equal("changelog: {}\n", await File.ReadAllTextAsync(Git.At(".github", "uv-release.yml"), TestContext.Current.CancellationToken));
    }
}
