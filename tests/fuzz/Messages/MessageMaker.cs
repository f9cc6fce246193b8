using System.Globalization;
using System.Text;

namespace UvRelease.Fuzz.Messages;

/// <summary>Makes messages: the same ones for the same seed, on every machine.</summary>
/// <param name="seed">Seed.</param>
public sealed class MessageMaker(int seed)
{
    private readonly Dice dice = new(seed);

    /// <summary>Makes a message.</summary>
    /// <param name="oddity">How likely, in percent, each piece is one that readers disagree about.</param>
    public MadeMessage Make(int oddity)
    {
        var text = new StringBuilder();
        var policies = new HashSet<string>(StringComparer.Ordinal);
        Add(Choose(Pieces.PlainHeaders, Pieces.OddHeaders));
        bool glued = dice.Chance(oddity / 4);
        int paragraphs = dice.Next(4), footers = dice.Next(4);
        if (glued && paragraphs + footers > 0)
            policies.Add("CC-3");
        for (int paragraph = 0; paragraph < paragraphs; paragraph++)
        {
            text.Append(glued && paragraph == 0 ? "\n" : "\n\n");
            Add(Choose(Pieces.Paragraphs, Pieces.OddParagraphs));
        }

        bool gluedFooters = paragraphs > 0 && footers > 0 && dice.Chance(oddity / 4);
        if (gluedFooters)
            policies.Add("CC-8");
        for (int footer = 0; footer < footers; footer++)
        {
            text.Append(footer > 0 || gluedFooters || (glued && paragraphs == 0) ? "\n" : "\n\n");
            Add(Choose(Pieces.Footers, Pieces.OddFooters));
        }

        string made = text.ToString();
        if (made.Split("BREAKING").Length > 2)
            policies.Add("CC-31");
        if (dice.Chance(oddity / 8))
        {
            made = "\n\n" + made.Replace("\n", "\r\n", StringComparison.Ordinal) + " \r\n\n";
            policies.Add("CC-27");
        }

        return new MadeMessage(dice.Chance(50) ? made + "\n" : made, policies);

        Piece Choose(Piece[] plain, Piece[] odd)
        {
            Piece[] pieces = dice.Chance(oddity) ? odd : plain;
            return pieces[dice.Next(pieces.Length)];
        }

        void Add(Piece piece)
        {
            text.Append(piece.Text.Replace("{0}", dice.Next(1, 999).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            policies.UnionWith(piece.Policies.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
