using System.Diagnostics;
using System.Text;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using Xunit;

namespace UvRelease.Tests.Releases.Artifacts;

public class ReleaseFragmentSpecs
{
    private static readonly string Commit = new('a', 40);

    private static Artifact Setup(string path = "Sample-Setup-1.2.0.exe", char hash = '1') => new(
        ArtifactKind.Installer, path, ReleasePlatform.Win, ReleaseArch.X64, 42, new string(hash, 64), new string('+', 85) + "A==",
        ArtifactBlockmap.External(path + ".blockmap", 7));

    private static ReleaseFragment Fragment(params Artifact[] artifacts) =>
        ReleaseFragment.Of("1.2.0", Commit, ReleasePlatform.Win, ReleaseArch.X64, new ReleaseFragmentTools("45.4.1", "26.17.0")).With(artifacts);

    private static ReleaseFragment Read(string json) => ReleaseFragmentJson.Read(Encoding.UTF8.GetBytes(json), "release.win-x64.json");

    private static string Written(ReleaseFragment fragment) => Encoding.UTF8.GetString(ReleaseFragmentJson.Write(fragment));

    [Fact]
    public void What_is_written_is_what_a_serializer_makes_of_the_record()
    {
        ReleaseFragment fragment =
            Fragment(Setup(), new Artifact(ArtifactKind.SourceMap, "source-maps/ä.map", ReleasePlatform.Win,
            ReleaseArch.X64, 0, new string('0', 64), new string('a', 85) + "w==", null));
        using var ours = System.Text.Json.JsonDocument.Parse(Written(fragment));
        using var judged = System.Text.Json.JsonDocument.Parse(Reflected.Write(fragment));
        Assert.Equal(judged.RootElement.EnumerateObject().Select(property => property.Name),
            ours.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.True(System.Text.Json.JsonElement.DeepEquals(judged.RootElement, ours.RootElement));
        Assert.Contains("\"sha512\": \"++++", Written(fragment), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fragment_has_one_text_whatever_the_order_of_its_making()
    {
        string text = Written(Fragment(Setup("b.exe"), Setup("a.exe")));
        Assert.Equal(text, Written(Fragment(Setup("a.exe"), Setup("b.exe"))));
        Assert.Equal(text, Written(Read(text)));
    }

    [Theory]
    [InlineData("\"commit\"", "\"comit\"", "'commit' is missing")]
    [InlineData("\"version\": \"1.2.0\"", "\"version\": \"1.2.0\", \"signed\": true", "'signed' is no known property")]
    [InlineData("\"version\": \"1.2.0\"", "\"version\": \"1.2.0\", \"version\": \"1.2.1\"", "no JSON that can be trusted")]
    [InlineData("fragment/1", "fragment/2", "this version reads uv-release/fragment/1")]
    [InlineData("\"version\": \"1.2.0\"", "\"version\": \"1.2\"", "no semantic version")]
    [InlineData("\"size\": 42", "\"size\": -1", "'artifacts[0].size' is the number -1")]
    [InlineData("\"size\": 42", "\"size\": \"42\"", "'artifacts[0].size' is text")]
    [InlineData("\"kind\": \"installer\"", "\"kind\": \"setup\"", "'artifacts[0].kind' is no word that is known here")]
    [InlineData("\"path\": \"Sample-Setup-1.2.0.exe\"", "\"path\": \"../Sample-Setup-1.2.0.exe\"", "no '..'")]
    [InlineData("\"path\": \"Sample-Setup-1.2.0.exe\"", "\"path\": \"/etc/passwd\"", "starts with '/'")]
    [InlineData("\"path\": \"Sample-Setup-1.2.0.exe\"", "\"path\": \"a\\\\b.exe\"", "has a backslash")]
    [InlineData("\"sha256\": \"1", "\"sha256\": \"A", "'artifacts[0].sha256' is no SHA-256")]
    [InlineData("A==", "B==", "'artifacts[0].sha512' is no SHA-512")]
    [InlineData("\"external\"", "\"embedded\"", "an embedded block map has no file")]
    [InlineData("\"electron\": \"45.4.1\",", "", "'toolVersions.electron' is missing")]
    [InlineData("\"platform\": \"win\",\n  \"arch\": \"x64\",\n  \"artifacts\"", "\"platform\": null,\n  \"arch\": \"x64\",\n  \"artifacts\"",
        "'platform' is null and must be text")]
    public void What_is_not_exactly_the_format_is_refused_by_name(string right, string wrong, string said)
    {
        string text = Written(Fragment(Setup()));
        Assert.Contains(right, text, StringComparison.Ordinal);
        var error = Assert.Throws<ReleaseException>(() => Read(text.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_cut_of_a_fragment_is_read()
    {
        byte[] bytes = ReleaseFragmentJson.Write(Fragment(Setup()));
        for (int length = 0; length < bytes.Length - 2; length++)
            Assert.Throws<ReleaseException>(() => ReleaseFragmentJson.Read(bytes.AsMemory(0, length), "cut"));
    }

    [Fact]
    public void A_step_that_runs_again_adds_nothing_twice()
    {
        using var folder = new TemporaryFolder();
        ReleaseFragmentFile.Merge(folder.Path, Fragment(Setup("a.exe")), TestContext.Current.CancellationToken);
        ReleaseFragmentFile.Merge(folder.Path, Fragment(Setup("b.exe")), TestContext.Current.CancellationToken);
        ReleaseFragmentFile.Merge(folder.Path, Fragment(Setup("b.exe")), TestContext.Current.CancellationToken);
        ReleaseFragment read = Assert.Single(ReleaseFragmentFile.All(folder.Path));
        Assert.Equal(["a.exe", "b.exe"], read.Artifacts.Select(artifact => artifact.Path));
        Assert.Equal(["release.win-x64.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Other_bytes_under_the_same_name_are_a_conflict()
    {
        var error = Assert.Throws<ReleaseException>(() => Fragment(Setup("a.exe")).Merge(Fragment(Setup("a.exe", '2'))));
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Contains("has other bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("is already",
            Assert.Throws<ReleaseException>(() => Fragment(Setup("a.exe")).Merge(Fragment(Setup("a.exe") with { Kind = ArtifactKind.Portable }))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ReleaseException>(() => Fragment(Setup("a.exe")).Merge(Fragment(Setup("A.exe", '2'))));
    }

    [Fact]
    public void Fragments_of_two_versions_commits_legs_or_tools_do_not_merge()
    {
        ReleaseFragment one = Fragment(Setup());
        ReleaseFragment[] others =
        [
            one with { Version = "1.2.1" }, one with { Commit = new string('b', 40) }, one with { Arch = ReleaseArch.Arm64 },
            one with { ToolVersions = new ReleaseFragmentTools("45.4.2", "26.17.0") },
        ];
        Assert.All(others, other => Assert.Equal(Fault.Refused, Assert.Throws<ReleaseException>(() => one.Merge(other)).Fault));
        Assert.Equal("26.17.0", (one with { ToolVersions = ReleaseFragmentTools.None }).Merge(one).ToolVersions.ElectronBuilder);
    }

    [Fact]
    public void A_file_named_after_another_leg_is_refused()
    {
        using var folder = new TemporaryFolder();
        ReleaseFragmentFile.Write(folder.Path, Fragment(Setup()), TestContext.Current.CancellationToken);
        File.Move(folder.At("release.win-x64.json"), folder.At("release.mac-arm64.json"));
        Assert.Contains("Name it release.win-x64.json", Assert.Throws<ReleaseException>(() => ReleaseFragmentFile.All(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 20) + 1)]
    [InlineData(3 << 20)]
    public void Hashes_are_those_of_coreutils(int length)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(folder.At("file"), bytes);
        var hash = ArtifactHash.Of(folder.At("file"), TestContext.Current.CancellationToken);
        Assert.Equal(length, hash.Size);
        Assert.Equal(Sum("sha256sum"), hash.Sha256);
        Assert.Equal(Sum("sha512sum"), Convert.ToHexStringLower(Convert.FromBase64String(hash.Sha512)));

        string Sum(string program)
        {
            using var process = Process.Start(new ProcessStartInfo(program, [folder.At("file")]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            return process.StandardOutput.ReadToEnd().Split(' ')[0];
        }
    }
}
