using System.Text;

namespace UvRelease.Changelog.Commits;

/// <summary>Divides what follows the subject into body and footers.</summary>
/// <param name="message">The whole message.</param>
/// <param name="whole">False leaves <see cref="Body"/> empty, and footers out that say nothing about a release: who signed it, who looked at it.</param>
internal ref struct BodyReader(string message, bool whole)
{
    private readonly string message = message;
    private readonly bool whole = whole;
    private List<Footer>? footers;
    private List<string>? breakingNotes;
    private List<LookAlike>? lookAlikes;
    private StringBuilder? scattered;

    // What the lines belong to since the place 'begin': a footer that 'line' begins, or the body.
    private FooterLine footer;
    private int begin;
    private long visited;
    private int line;
    private bool inFooter;
    private bool inBreaking;

    /// <summary>Text that is in no footer, line ends as LF.</summary>
    public string Body { get; private set; } = "";

    /// <summary>Characters looked at to find where the last footers begin.</summary>
    public readonly long Visited => visited;

    /// <summary>Footers in their order.</summary>
    public readonly IReadOnlyList<Footer> Footers => footers is null ? [] : footers;

    /// <summary>Texts of the breaking ones.</summary>
    public readonly IReadOnlyList<string> BreakingNotes => breakingNotes is null ? [] : breakingNotes;

    /// <summary>What was meant and is not.</summary>
    public readonly IReadOnlyList<LookAlike> LookAlikes => lookAlikes is null ? [] : lookAlikes;

    /// <summary>Adds a finding.</summary>
    public void Add(LookAlike lookAlike) => (lookAlikes ??= []).Add(lookAlike);

    /// <summary>Adds a footer that is for what breaks; one that says nothing breaks nothing.</summary>
    public void AddBreaking(string token, string value, int number)
    {
        (footers ??= []).Add(new Footer(token, value, number));
        if (FooterLine.SaysNothing(value))
            return;
        (breakingNotes ??= []).Add(value);
        if (value.Length == 0)
            Add(new LookAlike("CC-6", "Nothing says what breaks: a text must follow the colon (rule 12).", null, number));
    }

    /// <summary>Reads on to the end.</summary>
    /// <param name="lines">Lines, at the subject.</param>
    /// <param name="conventional">True when the subject is: a blank line must then follow it (CC-3).</param>
    public void Read(ref MessageLines lines, bool conventional)
    {
        int subjectEnd = lines.End, run = -1;
        begin = lines.End;

        // Where the blank line is missing, what follows is read as if it were there.
        bool beginsParagraph = conventional, glued = true, seenFooter = false;
        while (lines.MoveNext())
        {
            if (lines.IsBlank)
            {
                beginsParagraph = true;
                glued = false;
                continue;
            }

            if (conventional && glued)
                Add(new LookAlike("CC-3", "A blank line must stand between the subject and what follows (rules 6 and 8).", null, lines.Number));
            glued = false;
            ReadOnlySpan<char> text = lines.Current;
            int start = lines.Start, number = lines.Number;
            bool quoted = lines.SkipQuoted();
            if (!quoted && FooterLine.TryReadBreaking(text, out FooterLine breaking))
            {
                if (text.Length > breaking.ValueStart && text[breaking.ValueStart] is not (' ' or '\t'))
                    Add(new LookAlike("CC-4", "A space must follow the colon (rule 8).", $"BREAKING CHANGE: {text[breaking.ValueStart..].Trim()}", number));
                Begin(breaking, start, number, isBreaking: true);
                seenFooter = true;
            }
            else if (!quoted && inFooter && beginsParagraph && FooterLine.IsRule(text))
            {
                EndPart(start);
            }
            else if (!quoted && inFooter && (FooterLine.IsCherryPick(text) || SquashedLine.TryRead(text, beginsParagraph, out _)))
            {
                EndPart(start);
            }
            else if (!quoted && FooterLine.TryRead(text, out FooterLine token))
            {
                if (run < 0)
                    run = MessageText.RunOfFooters(message, subjectEnd, out visited);
                bool allowed = (seenFooter || beginsParagraph || start >= run) && !SquashedLine.TryRead(text, beginsParagraph, out _);
                bool label = inBreaking && FooterLine.IsLabel(text[..token.TokenEnd]);
                if (!inBreaking && BreakingLookAlikes.Find(text, number) is { } similar)
                    Add(similar);
                if (allowed && !label)
                {
                    Begin(token, start, number, isBreaking: false);
                    seenFooter = true;
                }
            }
            else if (!quoted && !inBreaking && BreakingLookAlikes.Find(text, number) is { } similar)
            {
                Add(similar);
            }

            beginsParagraph = false;
        }

        EndPart(message.Length);
        if (scattered is not null)
            Body = scattered.ToString();
    }

    private void Begin(FooterLine next, int start, int number, bool isBreaking)
    {
        EndPart(start);
        footer = new FooterLine(start + next.TokenStart, start + next.TokenEnd, start + next.ValueStart);
        (line, inFooter, inBreaking) = (number, true, isBreaking);
    }

    // Closes the footer, or the piece of the body, that ends here; the body goes on until something else begins.
    private void EndPart(int end)
    {
        if (inFooter)
        {
            EndFooter(message.AsSpan(footer.TokenStart, footer.TokenEnd - footer.TokenStart), end);
        }
        else if (whole && MessageText.Of(message, begin, end) is { Length: > 0 } piece)
        {
            if (Body.Length == 0)
                Body = piece;
            else
                (scattered ??= new StringBuilder(Body)).Append("\n\n").Append(piece);
        }

        (begin, inFooter, inBreaking) = (end, false, false);
    }

    private void EndFooter(ReadOnlySpan<char> token, int end)
    {
        if (!inBreaking && !whole && !Footer.IsOfRelease(token))
            return;
        string value = MessageText.Of(message, footer.ValueStart, end).Trim();
        if (inBreaking)
            AddBreaking(token.ToString(), value, line);
        else
            (footers ??= []).Add(new Footer(token.ToString(), value, line));
    }
}
