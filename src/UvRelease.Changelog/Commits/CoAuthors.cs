using System.Buffers;
using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Commits;

/// <summary>Finds who wrote a commit.</summary>
internal static class CoAuthors
{
    private const string Token = "Co-authored-by:", NoReply = "@users.noreply.github.com";

    // Looks at many characters at once, which IndexOf without regard to case does not.
    private static readonly SearchValues<string> Tokens = SearchValues.Create([Token], StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Author and co-authors, each once by mail address. Co-authors are looked for on every line: squashing leaves them anywhere. Who wrote what
    /// <c>git merge --squash</c> lists is one too.
    /// </summary>
    /// <param name="author">Author of the commit.</param>
    /// <param name="message">Its message.</param>
    public static IReadOnlyList<Person> Of(Person author, ReadOnlySpan<char> message)
    {
        List<Person>? people = null;
        HashSet<string>? known = null;
        foreach (string squashed in GitSquash.Authors(message))
            Add(Read(squashed));
        for (int at; (at = message.IndexOfAny(Tokens)) >= 0;)
        {
            bool beginsLine = at == 0 || message[..at].TrimEnd(" \t*->") is [] or [.., '\n' or '\r'];
            message = message[(at + Token.Length)..];
            int end = message.IndexOfAny('\n', '\r');
            if (beginsLine)
                Add(Read(end < 0 ? message : message[..end]));
        }

        return people is null ? [author] : people;

        void Add(Person? person)
        {
            if (person is null)
                return;
            people ??= [author];
            known ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase) { author.Name, Account(author) };
            bool isNew = known.Add(Account(person));
            known.Add(person.Name);
            if (isNew)
                people.Add(person);
        }
    }

    private static Person? Read(ReadOnlySpan<char> value)
    {
        int open = value.LastIndexOf('<');
        ReadOnlySpan<char> name = (open < 0 ? value : value[..open]).Trim();
        ReadOnlySpan<char> mail = open < 0 ? default : value[(open + 1)..].Trim(" \t>");
        if (name.IsEmpty && mail.IsEmpty)
            return null;
        return new Person((name.IsEmpty ? mail : name).ToString(), mail.ToString());
    }

    // Who gives no address is known by name. GitHub's private addresses are 123+login@… or, older, login@…: the same account.
    private static string Account(Person person)
    {
        if (person.Mail.Length == 0)
            return person.Name;
        return person.Mail.EndsWith(NoReply, StringComparison.OrdinalIgnoreCase) ? person.Mail[(person.Mail.IndexOf('+', StringComparison.Ordinal) + 1)..]
            : person.Mail;
    }
}
