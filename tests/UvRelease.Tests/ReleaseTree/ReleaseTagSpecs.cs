using Xunit;

namespace UvRelease.Tests.ReleaseTree;

public sealed class ReleaseTagSpecs : IDisposable
{
    private readonly ReleaseRepository repository = new();

    public void Dispose() => repository.Dispose();

    [Fact]
    public async Task A_commit_sets_no_tag()
    {
        await repository.ReleaseAsync("1.4.0");
        Assert.Equal("", repository.Git("tag"));
    }

    [Fact]
    public async Task A_release_gets_one_tag_that_stays_and_two_that_move()
    {
        string first = (await repository.ReleaseAsync("1.4.0"))["commit"];
        Run run = await repository.TagAsync("1.4.0");
        Assert.Equal((0, "v1.4.0 v1.4 v1", first), (run.Code, run["tags"], run["commit"]));
        Assert.Equal(first, Assert.Single(Tags("v1.4.0", "v1.4", "v1").Distinct()));
        string second = (await repository.ReleaseAsync("1.4.1"))["commit"];
        await repository.TagAsync("1.4.1");
        string third = (await repository.ReleaseAsync("1.5.0"))["commit"];
        await repository.TagAsync("1.5.0");
        Assert.Equal([first, second, second, third, third, third], Tags("v1.4.0", "v1.4.1", "v1.4", "v1.5.0", "v1.5", "v1"));
    }

    [Fact]
    public async Task Setting_tags_again_changes_nothing()
    {
        await repository.ReleaseAsync("1.4.0");
        Run first = await repository.TagAsync("1.4.0");
        string refs = repository.Git("show-ref");
        Assert.Equal(first.Outputs, (await repository.TagAsync("1.4.0")).Outputs);
        Assert.Equal(refs, repository.Git("show-ref"));
    }

    [Fact]
    public async Task A_moving_tag_never_goes_back()
    {
        string first = (await repository.ReleaseAsync("1.4.0"))["commit"];
        string second = (await repository.ReleaseAsync("1.5.0"))["commit"];
        await repository.TagAsync("1.5.0");
        Assert.Equal("v1.4.0 v1.4", (await repository.TagAsync("1.4.0"))["tags"]);
        Assert.Equal([first, first, second], Tags("v1.4.0", "v1.4", "v1"));
    }

    [Fact]
    public async Task A_pre_release_moves_no_tag()
    {
        await repository.ReleaseAsync("2.0.0-beta.1");
        Assert.Equal("v2.0.0-beta.1", (await repository.TagAsync("2.0.0-beta.1"))["tags"]);
        Assert.Equal("v2.0.0-beta.1", repository.Git("tag"));
    }

    [Fact]
    public async Task The_immutable_tag_is_never_moved()
    {
        await repository.ReleaseAsync("1.4.0");
        await repository.ReleaseAsync("1.5.0");
        repository.Git("tag", "v1.5.0", "releases/v1~1");
        await AssertRefused("1.5.0", "never moves");
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v1.4.0")]
    public async Task A_tag_at_something_that_is_no_release_is_refused_and_no_tag_is_set(string tag)
    {
        await repository.ReleaseAsync("1.4.0");
        repository.Git("tag", tag, "main");
        await AssertRefused("1.4.0", "no release of releases/v1");
        Assert.Equal(tag, repository.Git("tag"));
    }

    [Fact]
    public async Task A_branch_with_a_tags_name_is_refused()
    {
        await repository.ReleaseAsync("1.4.0");
        repository.Git("branch", "v1", "main");
        await AssertRefused("1.4.0", "branch called v1");
        Assert.Equal("", repository.Git("tag"));
    }

    [Fact]
    public async Task Tags_of_a_version_that_is_not_on_the_branch_are_refused()
    {
        await repository.ReleaseAsync("1.4.0");
        await AssertRefused("1.5.0", "no release commit of version 1.5.0");
    }

    [Fact]
    public async Task Tags_go_with_no_output_and_no_image() =>
        ReleaseBranchSpecs.AssertRefused(await repository.ReleaseAsync("1.4.0", "--tags"), 2, "neither --output nor --image");

    [Theory]
    [InlineData("v1.4.0")]
    [InlineData("1.4.0+build")]
    [InlineData("1.4")]
    public async Task A_version_of_another_form_is_refused(string version) =>
        ReleaseBranchSpecs.AssertRefused(await repository.RunAsync("--version", version, "--output", "x", "--image", Fixture.Image), 2, "semantic version");

    private string[] Tags(params string[] tags) => [.. tags.Select(tag => repository.Git("rev-parse", $"refs/tags/{tag}"))];

    private async Task AssertRefused(string version, string words) => ReleaseBranchSpecs.AssertRefused(await repository.TagAsync(version), 1, words);
}
