using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Upgrading;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Upgrading;

public class UpgradeGuideSpecs
{
    [Fact]
    public void A_release_tells_all_that_its_pre_releases_told_and_did_not_take_back()
    {
        UpgradeGuide guide = UpgradeGuide.Empty.With(V("5.0.0-beta.1"), [Note("a"), Note("b")]).With(V("5.0.0-beta.2"), [Note("c")]);
        Assert.Equal(["a", "b", "c"], guide.Sections[0].Notes.Select(note => note.Note.Id));
        guide = guide.With(V("5.0.0"), [Note("a"), Note("c")]).With(V("5.1.0"), [Note("d")]);
        Assert.Equal(["a", "c", "d"], guide.Sections[0].Notes.Select(note => note.Note.Id));
        Assert.Equal(guide.Write(), guide.With(V("5.1.0"), [Note("d")]).Write());
    }

    [Fact]
    public void Who_jumps_meets_the_versions_between_in_their_order()
    {
        UpgradeGuide guide = UpgradeGuide.Empty;
        foreach (string version in (string[])["0.3.0", "0.4.0", "3.0.0", "10.0.0", "4.0.0", "5.0.0"])
            guide = guide.With(V(version), [Note("n" + version)]);
        Assert.Equal(["10", "5", "4", "3", "0.4", "0.3"], guide.Sections.Select(section => section.Line));
        Assert.Equal(["4", "5"], guide.Between(V("3.2.0"), V("5.0.0")).Select(section => section.Line));
        Assert.Equal(["0.4", "3"], guide.Between(V("0.3.9"), V("3.0.0")).Select(section => section.Line));
        Assert.Empty(guide.Between(V("5.0.0"), V("5.9.0")));
    }

    [Fact]
    public void A_guide_is_read_as_it_was_written()
    {
        string json = UpgradeGuide.Empty.With(V("5.0.0"), Story.Release().Upgrade).Write();
        Assert.Equal(json, UpgradeGuide.Read(json, "upgrade.json").Write());
        Golden.Matches(SourceTree.At("tests", "UvRelease.Tests", "Changelog", "Upgrading", "golden", "upgrade.json"), json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"schema\":\"uv-release/upgrade/2\",\"sections\":[]}")]
    [InlineData("{\"schema\":\"uv-release/upgrade/1\",\"sections\":null}")]
    [InlineData("{\"schema\":\"uv-release/upgrade/1\",\"sections\":[null]}")]
    [InlineData("{\"schema\":\"uv-release/upgrade/1\",\"sections\":[{\"line\":\"x\",\"notes\":[]}]}")]
    [InlineData("{\"schema\":\"uv-release/upgrade/1\",\"sections\":[{\"line\":\"5\",\"notes\":[null]}]}")]
    [InlineData("{\"schema\":\"uv-release/upgrade/1\",\"sections\":[{\"line\":\"5\",\"notes\":[{\"version\":\"x\",\"note\":{\"id\":\"a\",\"kind\":\"api\","
        + "\"title\":\"t\"}}]}]}")]
    public void Another_document_is_refused(string json) =>
        Assert.Equal("u.json", Assert.Throws<ReleaseException>(() => UpgradeGuide.Read(json, "u.json")).File);

    [Fact]
    public void The_guide_as_Markdown()
    {
        UpgradeMarkdown markdown = new MarkdownNotes(new ChangelogConfiguration(), Story.Page).Upgrade;
        UpgradeGuide guide = UpgradeGuide.Empty.With(V("4.0.0"), [Note("old")]).With(V("5.0.0"), Story.Release().Upgrade);
        Golden.Matches(SourceTree.At("tests", "UvRelease.Tests", "Changelog", "Upgrading", "golden", "from-3-to-5.md"),
            markdown.Sections(guide.Between(V("3.0.0"), V("5.0.0"))));
    }

    private static SemanticVersion V(string version) => SemanticVersion.TryParse(version)!;

    private static MigrationNote Note(string id) => new() { Id = id, Kind = MigrationKind.Api, Title = "The title of " + id };
}
