using System.Text;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Posix;

namespace UvRelease.Changelog.Contributors;

/// <summary>Who took part in a release, from git alone. People are distinguished by their mail address, without regard to case.</summary>
public static class ContributorList
{
    /// <summary>Lists contributors: those with the most changes first, then by name.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="changes">Changes of the release, newest first.</param>
    /// <param name="previous">Id of the commit of the release before; null for a first release, where nobody is called new.</param>
    /// <param name="mailmap">True takes names and addresses by the repository's .mailmap (gitmailmap(5)).</param>
    /// <param name="logins">Logins at GitHub by mail address, where they were asked for: two addresses of one account are one contributor.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Environment"/>: git failed; the message holds its words.</exception>
    public static IReadOnlyList<Contributor> Find(
        GitRepository repository, IReadOnlyList<Change> changes, string? previous, bool mailmap,
            IReadOnlyDictionary<string, string> logins, CancellationToken cancellationToken)
    {
        Person[] named = [.. changes.SelectMany(change => change.Authors).Distinct()];
        Dictionary<Person, Person> real = mailmap ? Mapped(repository, named, cancellationToken) : named.ToDictionary(person => person);
        var found = new Dictionary<string, (Person Person, int Changes)>(StringComparer.OrdinalIgnoreCase);
        foreach (Change change in changes)
        {
            foreach (Person person in change.Authors.Select(author => real[author]).DistinctBy(KeyOf, StringComparer.OrdinalIgnoreCase))
                found[KeyOf(person)] = found.TryGetValue(KeyOf(person), out (Person Person, int Changes) known)
                    ? (known.Person, known.Changes + 1) : (person, 1);
        }

        HashSet<string> newcomers = previous is null ? [] : Newcomers(repository, found.Keys, previous, mailmap, cancellationToken);
        Dictionary<string, string> accounts = Accounts(real, logins);
        return
        [
            .. OneEach(found.Select(
                pair => new Contributor(pair.Value.Person, pair.Value.Changes, newcomers.Contains(pair.Key), accounts.GetValueOrDefault(pair.Key))))
                .OrderByDescending(contributor => contributor.Changes)
                .ThenBy(contributor => contributor.Person.Name, StringComparer.Ordinal)
                .ThenBy(contributor => contributor.Person.Mail, StringComparer.Ordinal),
        ];
    }

    // An address may be missing from a commit; then the name has to do.
    private static string KeyOf(Person person) => person.Mail.Length > 0 ? person.Mail : person.Name;

    private static Dictionary<string, string> Accounts(Dictionary<Person, Person> real, IReadOnlyDictionary<string, string> logins)
    {
        var accounts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((Person named, Person person) in real)
        {
            if (logins.TryGetValue(named.Mail, out string? login))
                accounts.TryAdd(KeyOf(person), login);
        }

        return accounts;
    }

    // A login has no spaces, so it is never taken for an address.
    private static IEnumerable<Contributor> OneEach(IEnumerable<Contributor> contributors) => contributors
        .GroupBy(contributor => contributor.Login ?? " " + KeyOf(contributor.Person), StringComparer.OrdinalIgnoreCase)
        .Select(same =>
            same.First() with { Changes = same.Sum(contributor => contributor.Changes), IsFirstTime = same.All(contributor => contributor.IsFirstTime) });

    // Only real newcomers cost a walk of the whole history: as soon as everybody was seen, git ends.
    private static HashSet<string> Newcomers(
        GitRepository repository, IEnumerable<string> keys, string previous, bool mailmap, CancellationToken cancellationToken)
    {
        var unseen = new HashSet<string>(keys, StringComparer.OrdinalIgnoreCase);
        string format = mailmap ? "--format=%aE%n%aN" : "--format=%ae%n%an";
        repository.Stream(
            ["log", "--no-show-signature", "--no-color", "--no-notes", mailmap ? "--mailmap" : "--no-mailmap", "--encoding=UTF-8", format, previous, "--"],
            null,
            stream =>
            {
                using var reader = new StreamReader(stream, Encoding.UTF8, false, 64 * 1024, leaveOpen: true);
                while (unseen.Count > 0 && reader.ReadLine() is { } mail)
                    unseen.Remove(reader.ReadLine() is { } name && mail.Length == 0 ? name : mail);
                return unseen.Count > 0;
            },
            cancellationToken);
        return unseen;
    }

    private static Dictionary<Person, Person> Mapped(GitRepository repository, Person[] persons, CancellationToken cancellationToken)
    {
        if (persons.Length == 0)
            return [];
        ChildResult result = repository.Try(["check-mailmap", "--stdin"], cancellationToken,
            string.Concat(persons.Select(person => $"{Plain(person.Name)} <{Plain(person.Mail)}>\n")));
        string[] lines = result.ExitCode == 0 ? result.Output.Split('\n') : throw repository.Unreadable(result.Error);
        return persons.Zip(lines, (person, line) => (person, Mapped: Parse(line, person))).ToDictionary(pair => pair.person, pair => pair.Mapped);
    }

    private static Person Parse(string line, Person given)
    {
        int open = line.LastIndexOf('<');
        return open >= 0 && line.EndsWith('>') ? new Person(line[..open].Trim(), line[(open + 1)..^1]) : given;
    }

    // Co-authors come from the text of messages, which may hold anything.
    private static string Plain(string text) => new([.. text.Where(c => !char.IsControl(c) && c is not ('<' or '>'))]);
}
