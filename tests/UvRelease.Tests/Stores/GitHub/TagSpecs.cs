using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>Tags that move, that rules keep from being made, that are burned; drafts that go or are published under the upload.</summary>
public sealed class TagSpecs : ReleaseStage
{
    private const string Upload = "repos/upload-release-asset";
    private static readonly string Other = new('b', 40);

    private async Task<bool> IsPublicAsync() => (await GitHub.ReleasesAsync()).Any(release => !(bool)release!["draft"]!);

    private static object Moves(string operation, int after = 0) =>
        new { operation, kind = "meanwhile", after, settings = new { tags = new Dictionary<string, string> { [Tag] = Other } } };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tag_that_moves_during_the_upload_keeps_the_draft_a_draft(bool exists)
    {
        if (exists)
            await GitHub.SetAsync(new { tags = new Dictionary<string, string> { [Tag] = Commit } });
        await GitHub.FailAsync(Moves(Upload, after: 2));
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Contains($"points to commit {Other}", error.Message, StringComparison.Ordinal);
        Assert.False(await IsPublicAsync());
    }

    [Fact]
    public async Task A_tag_that_moves_while_the_release_becomes_public_is_an_error_in_this_run_and_the_next()
    {
        await GitHub.FailAsync(Moves("repos/update-release"));
        ReleaseException error = await RefusedAsync();
        Assert.Contains($"its tag moved to commit {Other}", error.Message, StringComparison.Ordinal);
        Assert.Contains("The feeds were not changed", error.Message, StringComparison.Ordinal);
        Assert.Contains($"points to commit {Other}", (await RefusedAsync()).Message, StringComparison.Ordinal);
        await GitHub.SetAsync(new { tags = new Dictionary<string, string> { [Tag] = Commit } });
        Assert.True((await PlaceAsync()).AlreadyDone);
    }

    [Theory]
    [InlineData("Cannot create ref due to creations being restricted.")]
    [InlineData("Cannot create ref: the ruleset 'immutable releases' forbids it.")]
    public async Task What_a_ruleset_refuses_is_not_burned_and_is_published_once_the_rule_lets_it(string rules)
    {
        await GitHub.SetAsync(new { rules });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("A ruleset of", error.Message, StringComparison.Ordinal);
        Assert.Contains("not burned", error.Message, StringComparison.Ordinal);
        Assert.Contains(rules[..20], error.Message, StringComparison.Ordinal);
        await GitHub.SetAsync(new { rules = (string?)null });
        Assert.Equal(0, (await PlaceAsync()).Sent);
        await PublishedAsync();
    }

    [Fact]
    public async Task A_tag_that_was_pushed_by_somebody_who_may_passes_the_ruleset()
    {
        await GitHub.SetAsync(new { rules = "Cannot create ref due to creations being restricted.", tags = new Dictionary<string, string> { [Tag] = Commit } });
        await PlaceAsync();
        await PublishedAsync();
    }

    [Fact]
    public async Task A_burned_tag_is_told_as_one_although_GitHub_speaks_of_rules_too()
    {
        await GitHub.SetAsync(new { releases = new[] { Draft() }, burned = new[] { Tag }, rules = "Cannot create ref due to creations being restricted." });
        Assert.Contains("is burned", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_answers_404_for_ever_while_the_draft_is_there_says_so_and_names_the_file()
    {
        await GitHub.SetAsync(new { late = new { upload = 100 } });
        ReleaseException error = await RefusedAsync();
        Assert.Contains("App-1.4.0.AppImage could not be sent", error.Message, StringComparison.Ordinal);
        Assert.Contains("although the draft", error.Message, StringComparison.Ordinal);
        Assert.Contains("contents: write", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("is gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_that_is_deleted_during_the_upload_is_gone()
    {
        await GitHub.FailAsync(new { operation = Upload, kind = "deleted", after = 1 });
        ReleaseException error = await RefusedAsync();
        Assert.Contains("is gone, and App-1.4.0.AppImage.blockmap can't be sent to it", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await PlaceAsync()).Sent);
        await PublishedAsync();
    }

    [Fact]
    public async Task Another_release_of_the_tag_that_becomes_public_first_is_named()
    {
        long[] ids = await GitHub.SetAsync(new { releases = new[] { Draft(), new { tag_name = "v9.0.0", draft = false } } });
        await GitHub.FailAsync(new { operation = "repos/update-release", kind = "renamed", id = ids[1], tag = Tag });
        ReleaseException error = await RefusedAsync();
        Assert.Contains($"release {ids[1]} beside our draft {ids[0]}", error.Message, StringComparison.Ordinal);
    }
}
