using System.Text;
using System.Xml;
using UvRelease.Releases;

namespace UvRelease.Formats.Plists;

/// <summary>A key of the outermost dictionary of a property list.</summary>
/// <param name="Name">The key.</param>
/// <param name="Start">Place of its first character in the text.</param>
/// <param name="End">Place behind its value.</param>
/// <param name="Value">The value in one spelling: equal values have equal texts.</param>
public readonly record struct PropertyListKey(string Name, int Start, int End, string Value);

/// <summary>
/// An XML property list (Apple's PropertyList-1.0.dtd) that is edited as text, so that what is not edited keeps its bytes. The document type is not read
/// and nothing it names is fetched.
/// </summary>
public sealed class PropertyListText
{
    private const int Deepest = 64;
    private const int LargestFile = 4 * 1024 * 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string text;
    private readonly string name;
    private readonly List<int> lines = [0];
    private readonly List<PropertyListKey> keys = [];
    private int end;

    private PropertyListText(string text, string name)
    {
        (this.text, this.name) = (text, name);
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
        if (new FileInfo(path).Length > LargestFile)
            throw Bad(name, "is larger than 4 MiB");
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().StartsWith("bplist"u8))
            throw new ReleaseException(Fault.Input, $"{name} is a binary property list, which is not read here. Write it as XML: plutil -convert xml1.");
        try
        {
            var list = new PropertyListText(StrictUtf8.GetString(bytes), name);
            list.Parse();
            return list;
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException)
        {
            throw Bad(name, $"is no XML: {e.Message}", e);
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

    private void Parse()
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };
        using var reader = XmlReader.Create(new StringReader(text), settings);
        if (!Next(reader) || reader.LocalName != "plist" || reader.IsEmptyElement || !Next(reader) || reader.NodeType != XmlNodeType.Element || reader.LocalName != "dict")
            throw Bad(name, "has no dictionary as its outermost value");
        if (reader.IsEmptyElement)
            throw Bad(name, "has an empty dictionary as its outermost value");
        Dictionary(reader, 0, keys.Add);
        end = Place(reader) - "</".Length;
        if (keys.DistinctBy(key => key.Name).Count() != keys.Count)
            throw Bad(name, "has a key twice");
        while (reader.Read())
        {
            // What is behind must be XML too.
        }
    }

    private string Value(XmlReader reader, int depth, out int valueEnd)
    {
        if (depth > Deepest)
            throw Bad(name, $"is nested deeper than {Deepest}");
        string type = reader.LocalName, value;
        if (reader.IsEmptyElement)
        {
            valueEnd = text.IndexOf('>', Place(reader)) + 1;
            return $"{type}()";
        }

        if (type == "dict")
        {
            var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
            Dictionary(reader, depth, key =>
            {
                if (!values.TryAdd(key.Name, key.Value))
                    throw Bad(name, $"has the key '{key.Name}' twice in one dictionary");
            });
            value = string.Concat(values.Select(pair => $"{pair.Key.Length}:{pair.Key}={pair.Value}"));
        }
        else if (type == "array")
        {
            var values = new StringBuilder();
            while (Next(reader) && reader.NodeType == XmlNodeType.Element)
                values.Append(Value(reader, depth + 1, out _));
            value = values.ToString();
        }
        else
        {
            value = Text(reader);
            value = type is "data" ? string.Concat(value.Where(c => !char.IsWhiteSpace(c))) : type is "string" ? value : value.Trim();
            value = $"{value.Length}:{value}";
        }

        valueEnd = text.IndexOf('>', Place(reader)) + 1;
        return $"{type}({value})";
    }

    private void Dictionary(XmlReader reader, int depth, Action<PropertyListKey> add)
    {
        while (Next(reader) && reader.NodeType == XmlNodeType.Element)
        {
            int start = Place(reader) - 1;
            if (reader.LocalName != "key")
                throw Bad(name, $"has '{reader.LocalName}' where a key belongs");
            string key = reader.IsEmptyElement ? "" : Text(reader);
            if (!Next(reader) || reader.NodeType != XmlNodeType.Element)
                throw Bad(name, $"has no value for '{key}'");
            string value = Value(reader, depth + 1, out int valueEnd);
            add(new PropertyListKey(key, start, valueEnd, value));
        }
    }

    /// <summary>Text of an element without others in it; the reader stands at its end.</summary>
    private string Text(XmlReader reader)
    {
        var content = new StringBuilder();
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
                throw Bad(name, $"has '{reader.LocalName}' inside a text");
            content.Append(reader.Value);
        }

        return content.ToString();
    }

    /// <summary>Goes to the next beginning or end of an element.</summary>
    private static bool Next(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
                return true;
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                throw new XmlException($"There is text outside of a value: '{reader.Value.Trim()}'.");
        }

        return false;
    }

    /// <summary>Place of an element's name.</summary>
    private int Place(XmlReader reader)
    {
        var info = (IXmlLineInfo)reader;
        return lines[info.LineNumber - 1] + info.LinePosition - 1;
    }

    private static ReleaseException Bad(string name, string problem, Exception? inner = null) =>
        new(Fault.Input, $"{name} is no property list that can be edited: it {problem}.", inner);
}
