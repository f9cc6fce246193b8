using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using Xunit;

namespace UvRelease.Tests.Changelog.Tags;

public sealed class VersionTagSpecs : IDisposable
{
    private readonly GitSandbox git = new();

    public void Dispose() => git.Dispose();

    private Task<IReadOnlyList<VersionTag>> ListAsync(string pattern = "v*") =>
        Task.Run(() => VersionTag.List(git.Repository, TagPattern.Parse(pattern), CancellationToken.None));

    [Fact]
    public async Task Tags_of_every_making_lead_to_their_commit()
    {
        string id = git.Commit("a", "file");
        git.Git("tag", "v1.0.0");
        git.Git("tag", "-a", "-m", "annotated\nwith lines", "v2.0.0");
        git.Git("tag", "-a", "-m", "of a tag", "v3.0.0", "v2.0.0");
        git.Git("tag", "-a", "-m", "of a tag of a tag", "v4.0.0", "v3.0.0");
        Assert.Equal([("v4.0.0", id), ("v3.0.0", id), ("v2.0.0", id), ("v1.0.0", id)], (await ListAsync()).Select(tag => (tag.Name, tag.CommitId)));
    }

    [Fact]
    public async Task Tags_of_trees_and_blobs_name_no_release()
    {
        git.Commit("a", "file");
        git.Git("tag", "v1.0.0", "HEAD^{tree}");
        git.Git("tag", "v2.0.0", "HEAD:file");
        git.Git("tag", "-a", "-m", "blob", "v3.0.0", "HEAD:file");
        git.Git("tag", "-a", "-m", "tag of a tag of a blob", "v4.0.0", "v3.0.0");
        git.Commit("b");
        Assert.Equal(4, (await ListAsync()).Count);
        Assert.Single(ReleaseHistory.Read(git.Repository, new RangeRequest(), branches: true, commit => commit, CancellationToken.None));
        Assert.Null(ReleaseRange.Read(git.Repository, new RangeRequest(), null, CancellationToken.None).Range.Previous);
    }

    [Theory]
    [InlineData("v1.0.0;touch${IFS}x")]
    [InlineData("v1.0.0-$(id)")]
    [InlineData("v1.0.0\"'`")]
    [InlineData("v1.0.0%00")]
    public async Task Names_that_are_no_version_are_passed_over_whatever_they_hold(string name)
    {
        git.Commit("a");
        git.Git("tag", "v1.0.0");
        git.Git("update-ref", "refs/tags/" + name, "HEAD");
        Assert.Equal("v1.0.0", Assert.Single(await ListAsync()).Name);
    }

    [Fact]
    public async Task A_tag_that_begins_with_a_hyphen_is_a_name_and_no_option()
    {
        git.Commit("a");
        git.Git("update-ref", "refs/tags/--exec-1.0.0", "HEAD");
        git.Git("update-ref", "refs/tags/日本-1.0.0", "HEAD");
        git.Commit("b");
        Assert.Empty(await ListAsync());
        Assert.Equal("日本-1.0.0", Assert.Single(await ListAsync("日本-*")).Name);
        Assert.Equal("1.0.0",
            ReleaseRange.Read(git.Repository, new RangeRequest { Tags = new TagPattern("--exec-") }, null, CancellationToken.None).Range.Previous?.ToString());
    }

    [Fact]
    public async Task Versions_that_differ_in_build_metadata_alone_have_one_order()
    {
        git.Commit("a");
        foreach (string name in new[] { "v1.0.0+b", "v1.0.0", "v1.0.0+a", "v1.0.0-rc.1" })
            git.Git("tag", name);
        Assert.Equal(["v1.0.0+b", "v1.0.0+a", "v1.0.0", "v1.0.0-rc.1"], (await ListAsync()).Select(tag => tag.Name));
    }

    [Fact]
    public async Task Branches_named_like_tags_are_no_tags_and_tags_named_like_branches_are_found()
    {
        string id = git.Commit("a");
        git.Git("tag", "v1.0.0");
        git.Git("checkout", "-q", "-b", "v1.0.0");
        git.Commit("b");
        VersionTag tag = Assert.Single(await ListAsync());
        Assert.Equal(id, tag.CommitId);
        Assert.Equal(id, ReleaseRange.Read(git.Repository, new RangeRequest(), null, CancellationToken.None).Range.From);
    }
}
