namespace UvRelease.Changelog.Commits;

/// <summary>
/// Reads commit messages by Conventional Commits 1.0.0. Where the specification is silent or its readers disagree, docs/conventional-commits.md says
/// what is done.
/// </summary>
public static class MessageParser
{
    /// <summary>Reads a message: in time that grows with its length, and without ever throwing. Whatever has no meaning of its own stays in the body.</summary>
    /// <param name="message">Subject and body as git has them.</param>
    public static CommitMessage Parse(string message) => Parse(message, whole: true, out _);

    /// <summary>Reads a message.</summary>
    /// <param name="message">Subject and body as git has them.</param>
    /// <param name="whole">False leaves the body empty, and footers out that say nothing about a release: who reads a whole history has no use for
    /// all that text a second time.</param>
    /// <param name="visited">How many characters were looked at to find the lines.</param>
    internal static CommitMessage Parse(string message, bool whole, out long visited)
    {
        var lines = new MessageLines(message);
        do
        {
            if (!lines.MoveNext())
            {
                visited = lines.Visited;
                return new CommitMessage { Kind = MessageKind.Other, Description = "" };
            }
        }
        while (lines.IsBlank);

        ReadOnlySpan<char> subject = lines.Current.Trim();
        int line = lines.Number;
        var found = new BodyReader(message, whole);
        bool conventional = HeaderLine.TryRead(subject, out HeaderLine header) && header.IsConventional
            && !FooterLine.TryReadBreaking(subject, out FooterLine breaking);
        if (conventional)
            AddHeaderWarnings(header, line, ref found);
        else if (SubjectLookAlikes.Find(subject, line) is { } lookAlike)
            found.Add(lookAlike);
        bool isLookAlike = !conventional && found.LookAlikes.Count > 0;
        if (!conventional && FooterLine.TryReadBreaking(subject, out breaking))
            found.AddBreaking(subject[breaking.TokenStart..breaking.TokenEnd].ToString(), subject[breaking.ValueStart..].Trim().ToString(), line);
        found.Read(ref lines, conventional);
        visited = lines.Visited + found.Visited;
        return new CommitMessage
        {
            Kind = conventional ? MessageKind.Conventional : isLookAlike ? MessageKind.LookAlike : MessageKind.Other,
            Type = conventional ? CommitTypes.Text(header.Type) : "",
            Scope = conventional && !header.Scope.IsEmpty ? header.Scope.ToString() : null,
            Marked = conventional && header.Marked,
            Description = (conventional ? header.Description : subject).ToString(),
            Body = found.Body,
            Footers = found.Footers,
            BreakingNotes = found.BreakingNotes,
            LookAlikes = found.LookAlikes,
        };
    }

    private static void AddHeaderWarnings(HeaderLine header, int line, ref BodyReader found)
    {
        if (!header.Spaced)
            found.Add(new LookAlike("CC-4", "A space must follow the colon (rule 1).", Corrected(header), line));
        if (header.HasBrackets && header.Scope.IsEmpty)
            found.Add(new LookAlike("CC-5", "The brackets hold no scope (rule 4).", Corrected(header), line));
        if (CommitTypes.Near(header.Type) is not { } near)
            return;
        string meant = HeaderLine.Write(near.TrimEnd('!'), header.Scope, header.Marked || near.EndsWith('!'), header.Description);
        found.Add(new LookAlike("CC-22", $"The type '{header.Type}' is not a usual one, and much like '{near}'.", meant, line));
    }

    private static string Corrected(HeaderLine header) => HeaderLine.Write(header.Type, header.Scope, header.Marked, header.Description);
}
