using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Contributors;

/// <summary>
/// Which names and addresses are one person: the same address, the same account (GitHub's private addresses are <c>123+login@…</c> or, older,
/// <c>login@…</c>), or the same name with the same part before the @.
/// </summary>
internal sealed class Identities
{
    private const string NoReply = "@users.noreply.github.com";

    private readonly Dictionary<string, int> places = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<int> joined = [];

    /// <summary>Adds names of one person, and joins those who turn out to be the same.</summary>
    /// <returns>A number that <see cref="Of"/> turns into the person's.</returns>
    public int Add(params ReadOnlySpan<Person> same)
    {
        int place = joined.Count;
        joined.Add(place);
        foreach (Person person in same)
        {
            foreach (string key in Keys(person))
            {
                if (!places.TryAdd(key, place))
                    joined[Of(places[key])] = Of(place);
            }
        }

        return place;
    }

    /// <summary>The number of a person.</summary>
    public int Of(int place)
    {
        while (joined[place] != place)
            place = joined[place] = joined[joined[place]];
        return place;
    }

    /// <summary>The number of somebody who was added; null for anybody else.</summary>
    public int? Find(Person person)
    {
        foreach (string key in Keys(person))
        {
            if (places.TryGetValue(key, out int place))
                return Of(place);
        }

        return null;
    }

    /// <summary>The login in one of GitHub's private addresses; null for any other.</summary>
    public static string? Account(string mail) => mail.EndsWith(NoReply, StringComparison.OrdinalIgnoreCase)
        ? mail[(mail.IndexOf('+', StringComparison.Ordinal) + 1)..^NoReply.Length] : null;

    // An address may be missing from a commit; then the name has to do. A login has no spaces, and no key of another kind has one before its sign.
    private static IEnumerable<string> Keys(Person person)
    {
        yield return person.Mail.Length > 0 ? person.Mail : " " + person.Name;
        if (person.Mail.Length == 0)
            yield break;
        string? account = Account(person.Mail);
        if (account is not null)
            yield return " @" + account;
        int at = person.Mail.IndexOf('@', StringComparison.Ordinal);
        if (person.Name.Length > 0 && (account is not null || at > 0))
            yield return $" {person.Name}\n{account ?? person.Mail[..at]}";
    }
}
