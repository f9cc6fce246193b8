using System.Text;
using UvRelease.Releases;

namespace UvRelease.Formats.Plists;

/// <summary>A key of the outermost dictionary of a property list.</summary>
/// <param name="Name">The key.</param>
/// <param name="Start">Place of its first character in the text.</param>
/// <param name="End">Place behind its value.</param>
/// <param name="Value">The value.</param>
public readonly record struct PropertyListKey(string Name, int Start, int End, PropertyListValue Value);

/// <summary>
/// An XML property list (Apple's PropertyList-1.0.dtd) that is edited as text, so that what is not edited keeps its bytes. The document type is not read
/// and nothing it names is fetched.
/// </summary>
public sealed class PropertyListText
{
    private const int LargestFile = 4 * 1024 * 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string text;
    private readonly List<int> lines = [0];
    private readonly List<PropertyListKey> keys = [];
    private int end;

    private PropertyListText(string text)
    {
        this.text = text;
        for (int i = 0; i < text.Length; i++)
        {
            // XML counts \r\n, \n and \r as the end of a line.
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                lines.Add(i + 1);
        }
    }

    /// <summary>The keys of the outermost dictionary, in the order of the text.</summary>
    public IReadOnlyList<PropertyListKey> Keys => keys;

    /// <summary>Reads a property list.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is binary, or none.</exception>
    public static PropertyListText Read(string path, string name)
    {
        using var input = CheckedReader.Open(path, name, PropertyList.Kind);
        byte[] bytes = PropertyList.Bytes(input, LargestFile);
        if (PropertyList.IsBinary(bytes))
            throw new ReleaseException(Fault.Input, $"{name} is a binary property list, which is not edited here. Write it as XML: plutil -convert xml1.");
        try
        {
            var list = new PropertyListText(StrictUtf8.GetString(bytes));
            list.Parse(input);
            return list;
        }
        catch (DecoderFallbackException e)
        {
            throw input.Bad(0, "the text", "is no UTF-8, and so can't be edited", e);
        }
    }

    /// <summary>The text with a key taken out and, if there is a value, put in again as the last one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Writes the value; gets the indentation of the key and of one level. Null only takes the key out.</param>
    public byte[] With(string key, Func<string, string, string>? value)
    {
        string indentation = keys.Count > 0 && Before(keys[0].Start) is { Length: > 0 } before ? before : "\n\t";
        string unit = indentation.Contains('\t', StringComparison.Ordinal) ? "\t" : "  ";
        var edited = new StringBuilder(text);
        int last = keys.Count > 0 ? keys[^1].End : end;
        if (value is not null)
            edited.Insert(last, $"{indentation}<key>{key}</key>{indentation}{value(indentation, unit)}");
        foreach (PropertyListKey old in keys.Where(old => old.Name == key).Reverse())
            edited.Remove(old.Start - Before(old.Start).Length, old.End - old.Start + Before(old.Start).Length);
        return StrictUtf8.GetBytes(edited.ToString());
    }

    /// <summary>White space before a place.</summary>
    private string Before(int place)
    {
        int start = place;
        while (start > 0 && char.IsWhiteSpace(text[start - 1]))
            start--;
        return text[start..place];
    }

    private void Parse(CheckedReader input)
    {
        using var reader = new XmlPropertyListReader(input, new StringReader(text), new PropertyListLimits());
        reader.Open();
        if (reader.Element != "dict" || reader.IsEmpty)
            throw input.Bad(reader.Place.Line, reader.Place.Column, "the outermost value", "is no dictionary with something in it, and so can't be edited");
        reader.Value((key, place, value) => keys.Add(new PropertyListKey(key, At(place) - 1, text.IndexOf('>', At(reader.Place)) + 1, value)));
        end = At(reader.Place) - "</".Length;
        reader.Close();
    }

    private int At(TextPlace place) => lines[place.Line - 1] + place.Column - 1;
}
