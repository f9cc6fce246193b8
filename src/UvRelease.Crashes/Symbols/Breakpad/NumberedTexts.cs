using System.Runtime.InteropServices;

namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>Texts that records name by numbers of their own, FILE and INLINE_ORIGIN. They may be used before they are given.</summary>
internal sealed class NumberedTexts
{
    private const int None = -1;
    private readonly Dictionary<int, int> places = [];

    /// <summary>The text of each place, or −1.</summary>
    public List<int> Texts { get; } = [];

    /// <summary>The place of a number; −1 where the number is.</summary>
    public int Place(int number)
    {
        // As a rule they are counted from 0 and given in order.
        if ((uint)number < (uint)Texts.Count && places.Count == 0)
            return number;
        if (number < 0)
            return None;
        if (number == Texts.Count && places.Count == 0)
        {
            Texts.Add(None);
            return number;
        }

        return Sparse(number);
    }

    /// <summary>Gives a number its text; the first one stays.</summary>
    public void Give(int number, int text)
    {
        if (Place(number) is >= 0 and var place && Texts[place] == None)
            Texts[place] = text;
    }

    private int Sparse(int number)
    {
        if (places.Count == 0)
        {
            for (int known = 0; known < Texts.Count; known++)
                places.Add(known, known);
        }

        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, number, out bool known2);
        if (!known2)
        {
            place = Texts.Count;
            Texts.Add(None);
        }

        return place;
    }
}
