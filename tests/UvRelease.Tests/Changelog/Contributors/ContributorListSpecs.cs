using System.Text;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Contributors;
using UvRelease.Changelog.Git;
using Xunit;

namespace UvRelease.Tests.Changelog.Contributors;

public sealed class ContributorListSpecs : IDisposable
{
    private readonly GitSandbox git = new();
    private readonly Dictionary<string, string> logins = new(StringComparer.OrdinalIgnoreCase);

    public void Dispose() => git.Dispose();

    private async Task<string[]> ListAsync(string? previous, bool mailmap = false, params Person[] coAuthors)
    {
        var query = new LogQuery(previous, "HEAD") { Mailmap = mailmap };
        Change[] changes = [.. CommitLog.Read(git.Repository, query, CancellationToken.None).Select(ToChange)];
        IReadOnlyList<Contributor> found = ContributorList.Find(git.Repository, changes, previous, mailmap, logins, CancellationToken.None);
        return [.. found.Select(contributor =>
            $"{contributor.Person.Name} <{contributor.Person.Mail}> "
            + $"{contributor.Changes}{(contributor.IsFirstTime ? " first" : "")}{(IsBot(contributor.Person) ? " bot" : "")}"
            + $"{(contributor.Login is { } login ? " @" + login : "")}")];

        static bool IsBot(Person person) => BotList.Has(BotList.Default, person.Name, person.Mail);

        Change ToChange(Commit commit) => new() { Type = "feat", Description = commit.Message, Commit = commit, Authors = [commit.Author, .. coAuthors] };
    }

    [Fact]
    public async Task Those_whose_address_no_earlier_release_knows_are_new()
    {
        git.Commit("a", author: "Ann <ann@x>");
        string previous = git.Commit("b", author: "Bo <bo@x>");
        git.Commit("c", author: "Ann Renamed <ANN@x>");
        git.Commit("d", author: "Cy <cy@x>");
        git.Commit("e", author: "Cy <cy@x>");
        Assert.Equal(["Cy <cy@x> 2 first", "Ann Renamed <ANN@x> 1"], await ListAsync(previous));
    }

    [Fact]
    public async Task In_a_first_release_nobody_is_called_new()
    {
        git.Commit("a");
        Assert.Equal(["Ann Author <ann@example.com> 1"], await ListAsync(null));
    }

    [Fact]
    public async Task Work_on_a_branch_that_was_not_released_does_not_make_somebody_known()
    {
        string previous = git.Commit("a");
        git.Git("checkout", "-q", "-b", "side");
        git.Commit("b", author: "Bo <bo@x>");
        git.Git("checkout", "-q", "main");
        git.Merge("side");
        Assert.Contains("Bo <bo@x> 1 first", await ListAsync(previous));
    }

    [Fact]
    public async Task Co_authors_count_once_a_change_and_strange_names_do_no_harm()
    {
        string previous = git.Commit("a");
        git.Commit("b");
        File.WriteAllText(git.At(".mailmap"), "Bo Best <bo@best> <bo@x>\n");
        Person[] others = [new("Bo", "bo@x"), new("Bo Again", "BO@x"), new("Eve <>\n<ann@example.com>", "e\nve@x"), new("", "")];
        string[] found = await ListAsync(previous, mailmap: true, others);
        Assert.Contains("Bo Best <bo@best> 1 first", found);
        Assert.Equal(4, found.Length);
    }

    [Fact]
    public async Task Mailmap_joins_addresses_and_makes_nobody_new()
    {
        string previous = git.Commit("a", author: "Ann <old@x>");
        git.Commit("b", author: "Ann <new@x>");
        File.WriteAllText(git.At(".mailmap"), "Ann Real <ann@real> <old@x>\nAnn Real <ann@real> <new@x>\n");
        Assert.Equal(["Ann <new@x> 1 first"], await ListAsync(previous));
        Assert.Equal(["Ann Real <ann@real> 1"], await ListAsync(previous, mailmap: true));
    }

    [Fact]
    public async Task Two_addresses_of_one_account_are_one_contributor()
    {
        git.Commit("a", author: "Ann <ann@home>");
        string previous = git.Commit("b", author: "Bo <bo@x>");
        git.Commit("c", author: "Ann <ann@work>");
        git.Commit("d", author: "Ann <ann@home>");
        git.Commit("e", author: "Cy <cy@x>");
        (logins["ANN@work"], logins["ann@home"], logins["cy@x"]) = ("ann", "ann", "cy");
        Assert.Equal(["Cy <cy@x> 1 first @cy", "Ann <ann@home> 2 @ann"], await ListAsync(previous));
    }

    [Fact]
    public async Task A_login_is_known_by_the_address_that_mailmap_replaces()
    {
        string previous = git.Commit("a");
        git.Commit("b");
        File.WriteAllText(git.At(".mailmap"), "Bo Best <bo@best> <bo@x>\n");
        logins["bo@x"] = "bo";
        Assert.Equal(["Bo Best <bo@best> 1 first @bo", "Ann Author <ann@example.com> 1"], await ListAsync(previous, mailmap: true, new Person("Bo", "bo@x")));
    }

    [Fact]
    public async Task Bots_are_known_by_name()
    {
        string previous = git.Commit("a");
        git.Commit("b", author: "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>");
        Assert.EndsWith(" first bot", Assert.Single(await ListAsync(previous)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Claude", "noreply@anthropic.com", true)]
    [InlineData("Claude Opus 4.5", "noreply@anthropic.com", true)]
    [InlineData("Claude Monet", "claude@giverny.example", false)]
    [InlineData("Copilot", "198982749+Copilot@users.noreply.github.com", true)]
    [InlineData("Cursor Agent", "cursoragent@cursor.com", true)]
    [InlineData("Hosted Weblate", "hosted@weblate.org", true)]
    [InlineData("renovate[bot]", "29139614+renovate[bot]@users.noreply.github.com", true)]
    [InlineData("GitHub", "noreply@github.com", true)]
    [InlineData("Mend Renovate", "bot@renovateapp.com", true)]
    [InlineData("Electron Bot", "electron@github.com", true)]
    [InlineData("Snyk bot", "snyk-bot@snyk.io", true)]
    [InlineData("GitHub Action", "action@github.com", true)]
    [InlineData("Jan Bot", "jan@x", false)]
    [InlineData("Botho", "botho@x", false)]
    [InlineData("Ann", "robot@x", false)]
    public void Programs_are_no_contributors(string name, string mail, bool bot) => Assert.Equal(bot, BotList.Has(BotList.Default, name, mail));

    [Fact]
    public async Task Co_authors_of_earlier_releases_are_not_new()
    {
        string previous = git.Commit("a\n\nbody\n\nSigned-off-by: Ann <ann@example.com>\nco-authored-by: Mei <mei@x>");
        git.Commit("b", author: "Mei Tanaka <MEI@x>");
        git.Commit("c", author: "Li <li@x>");
        Assert.Equal(["Li <li@x> 1 first", "Mei Tanaka <MEI@x> 1"], await ListAsync(previous));
    }

    [Fact]
    public async Task One_person_with_two_addresses_is_one()
    {
        string previous = git.Commit("a", author: "Ann Lee <ann@home>");
        git.Commit("b", author: "Ann Lee <ann@work>");
        git.Commit("c", author: "annlee <12+annlee@users.noreply.github.com>");
        git.Commit("d", author: "Ann L <annlee@users.noreply.github.com>");
        git.Commit("e", author: "Bo <ann@other>");
        Assert.Equal(["Ann L <annlee@users.noreply.github.com> 2 first", "Bo <ann@other> 1 first", "Ann Lee <ann@work> 1"], await ListAsync(previous));
    }

    [Fact]
    public async Task Who_was_read_once_is_kept_with_the_commit_and_asked_for_again_only_since()
    {
        git.Commit("a", author: "Ann <ann@old>");
        string first = git.Commit("b\n\nCo-authored-by: Mei <mei@x>", author: "Bo <bo@x>");
        git.Commit("c", author: "Cy <cy@x>");
        Assert.Equal(["Cy <cy@x> 1 first"], await ListAsync(first, mailmap: true));
        string cache = git.At(".git", "uv-release", "authors");
        Assert.StartsWith($"uv-release authors 1 {first}\n", File.ReadAllText(cache), StringComparison.Ordinal);

        // What is there is believed: the history is not read again.
        File.AppendAllText(cache, "cy@x\0Cy\n");
        Assert.Equal(["Cy <cy@x> 1"], await ListAsync(first, mailmap: true));
        File.WriteAllText(cache, File.ReadAllText(cache).Replace("cy@x\0Cy\n", "", StringComparison.Ordinal));

        // A later release reads what came since, by the .mailmap of now.
        string second = git.Commit("d", author: "Di <di@x>");
        File.WriteAllText(git.At(".mailmap"), "Ann Lee <ann@new> <ann@old>\n");
        git.Commit("e", author: "Ann Lee <ann@new>");
        git.Commit("f", author: "Mei <mei@x>");
        git.Commit("g", author: "Di <di@x>");
        git.Commit("h", author: "Ed <ed@x>");
        string[] found = await ListAsync(second, mailmap: true);
        Assert.Equal(["Ed <ed@x> 1 first", "Ann Lee <ann@new> 1", "Di <di@x> 1", "Mei <mei@x> 1"], found);
        Assert.StartsWith($"uv-release authors 1 {second}\n", File.ReadAllText(cache), StringComparison.Ordinal);
        Assert.Equal(found, await ListAsync(second, mailmap: true));

        // Of another line of history nothing is taken, nor of a damaged file, nor through a link.
        git.Git("checkout", "-q", "--orphan", "other");
        string root = git.Commit("r", author: "Ro <ro@x>");
        git.Commit("s", author: "Bo <bo@x>");
        Assert.Equal(["Bo <bo@x> 1 first"], await ListAsync(root, mailmap: true));
        foreach (string damaged in (string[])["", "uv-release authors 1 ", $"uv-release authors 1 {root}", $"uv-release authors 2 {root}\nbo@x\0Bo\n",
            $"uv-release authors 1 --help\nbo@x\0Bo\n", $"uv-release authors 1 {root}\nbo@x\0Bo"])
        {
            File.WriteAllText(cache, damaged);
            Assert.Equal(["Bo <bo@x> 1 first"], await ListAsync(root, mailmap: true));
        }

        File.Move(cache, git.At("elsewhere"));
        File.CreateSymbolicLink(cache, git.At("elsewhere"));
        File.AppendAllText(git.At("elsewhere"), "bo@x\0Bo\n");
        Assert.Equal(["Bo <bo@x> 1 first"], await ListAsync(root, mailmap: true));
    }

    [Fact]
    public async Task A_shallow_clone_keeps_nothing()
    {
        git.Commit("a", author: "Ann <ann@x>");
        string previous = git.Commit("b", author: "Bo <bo@x>");
        git.Commit("c", author: "Cy <cy@x>");
        using GitSandbox clone = git.Clone("--depth=2");
        ContributorList.Find(clone.Repository, [], previous, true, new Dictionary<string, string>(), CancellationToken.None);
        var query = new LogQuery(previous, "HEAD");
        IReadOnlyList<Change> changes = ChangeList.From(CommitLog.Read(clone.Repository, query, CancellationToken.None), new ChangeRules()).Changes;
        Assert.True(Assert.Single(ContributorList.Find(clone.Repository, changes, previous, true, new Dictionary<string, string>(), CancellationToken.None))
            .IsFirstTime);
        Assert.False(Directory.Exists(clone.At(".git", "uv-release")));
    }

    [Fact]
    public async Task A_long_history_is_read_only_as_far_as_it_must_be()
    {
        var stream = new StringBuilder();
        for (int i = 1; i <= 20_000; i++)
            stream.Append($"commit refs/heads/main\nmark :{i}\ncommitter Ann <ann@example.com> {1_700_000_000 + i} +0000\ndata 1\nx\n");
        git.FastImport(stream);
        string previous = git.Git("rev-parse", "main");
        git.Git("checkout", "-q", "main");
        git.Commit("new");
        Assert.Equal(["Ann Author <ann@example.com> 1"], await ListAsync(previous));
    }
}
