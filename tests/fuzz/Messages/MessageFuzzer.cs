using System.Globalization;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;

namespace UvRelease.Fuzz.Messages;

/// <summary>Fuzzes the reader of commit messages and the list of changes.</summary>
public static class MessageFuzzer
{
    private const int RangeLength = 50;

    // A line is looked at by the walk, by the search for the last footers, and by one search for the end of each of two kinds of fence.
    private const int MostVisits = 5;

    /// <summary>Reads so many messages, one by one and as ranges of a made history.</summary>
    public static FuzzResult Run(int seed, int count)
    {
        var maker = new MessageMaker(seed);
        var dice = new Dice(seed + 1);
        var range = new List<Commit>();
        string before = "feat: x";
        for (int input = 1; input <= count; input++)
        {
            string made = maker.Make(50).Text;
            string text = dice.Chance(20) ? made : MessageMutator.Mutate(made, before, dice);
            before = made;
            string? broken = Check(text);
            range.Add(NextCommit(range.Count, text, dice));
            if (broken is null && range.Count == RangeLength)
            {
                broken = Check(range);
                range.Clear();
            }

            if (broken is not null)
                return new FuzzResult(input, $"{broken}\nseed {seed}, message: {System.Text.Json.JsonSerializer.Serialize(text)}");
        }

        return new FuzzResult(count, null);
    }

    private static string? Check(string text)
    {
        try
        {
            CommitMessage message = MessageParser.Parse(text, whole: true, out long visited);
            return visited > (MostVisits * (long)text.Length) + MostVisits ? $"{visited} visits of {text.Length} characters"
                : MessageInvariants.Broken(text, message);
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    private static string? Check(List<Commit> commits)
    {
        try
        {
            var rules = new ChangeRules { RepositoryPage = new Uri("https://github.com/acme/app"), Trackers = [new TrackerRule("UV", "https://x/{key}")] };
            return MessageInvariants.Broken(ChangeList.From(commits, rules), commits.Count);
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    // Parents come later in the list; some are missing, as at the end of a range, and some names are twice there, as in no repository.
    private static Commit NextCommit(int place, string text, Dice dice)
    {
        string[] parents = [.. Enumerable.Range(0, dice.Next(4) switch { 0 => 2, 1 => 3, _ => 1 }).Select(_ => Id(place + 1 + dice.Next(6)))];
        string message = dice.Next(8) switch
        {
            0 => $"Revert \"x\"\n\nThis reverts commit {Id(dice.Next(RangeLength))[..dice.Next(7, 41)]}.\n\n{text}",
            1 => $"{text}\n\n(cherry picked from commit {Id(dice.Next(RangeLength))})",
            _ => text,
        };
        return new Commit(Id(dice.Chance(1) ? 0 : place), parents, new Person($"p{dice.Next(3)}", $"p{dice.Next(3)}@example.com"),
            DateTimeOffset.UnixEpoch, message);
    }

    private static string Id(int place) => (place + 1).ToString("x8", CultureInfo.InvariantCulture).PadRight(40, 'a');
}
