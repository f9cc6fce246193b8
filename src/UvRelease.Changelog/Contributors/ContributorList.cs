using System.Text;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Posix;

namespace UvRelease.Changelog.Contributors;

/// <summary>Who took part in a release, from git alone; <see cref="Identities"/> says who is one person.</summary>
public static class ContributorList
{
    // Squashing leaves nearly everybody in a trailer, so those count as seen before too.
    private const string CoAuthorsOf = "%x00%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x00)";

    /// <summary>Lists contributors: new ones first, then those with the most changes, then by name.</summary>
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
        var identities = new Identities();
        var accounts = new Dictionary<string, Person>(StringComparer.OrdinalIgnoreCase);
        foreach ((Person person, Person mapped) in real)
        {
            Person same = logins.TryGetValue(person.Mail, out string? login) && !accounts.TryAdd(login, mapped) ? accounts[login] : mapped;
            identities.Add(person, mapped, same);
        }

        var found = new Dictionary<int, (Person Person, int Changes)>();
        foreach (Change change in changes)
        {
            foreach ((int key, Person person) in change.Authors.Select(author => (identities.Find(author)!.Value, real[author])).DistinctBy(pair => pair.Value))
                found[key] = found.TryGetValue(key, out (Person Person, int Changes) known) ? (known.Person, known.Changes + 1) : (person, 1);
        }

        HashSet<int> newcomers = previous is null ? [] : Newcomers(repository, identities, found.Keys, previous, mailmap, cancellationToken);
        ILookup<int, string> names = real.Keys.Where(person => logins.ContainsKey(person.Mail))
            .ToLookup(person => identities.Find(person)!.Value, person => logins[person.Mail]);
        return
        [
            .. found.Select(pair => new Contributor(pair.Value.Person, pair.Value.Changes, newcomers.Contains(pair.Key), names[pair.Key].FirstOrDefault()))
                .OrderByDescending(contributor => contributor.IsFirstTime)
                .ThenByDescending(contributor => contributor.Changes)
                .ThenBy(contributor => contributor.Person.Name, StringComparer.Ordinal)
                .ThenBy(contributor => contributor.Person.Mail, StringComparer.Ordinal),
        ];
    }

    // Only real newcomers cost a walk of the whole history: as soon as everybody was seen, git ends. What was read whole is kept for the next time.
    private static HashSet<int> Newcomers(
        GitRepository repository, Identities identities, IEnumerable<int> persons, string previous, bool mailmap, CancellationToken cancellationToken)
    {
        var unseen = new HashSet<int>(persons);
        var lines = new HashSet<string>(StringComparer.Ordinal);
        AuthorCache? cache = AuthorCache.Of(repository, cancellationToken);
        string? known = null;
        if (cache?.Read() is var (commit, kept) && (commit == previous
            || repository.Try(["merge-base", "--is-ancestor", commit, previous], cancellationToken).ExitCode == 0))
        {
            known = commit;
            lines.UnionWith(kept);
            SeeKept(kept);
        }

        if (unseen.Count == 0 || known == previous)
            return unseen;
        string format = "--format=%ae%x00%an" + CoAuthorsOf + (mailmap ? "%x00%x00%aE%x00%aN" : "");
        repository.Stream(
            ["log", "--no-show-signature", "--no-color", "--no-notes", mailmap ? "--mailmap" : "--no-mailmap", "--encoding=UTF-8", format, previous,
                .. known is null ? Array.Empty<string>() : ["^" + known], "--"],
            null,
            stream =>
            {
                using var reader = new StreamReader(stream, Encoding.UTF8, false, 64 * 1024, leaveOpen: true);
                var read = new HashSet<string>(StringComparer.Ordinal);
                while (unseen.Count > 0 && reader.ReadLine() is { } line)
                {
                    // The same few people write a whole history.
                    if (!read.Add(line))
                        continue;
                    int end = line.LastIndexOf("\0\0", StringComparison.Ordinal);
                    string own = mailmap && end >= 0 ? line[..end] : line;
                    SeeAll(own.Split('\0'));
                    if (mailmap && end >= 0)
                        SeeAll(line[(end + 2)..].Split('\0'));
                    lines.Add(own);
                }

                return unseen.Count > 0;
            },
            cancellationToken);
        if (unseen.Count > 0)
            cache?.Write(previous, lines, cancellationToken);
        return unseen;

        // By the names of now: .mailmap may have changed since.
        void SeeKept(IReadOnlyList<string> all)
        {
            foreach (string line in all)
                SeeAll(line.Split('\0'));
            if (unseen.Count == 0 || !mailmap)
                return;
            foreach (Person person in Mapped(repository, [.. all.Select(line => line.Split('\0')).Where(parts => parts.Length > 1)
                .Select(parts => new Person(parts[1], parts[0])).Distinct()], cancellationToken).Values)
                See(person);
        }

        void SeeAll(string[] parts)
        {
            if (parts.Length < 2)
                return;
            See(new Person(parts[1], parts[0]));
            foreach (string coAuthor in parts.Skip(2))
                See(Parse(coAuthor, new Person(coAuthor, "")));
        }

        void See(Person person)
        {
            if (identities.Find(person) is { } key)
                unseen.Remove(key);
        }
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
        return open >= 0 && line.TrimEnd().EndsWith('>') ? new Person(line[..open].Trim(), line[(open + 1)..].TrimEnd()[..^1]) : given;
    }

    // Co-authors come from the text of messages, which may hold anything.
    private static string Plain(string text) => new([.. text.Where(c => !char.IsControl(c) && c is not ('<' or '>'))]);
}
