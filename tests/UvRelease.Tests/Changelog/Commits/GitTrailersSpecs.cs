using System.Globalization;
using System.Text.Json;
using UvRelease.Changelog.Commits;
using UvRelease.Fuzz.Messages;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>Git reads the same footers: what it prints for a message is what we find, but for the policies.</summary>
public class GitTrailersSpecs
{
    // Git knows trailers in the last paragraph only, and takes a paragraph that holds other lines for a body (unless a trailer of its own is among them).
    private static readonly string[] Explained =
        ["CC-2", "CC-3", "CC-4", "CC-7", "CC-8", "CC-9", "CC-10", "CC-13", "CC-17", "CC-19", "CC-20", "CC-24", "CC-25", "CC-28", "CC-29"];

    [Fact]
    public async Task Git_finds_the_footers_of_six_hundred_messages_as_we_do_but_for_the_policies()
    {
        var maker = new MessageMaker(7);
        MadeMessage[] made = [.. Enumerable.Range(0, 600).Select(number => maker.Make(number % 3 * 10))];
        var unexplained = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(made, TestContext.Current.CancellationToken, async (message, cancellationToken) =>
        {
            string[] ours = Ours(message.Text), theirs = await GitAsync(message.Text, cancellationToken);
            string[] explaining = [.. message.Policies.Intersect(Explained, StringComparer.Ordinal)];
            if (ours.SequenceEqual(theirs))
                return;
            lock (unexplained)
            {
                if (explaining.Length == 0)
                    unexplained.Add($"{JsonSerializer.Serialize(message.Text)} [{string.Join(' ', message.Policies)}]\n  {string.Join(" & ", ours)}\n  "
                        + $"{string.Join(" & ", theirs)}");
                if (explaining.Length == 1)
                    seen.Add(explaining[0]);
            }
        });
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained.Take(8)));
        Assert.Subset(new HashSet<string>(Explained, StringComparer.Ordinal), seen);
        Assert.True(seen.Count >= 8, $"only {string.Join(' ', seen)} were seen");
    }

    // A message, its policies where git differs, what git prints, what we find; the same when the last is not there.
    [Theory]
    [InlineData("feat: x\n\nbody\n\nReviewed-by: Z\nRefs: a\n b\n  c\n", "", "Reviewed-by: Z|Refs: a b c")]
    [InlineData("feat: x\n\nReviewed-by: Z\n\n", "", "Reviewed-by: Z")]
    [InlineData("feat: x\n\nbody only\n", "", "")]
    [InlineData("feat: x\r\n\r\nReviewed-by: Z\r\nAcked-by: Y\r\n", "", "Reviewed-by: Z|Acked-by: Y")]
    [InlineData("feat: x\n\nbody: of one word\nand more words\n\nAcked-by: Y\n", "CC-7", "Acked-by: Y", "body: of one word and more words|Acked-by: Y")]
    [InlineData("feat: x\n\nbody\nReviewed-by: Z\n", "CC-8", "", "Reviewed-by: Z")]
    [InlineData("feat: x\nReviewed-by: Z\n", "CC-3", "", "Reviewed-by: Z")]
    [InlineData("feat: x\n\nReviewed-by: Z\nfoo\nbar\n", "CC-9", "", "Reviewed-by: Z foo bar")]
    [InlineData("feat: x\n\nSigned-off-by: Z\nfoo\nbar\n", "CC-9", "Signed-off-by: Z", "Signed-off-by: Z foo bar")]
    [InlineData("feat: x\n\nReviewed-by: Z\nCloses #12\n", "CC-29", "", "Reviewed-by: Z|Closes: #12")]
    [InlineData("feat: x\n\nReviewed-by: Z\nBREAKING CHANGE: all\n", "CC-28", "", "Reviewed-by: Z|BREAKING CHANGE: all")]
    [InlineData("feat: x\n\nBREAKING-CHANGE: all\nReviewed-by: Z\n", "", "BREAKING-CHANGE: all|Reviewed-by: Z")]
    [InlineData("feat: x\n\nBREAKING-CHANGE: all\n\nmore\n\nReviewed-by: Z\n", "CC-7", "Reviewed-by: Z", "BREAKING-CHANGE: all more|Reviewed-by: Z")]
    [InlineData("feat: x\n\nhttps://example.com/a\n", "CC-4", "https: //example.com/a", "")]
    [InlineData("feat: x\n\nReviewed-by:Z\n", "", "Reviewed-by: Z")]
    [InlineData("feat: x\n\nReviewed-by : Z\n", "CC-20", "Reviewed-by: Z", "")]
    [InlineData("feat: x\n\n1: c\na-: d\n", "CC-20", "1: c|a-: d", "a-: d")]
    [InlineData("feat: x\n\nA_b: c\n", "", "")]
    [InlineData("feat: x\n\nSigned-off-by: A <a@b>\n(cherry picked from commit 0123456789)\nSigned-off-by: B <b@b>\n",
        "", "Signed-off-by: A <a@b>|Signed-off-by: B <b@b>")]
    [InlineData("feat: x\n\nBREAKING-CHANGE: c\nBefore: a\nAfter: b\n", "CC-24", "BREAKING-CHANGE: c|Before: a|After: b",
        "BREAKING-CHANGE: c Before: a After: b")]
    public async Task Git_reads_these_as_the_table_says(string message, string policies, string git, string? ours = null)
    {
        Assert.Equal(git, string.Join('|', await GitAsync(message, TestContext.Current.CancellationToken)));
        Assert.Equal(ours ?? git, string.Join('|', Ours(message)));
        Assert.Equal(policies.Length == 0, ours is null);
        Assert.True(policies.Length == 0 || Explained.Contains(policies), policies);
    }

    private static string[] Ours(string message) =>
        [.. MessageParser.Parse(message).Footers.Select(
            footer => $"{footer.Token}: {string.Join(' ', footer.Value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))}")];

    private static async Task<string[]> GitAsync(string message, CancellationToken cancellationToken)
    {
        var command = new ChildCommand("git", ["interpret-trailers", "--parse"])
        {
            Environment = new Dictionary<string,
                string>(StringComparer.Ordinal)
            {
                ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
                ["HOME"] = "/nonexistent",
                ["GIT_CONFIG_NOSYSTEM"] = "1"
            },
            WorkingDirectory = Path.GetTempPath(),
            StandardInput = message.EndsWith('\n') ? message : string.Create(CultureInfo.InvariantCulture, $"{message}\n"),
        };
        ChildResult result = await GuardedProgram.RunAsync(command, cancellationToken);
        Assert.Equal(0, result.ExitCode);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace("\r", "", StringComparison.Ordinal).Trim())];
    }
}
