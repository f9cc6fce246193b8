using UvRelease.ReleaseTree.Tree;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.ReleaseTree;

public class TreeRuleSpecs
{
    private const string Manifest = "actions/release-notes/action.yml";
    private const string Workflow = ".github/workflows/release.yml";

    [Theory]
    [InlineData("docker://ghcr.io/org/uv-release@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("ghcr.io/org/uv-release")]
    [InlineData("ghcr.io/org/uv-release:v1.4.0")]
    [InlineData("ghcr.io/org/uv-release:v1.4.0@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("ghcr.io/org/uv-release@sha256:9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08")]
    [InlineData("ghcr.io/org/uv-release@sha256:9f86d081")]
    [InlineData("ghcr.io/org/uv-release@sha512:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("Ghcr.io/Org/uv-release@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("ghcr.io/org/uv-release@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 # x")]
    [InlineData("ghcr.io/org/uv-release@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n")]
    [InlineData("")]
    public void An_image_without_digest_or_with_a_tag_is_refused(string image)
    {
        ReleaseException e = Assert.Throws<ReleaseException>(() => ImageReference.Parse(image));
        Assert.Equal(Fault.Input, e.Fault);
        Assert.Contains("name@sha256:", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:5000/uv-release")]
    [InlineData("uv-release")]
    [InlineData("ghcr.io/some-org/uv_release/steps")]
    public void An_image_by_digest_may_stand_in_any_registry(string name) =>
        Assert.Equal($"{name}@sha256:{new string('a', 64)}", ImageReference.Parse($"{name}@sha256:{new string('a', 64)}").Text);

    [Theory]
    [InlineData("  image: ../../Dockerfile", "  image: docker://ghcr.io/org/uv-release:v1", 5)]
    [InlineData("  image: ../../Dockerfile", "  image: Dockerfile", 5)]
    [InlineData("  image: ../../Dockerfile", "  image: ../../Dockerfile # built", 5)]
    [InlineData("  image: ../../Dockerfile", "  main: index.js", 3)]
    [InlineData("  image: ../../Dockerfile", "  image: ../../Dockerfile\n  image: '../../Dockerfile'", 6)]
    [InlineData("  image: ../../Dockerfile", "other:\n  image: ../../Dockerfile", 6)]
    [InlineData("using: docker", "using: composite", 5)]
    [InlineData("  args:", "  steps:\n    - uses: a/b@v1\n  args:", 7)]
    public void A_manifest_without_exactly_one_image_from_source_is_an_error_at_its_line(string old, string @new, int line) =>
        AssertRefused(Manifest, Fixture.Text(Manifest).Replace(old, @new, StringComparison.Ordinal), line);

    [Theory]
    [InlineData("uses: ./actions/release-notes", "workspace")]
    [InlineData("uses: '../release-notes'", "workspace")]
    [InlineData("uses: $/actions/unfinished", "no actions/unfinished/action.yml")]
    [InlineData("uses: $/actions/release-notes/deep", "stands for no action")]
    [InlineData("uses: $/release-notes2", "stands for nothing")]
    [InlineData("uses: $/.github/workflows/ci.yml", "workflow_call")]
    [InlineData("{ name: Flow, uses: $/actions/release-notes }", "a line of its own")]
    [InlineData("\"uses\": $/actions/release-notes", "a line of its own")]
    public void A_reference_that_a_consumer_could_not_follow_is_an_error_at_its_line(string uses, string words)
    {
        ReleaseException e = AssertRefused(Workflow, Fixture.Text(Workflow)
            .Replace("uses: '$/actions/publish-channel'\n        with:\n          image: ${{ inputs.channel }}", uses, StringComparison.Ordinal), 19);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("on: workflow_call", true)]
    [InlineData("on: [push, workflow_call]", true)]
    [InlineData("on:\n  - workflow_call", true)]
    [InlineData("\"on\":\n  push:\n  workflow_call:", true)]
    [InlineData("on: push # workflow_call", false)]
    [InlineData("on:\n  push:\n    branches: [workflow_call]", false)]
    [InlineData("on:\n  # workflow_call:\n  workflow_dispatch:", false)]
    public void Only_workflows_with_a_workflow_call_trigger_are_copied(string on, bool copied)
    {
        IReadOnlyList<TreeFile> tree = TreeGenerator.Generate(Fixture.With(".github/workflows/more.yaml", on + "\njobs: {}\n"), Fixture.Request);
        Assert.Equal(copied, Fixture.Find(tree, ".github/workflows/more.yaml") is not null);
    }

    [Theory]
    [InlineData("upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1", "{ name: a, path: b, if-no-files-found: error }",
        "upload-artifact@c6a366c94c3e0affe28c06c8df20a878f24da3cf # v3.2.2")]
    [InlineData("download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1", "{ name: a, path: b }",
        "download-artifact@a9bc5e6ef2cb54c177f32aa5726adaa15e7e2d59 # v3.1.0")]
    [InlineData("download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1", "{ pattern: a-*, path: b }", null)]
    [InlineData("upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1", "{ name: a, path: b, overwrite: true }", null)]
    public void Artifact_actions_of_Enterprise_Server_work_there_or_the_workflow_and_its_callers_are_left_out(string uses, string with, string? pin)
    {
        string text = $"name: Promote\non: workflow_call\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/{uses}\n        with: {with}\n";
        IReadOnlyList<TreeFile> source = [.. Fixture.With(".github/workflows/promote.yml", text).Where(file => file.Path != ActionsLock.Location)];
        IReadOnlyList<TreeFile> tree = TreeGenerator.Generate(source, Fixture.Request with { ReferenceStyle = ReferenceStyle.Tag });
        Assert.Equal(pin is null ? null : text.Replace(uses, pin, StringComparison.Ordinal), Fixture.Find(tree, ".github/workflows/promote.yml"));
        Assert.Equal(pin is null, Fixture.Find(tree, ".github/workflows/release.yml") is null);
        Assert.Equal(text, Fixture.Find(TreeGenerator.Generate(source, Fixture.Request), ".github/workflows/promote.yml"));
    }

    [Fact]
    public void A_workflow_loads_programs_of_the_release_that_it_is_a_part_of()
    {
        const string text = "name: Regression\non: workflow_call\nenv:\n  PROGRAM: org/uv-release@v0.0.0-source\njobs: {}\n";
        IReadOnlyList<TreeFile> tree = TreeGenerator.Generate(
            Fixture.With(".github/workflows/regression.yml", text), Fixture.Request with { Repository = "acme/uv-release" });
        Assert.Contains("PROGRAM: acme/uv-release@v1.4.0\n", Fixture.Find(tree, ".github/workflows/regression.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Actions_that_need_no_Node_run_the_lean_image()
    {
        const string Lean = "ghcr.io/org/uv-release@sha256:2f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        TreeRequest request = Fixture.Request with { LeanImage = ImageReference.Parse(Lean) };
        IReadOnlyList<TreeFile> source = [.. SourceFolder.Read(Fixture.Folder),
            new TreeFile("actions/build-electron/action.yml", Fixture.Text("actions/release-notes/action.yml"))];
        IReadOnlyList<TreeFile> tree = TreeGenerator.Generate(source, request);
        Assert.Contains($"image: docker://{Lean} # v1.4.0", Fixture.Find(tree, "release-notes/action.yml"), StringComparison.Ordinal);
        Assert.Contains($"image: docker://{Lean} # v1.4.0", Fixture.Find(tree, "publish/action.yml"), StringComparison.Ordinal);
        Assert.Contains($"image: docker://{Fixture.Image} # v1.4.0", Fixture.Find(tree, "build-electron/action.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_workflow_that_is_no_yaml_is_an_error_at_its_line() => AssertRefused(".github/workflows/more.yml", "on: push\njobs: [\n", 3);

    [Fact]
    public void Public_names_can_be_given()
    {
        TreeRequest request = Fixture.Request with { PublicNames = PublicNames.Parse(["release-notes=notes"]) };
        IReadOnlyList<TreeFile> tree = TreeGenerator.Generate(SourceFolder.Read(Fixture.Folder), request);
        Assert.NotNull(Fixture.Find(tree, "notes/action.yml"));
        Assert.NotNull(Fixture.Find(tree, "publish/action.yml"));
        Assert.Contains("uses: $/notes # own", Fixture.Find(tree, Workflow), StringComparison.Ordinal);
        Assert.Contains("(../notes/README.md#outputs)", Fixture.Find(tree, "publish/README.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("release-notes=publish", "has already")]
    [InlineData("release-notes=schema", "'schema' of the tree")]
    [InlineData("release-notes=README.md", "lower-case")]
    [InlineData("release-notes=..", "lower-case")]
    [InlineData("release-note=notes", "there is no actions/release-note/action.yml")]
    public void A_public_name_that_can_not_be_one_is_refused(string entry, string words)
    {
        TreeRequest request = Fixture.Request with { PublicNames = PublicNames.Parse([entry]) };
        ReleaseException e = Assert.Throws<ReleaseException>(() => TreeGenerator.Generate(SourceFolder.Read(Fixture.Folder), request));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("release-notes")]
    [InlineData("=notes")]
    [InlineData("a=b=c")]
    public void A_public_name_of_another_form_is_refused(string entry) => Assert.Throws<ReleaseException>(() => PublicNames.Parse([entry]));

    [Fact]
    public void A_link_out_of_the_repository_is_an_error_at_its_line() =>
        AssertRefused("actions/release-notes/README.md", "# notes\n\n[x](../../../secret.md)\n", 3);

    [Fact]
    public void A_manifest_called_action_yaml_is_refused() => AssertRefused("actions/unfinished/action.yaml", "runs: {}\n", null);

    [Fact]
    public void A_file_that_is_no_text_is_refused()
    {
        Assert.Throws<ReleaseException>(() => TreeFile.Decode("schema/a.bin", [0x50, 0x00]));
        Assert.Throws<ReleaseException>(() => TreeFile.Decode("schema/a.bin", [0xFF, 0xFE]));
    }

    [Fact]
    public void A_symbolic_link_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret", "x");
        File.CreateSymbolicLink(folder.At("LICENSE"), folder.At("secret"));
        Assert.Throws<ReleaseException>(() => SourceFolder.Read(folder.Path));
    }

    [Fact]
    public void A_source_without_actions_is_refused() =>
        Assert.Throws<ReleaseException>(() => TreeGenerator.Generate([new TreeFile("README.md", "x\n")], Fixture.Request));

    [Fact]
    public void An_output_folder_with_something_in_it_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("old", "x");
        Assert.Throws<ReleaseException>(() => SourceFolder.Write(folder.Path, []));
    }

    private static ReleaseException AssertRefused(string path, string text, int? line)
    {
        ReleaseException e = Assert.Throws<ReleaseException>(() => TreeGenerator.Generate(Fixture.With(path, text), Fixture.Request));
        Assert.Equal((Fault.Input, path, line), (e.Fault, e.File, e.Line));
        return e;
    }
}
