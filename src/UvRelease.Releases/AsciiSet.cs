namespace UvRelease.Releases;

/// <summary>
/// Some of the ASCII characters. The framework's SearchValues finds them faster in long texts, but is compiled at each start, which takes longer
/// than all the short texts of a release.
/// </summary>
public readonly struct AsciiSet
{
    private readonly ulong low;
    private readonly ulong high;

    /// <summary>Takes the characters of a text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not ASCII.</exception>
    public AsciiSet(string characters)
    {
        foreach (char character in characters)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((int)character, 127, nameof(characters));
            if (character < 64)
                low |= 1UL << character;
            else
                high |= 1UL << (character - 64);
        }
    }

    /// <summary>True for one of them.</summary>
    public bool Contains(char character) => character < 64 ? (low >> character & 1) != 0 : character < 128 && (high >> (character - 64) & 1) != 0;

    /// <summary>Place of the first of them, or -1.</summary>
    public int IndexIn(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (Contains(text[i]))
                return i;
        }

        return -1;
    }

    /// <summary>True when a text holds nothing else.</summary>
    public bool ContainsAll(ReadOnlySpan<char> text)
    {
        foreach (char character in text)
        {
            if (!Contains(character))
                return false;
        }

        return true;
    }
}
